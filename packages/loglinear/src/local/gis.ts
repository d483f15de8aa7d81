import type { OptimizerOptions, OptimizerRun } from "../optimizers/optimizer.ts";
import { type ScalingProblem, startScaling } from "./scaling.ts";

/**
 * Generalised iterative scaling from a copy of `theta`: every iteration adds log(empirical / expected) / C to all parameters at once, the
 * features made non-negative and C the most that they may sum to in a row. The value, the negative log-likelihood, never rises. An
 * iteration calls the source once. The more factors, the larger is C and the shorter the steps.
 */
export function gis(problem: ScalingProblem, theta: Float64Array, options: OptimizerOptions): OptimizerRun {
  return startScaling(problem, [Array.from({ length: problem.size }, (_, k) => k)], theta, options);
}
