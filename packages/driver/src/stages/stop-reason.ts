import type { FitStatus } from "@platewise/core";
import type { Learned } from "@platewise/learning";

const iterations = (count: number): string => (count === 1 ? "1 iteration" : `${count} iterations`);

/** Where an interrupt came: a run of several is named, and so is the one that is kept. */
function interruption({ run, runs, planned }: Learned): string {
  if (planned === 1) return `interrupted after ${iterations(run.iterations)}`;
  const during = `interrupted in run ${runs.length} of ${planned}`;
  const best = runs.find(({ chosen }) => chosen)?.run;
  const kept = best === runs.length ? "" : `; run ${best} is the best so far`;
  return `${during}${kept}, after ${iterations(run.iterations)}`;
}

const reasons: Readonly<Record<FitStatus, (learned: Learned, tolerance: number) => string>> = {
  exact: () => "closed form: no iterations are needed",
  converged: ({ run, method }, tolerance) =>
    method === "hard-em"
      ? `no assignment changed in iteration ${run.iterations}`
      : `the objective changed by no more than ${tolerance} of its size in iteration ${run.iterations}`,
  "max-iterations": ({ run }) =>
    run.iterations === 0 ? "the start was evaluated, as asked" : `the limit of ${iterations(run.iterations)} was reached`,
  interrupted: interruption,
  singular: ({ run }) => `a component collapsed in iteration ${run.iterations + 1}`,
  stalled: ({ run }) => `no step raises the objective any more after ${iterations(run.iterations)}`,
  unbounded: ({ run }) => `a parameter grows without end after ${iterations(run.iterations)}`,
};

/** A sentence saying why a fit ended. */
export const stopReason = (learned: Learned, tolerance: number): string => reasons[learned.run.status](learned, tolerance);
