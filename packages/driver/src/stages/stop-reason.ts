import type { FitStatus, Method } from "@platewise/core";
import type { Run } from "@platewise/learning";

const reasons: Readonly<Record<FitStatus, (run: Run, method: Method, tolerance: number) => string>> = {
  exact: () => "closed form: no iterations are needed",
  converged: (run, method, tolerance) =>
    method === "hard-em"
      ? `no assignment changed in iteration ${run.iterations}`
      : `the objective changed by no more than ${tolerance} of its size in iteration ${run.iterations}`,
  "max-iterations": (run) =>
    run.iterations === 0 ? "the start was evaluated, as asked" : `the limit of ${run.iterations} iterations was reached`,
  interrupted: (run) => `interrupted after ${run.iterations} iterations`,
  singular: (run) => `a component collapsed in iteration ${run.iterations + 1}`,
  stalled: (run) => `no step raises the objective any more after ${run.iterations} iterations`,
  unbounded: (run) => `a parameter grows without end after ${run.iterations} iterations`,
};

/** A sentence saying why a run ended. */
export const stopReason = (run: Run, method: Method, tolerance: number): string => reasons[run.status](run, method, tolerance);
