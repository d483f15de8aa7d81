import { invertPositiveDefinite } from "@platewise/core";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { canonicalForm } from "./canonical-form.ts";
import type { Cells } from "./cells.ts";
import { affordsHessian, information, spanningCells } from "./identified.ts";

/** The rows and columns of a matrix that belong to some cells. */
function restrict(matrix: Float64Array, size: number, cells: readonly number[]): Float64Array {
  const n = cells.length;
  const part = new Float64Array(n * n);
  cells.forEach((a, i) => {
    cells.forEach((b, j) => {
      part[i * n + j] = matrix[a * size + b] as number;
    });
  });
  return part;
}

/**
 * Standard errors of the parameters in their reported form, from the inverse of the observed information; null where a Hessian costs
 * too much or the information is singular beyond aliasing. NaN for what is at −∞, 0 for what is fixed.
 */
export function standardErrors(problem: NetworkProblem, cells: Cells, theta: Float64Array): Float64Array | null {
  if (!affordsHessian(problem)) return null;
  const size = theta.length;
  const finite = theta.map((x) => (Number.isFinite(x) ? x : 0));
  const matrix = information(problem, cells, finite);
  const basis = spanningCells(matrix, size);
  const n = basis.length;
  const covariance = new Float64Array(n * n);
  if (n === 0 || !invertPositiveDefinite(restrict(matrix, size, basis), 0, n, covariance, 0)) return null;
  // The reported form is linear in the parameters: each of the basis moves it in one direction.
  const directions = basis.map((cell) => {
    const unit = new Float64Array(size);
    unit[cell] = 1;
    return canonicalForm(problem, unit);
  });
  return theta.map((x, c) => {
    if (!Number.isFinite(x)) return Number.NaN;
    let variance = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        variance += (covariance[i * n + j] as number) * (directions[i]?.[c] as number) * (directions[j]?.[c] as number);
    return Math.sqrt(Math.max(0, variance));
  });
}
