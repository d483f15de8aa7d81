import type { GroundFactor } from "@platewise/graph";
import type { ExactProblem } from "../expectations/network-problem.ts";
import { evaluateNetwork } from "../expectations/network-problem.ts";
import { type FactorKernel, type Phase, runPhase } from "../expectations/phase.ts";
import type { Penalty } from "./penalty.ts";

/** A variance below this part of the second moment is the rounding of a constant. */
const ROUNDING = 1e-12;

/** Adds the variances of one factor's features at expected counts of its entries, as if its instances were independent of other factors. */
function addVariances({ map }: GroundFactor, counts: Float64Array, into: Float64Array): void {
  const mass = counts.reduce((sum, count) => sum + count, 0);
  if (!(mass > 0)) return;
  const moments = new Map<number, { first: number; second: number }>();
  for (let e = 0; e < map.constant.length; e++) {
    const count = counts[e] as number;
    const end = map.starts[e + 1] as number;
    for (let k = map.starts[e] as number; k < end; k++) {
      const cell = map.cells[k] as number;
      const value = map.coefficients[k] as number;
      const known = moments.get(cell) ?? { first: 0, second: 0 };
      moments.set(cell, { first: known.first + count * value, second: known.second + count * value * value });
    }
  }
  for (const [cell, { first, second }] of moments) {
    const variance = second - (first * first) / mass;
    if (variance > ROUNDING * second) into[cell] = (into[cell] as number) + variance;
  }
}

/**
 * Counts for a factor that a number multiplies in every row: its statistics hold the numbers' sums, which may cancel, so that squares are
 * spread evenly over its entries.
 */
function evenCounts({ data, ground }: ExactProblem, { law, map }: GroundFactor): Float64Array {
  const number = ground.variables[law.child];
  const values = number?.bound?.values;
  const column = values?.kind === "numbers" ? (values.components[0] as Float64Array) : new Float64Array(0);
  const weights = data.plates.find(({ plate }) => plate === number?.plate)?.weights;
  // What looks back has no number at a first step.
  const squares = column.reduce((sum, x, i) => (Number.isNaN(x) ? sum : sum + (weights ? (weights[i] as number) : 1) * x * x), 0);
  const entries = map.constant.length;
  return new Float64Array(entries).fill(squares / entries);
}

/** Variances of every parameter's feature in a phase, by its last counts, as if factors were independent of one another. */
function variancesIn(problem: ExactProblem, { factors, kernels }: Phase, size: number): Float64Array {
  const diagonal = new Float64Array(size);
  factors.forEach((factor, f) => {
    const isNumeric = factor.law.family.child !== "finite";
    addVariances(factor, isNumeric ? evenCounts(problem, factor) : (kernels[f] as FactorKernel).statistics, diagonal);
  });
  return diagonal;
}

/** Variances of every parameter's feature under the model at `theta`; 0 where a feature is the same in all configurations. */
export function featureVariances(problem: ExactProblem, theta: Float64Array): Float64Array {
  runPhase(problem.free, theta);
  return variancesIn(problem, problem.free, theta.length);
}

/** A guess of the diagonal of the Hessian of the negative log-likelihood: what optimisers scale their first steps by. */
export function curvature(problem: ExactProblem, theta: Float64Array, { precision }: Penalty): Float64Array {
  const { clamped, free, data } = problem;
  // At the maximum the model's moments are the data's, so that complete data tell the variances there.
  const isKnown = clamped.isComplete && data.model.nodes.every(({ role }) => role !== "given");
  if (!isKnown) evaluateNetwork(problem, theta);
  return variancesIn(problem, isKnown ? clamped : free, theta.length).map((x, c) => x + (precision[c] as number));
}
