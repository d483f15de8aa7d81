import type { OptimizerOptions, OptimizerRun } from "../optimizers/optimizer.ts";
import { type ScalingProblem, startScaling } from "./scaling.ts";

/**
 * Generalised iterative scaling from a copy of `theta`: every iteration adds log(empirical / expected) / C to all parameters at once, the
 * features made non-negative and C the most that they may sum to in a row. The value, the negative log-likelihood, never rises. An
 * iteration calls the source once. The more factors, the larger is C and the shorter the steps. `cells` are the parameters that move; all
 * when left out.
 */
export function gis(problem: ScalingProblem, theta: Float64Array, options: OptimizerOptions, cells?: Iterable<number>): OptimizerRun {
  return startScaling(problem, [cells ?? Array(problem.size).keys()], theta, options);
}
