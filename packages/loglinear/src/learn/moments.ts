import { addPhaseCounts, type ExactProblem, evaluateNetwork } from "../expectations/network-problem.ts";

/**
 * What a fit is certified by: the mean of every parameter's feature per row, in the data and under the model (of latents under their
 * posterior). At the maximum of an unpenalised likelihood the two are equal.
 */
export interface Moments {
  readonly empirical: Float64Array;
  readonly model: Float64Array;
  /** Largest difference, by size, and its parameter's cell (−1: there are no parameters). */
  readonly largestGap: number;
  readonly worst: number;
}

/** Compares moments of the data with others. */
export function compareMoments(empirical: Float64Array, model: Float64Array): Moments {
  let [largestGap, worst] = [0, -1];
  for (let c = 0; c < empirical.length; c++) {
    const gap = Math.abs((empirical[c] as number) - (model[c] as number));
    if (!(gap <= largestGap) || worst < 0) [largestGap, worst] = [gap, c];
  }
  return { empirical, model, largestGap, worst };
}

/** Exact moments at `theta`. */
export function momentsAt(problem: ExactProblem, theta: Float64Array): Moments {
  evaluateNetwork(problem, theta);
  const empirical = new Float64Array(theta.length);
  const model = new Float64Array(theta.length);
  addPhaseCounts(problem.clamped, 1 / problem.rows, empirical);
  addPhaseCounts(problem.free, 1 / problem.rows, model);
  return compareMoments(empirical, model);
}
