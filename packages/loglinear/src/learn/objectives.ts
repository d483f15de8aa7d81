import { type ExactProblem, evaluateNetwork, networkGradient } from "../expectations/network-problem.ts";
import type { Objective } from "../optimizers/objective.ts";
import type { OptimizerRun } from "../optimizers/optimizer.ts";
import type { Cells } from "./cells.ts";
import { symmetrise } from "./fine-hessian.ts";
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

/** Step of central differences, relative to a coordinate of size 1: the cube root of the precision of numbers. */
const STEP = 6e-6;

/** The Hessian of an objective by central differences of its gradient, over the coordinates that move; zero elsewhere. */
export function differenceHessian({ size, evaluate }: Objective, moves: (c: number) => boolean): NonNullable<Objective["hessian"]> {
  const at = new Float64Array(size);
  const above = new Float64Array(size);
  const below = new Float64Array(size);
  return (theta, into) => {
    into.fill(0);
    at.set(theta);
    for (let c = 0; c < size; c++) {
      if (!moves(c)) continue;
      const step = STEP * Math.max(1, Math.abs(theta[c] as number));
      at[c] = (theta[c] as number) + step;
      evaluate(at, above);
      at[c] = (theta[c] as number) - step;
      evaluate(at, below);
      at[c] = theta[c] as number;
      for (let d = 0; d < size; d++) into[c * size + d] = ((above[d] as number) - (below[d] as number)) / (2 * step);
    }
    symmetrise(into, size);
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
