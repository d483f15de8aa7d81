import type { GroundFactor } from "@platewise/graph";
import type { ExactProblem } from "../expectations/network-problem.ts";
import { evaluateNetwork } from "../expectations/network-problem.ts";
import type { FactorKernel } from "../expectations/phase.ts";
import type { Penalty } from "./penalty.ts";

/** Adds the variances of one factor's features, as if its instances were independent of other factors. */
function addVariances({ map }: GroundFactor, { statistics }: FactorKernel, into: Float64Array): void {
  let mass = 0;
  for (const count of statistics) mass += count;
  if (!(mass > 0)) return;
  const means = new Map<number, number>();
  for (let e = 0; e < map.constant.length; e++) {
    const count = statistics[e] as number;
    const end = map.starts[e + 1] as number;
    for (let k = map.starts[e] as number; k < end; k++) {
      const cell = map.cells[k] as number;
      const value = map.coefficients[k] as number;
      into[cell] = (into[cell] as number) + count * value * value;
      means.set(cell, (means.get(cell) ?? 0) + count * value);
    }
  }
  for (const [cell, sum] of means) into[cell] = (into[cell] as number) - (sum * sum) / mass;
}

/** A guess of the diagonal of the Hessian of the negative log-likelihood: what optimisers scale their first steps by. */
export function curvature(problem: ExactProblem, theta: Float64Array, { precision }: Penalty): Float64Array {
  const { clamped, free, data } = problem;
  // At the maximum the model's moments are the data's, so that complete data tell the variances there.
  const isKnown = clamped.isComplete && data.model.nodes.every(({ role }) => role !== "given");
  if (!isKnown) evaluateNetwork(problem, theta);
  const { factors, kernels } = isKnown ? clamped : free;
  const diagonal = new Float64Array(theta.length);
  factors.forEach((factor, f) => {
    addVariances(factor, kernels[f] as FactorKernel, diagonal);
  });
  return diagonal.map((x, c) => Math.max(0, x) + (precision[c] as number));
}
