import { type ExactProblem, evaluateNetwork, networkGradient } from "../expectations/network-problem.ts";
import type { Objective } from "../optimizers/objective.ts";
import type { OptimizerRun } from "../optimizers/optimizer.ts";
import type { Cells } from "./cells.ts";
import { addPenalty, type Penalty } from "./penalty.ts";

/** Writes −∞ in the places of what is removed. */
export function withRemoved({ removed }: Cells, theta: Float64Array, into: Float64Array): void {
  for (let c = 0; c < theta.length; c++) into[c] = removed[c] === 1 ? -Infinity : (theta[c] as number);
}

/** Takes what does not move out of a gradient. */
export function maskGradient({ free, removed, idle }: Cells, gradient: Float64Array): void {
  for (let c = 0; c < gradient.length; c++) if (free[c] === 0 || removed[c] === 1 || idle[c] === 1) gradient[c] = 0;
}

/** What optimisers call: a value and gradient at whole parameter vectors, of which removed places are −∞. */
export type FullEvaluation = (theta: Float64Array, gradient: Float64Array) => number;

/** An objective whose removed and fixed coordinates never move: removed ones stand at 0 for the optimiser. */
export function maskedObjective(cells: Cells, penalty: Penalty, evaluate: FullEvaluation): Objective {
  const size = cells.free.length;
  const full = new Float64Array(size);
  return {
    size,
    evaluate: (theta, gradient) => {
      withRemoved(cells, theta, full);
      const value = evaluate(full, gradient) + addPenalty(penalty, theta, gradient);
      maskGradient(cells, gradient);
      return value;
    },
  };
}

/** The negative log-likelihood and its gradient: model minus empirical expectations. */
export function negativeLogLik(problem: ExactProblem): FullEvaluation {
  return (theta, gradient) => {
    const { logLik } = evaluateNetwork(problem, theta);
    networkGradient(problem, gradient);
    for (let c = 0; c < gradient.length; c++) gradient[c] = -(gradient[c] as number);
    return -logLik;
  };
}

/** A run whose result has −∞ in the removed places. */
export function restoringRemoved(cells: Cells, run: OptimizerRun): OptimizerRun {
  return {
    step: run.step,
    result: () => {
      const result = run.result();
      const theta = result.theta.slice();
      withRemoved(cells, result.theta, theta);
      return { ...result, theta };
    },
  };
}
