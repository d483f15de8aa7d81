// Deming & Stephan, Annals of Mathematical Statistics 11 (1940), on the parameters in place of the joint table.

import type { OptimizerOptions, OptimizerRun } from "../optimizers/optimizer.ts";
import { featureBounds, type LinearNetwork } from "./feature-bounds.ts";
import { type ScalingProblem, startScaling } from "./scaling.ts";

/**
 * How many ground factors of a row share a table of parameters, at most. Where it is 1 and nothing is conditioned on, an update of the
 * table is exact: it makes the model's margin the empirical one. Else it is divided by this number, which keeps the likelihood from
 * falling, but takes more sweeps.
 */
export function sharingOf(linear: LinearNetwork, table: Iterable<number>): number {
  return featureBounds(linear, table).bound;
}

/**
 * Iterative proportional fitting from a copy of `theta`: coordinate ascent over tables of parameters (each the places of its cells in
 * theta). One table at a time gets log(empirical / expected), divided by `sharingOf`; 0/0 counts as 1. An iteration is a sweep over the
 * tables, and calls the source once for each. The value, the negative log-likelihood, never rises.
 */
export function ipf(
  problem: ScalingProblem,
  tables: readonly Iterable<number>[],
  theta: Float64Array,
  options: OptimizerOptions,
): OptimizerRun {
  return startScaling(problem, tables, theta, options);
}
