import { invertPositiveDefinite } from "@platewise/core";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { type LocalInformation, sandwichCovariance } from "../local/local-information.ts";
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

/** The covariance of estimates of some cells, the others held, row-major. */
interface Spread {
  readonly basis: readonly number[];
  readonly covariance: Float64Array;
}

/**
 * Standard errors of the parameters in their reported form, which is linear in the parameters: each of the basis moves it in one
 * direction. NaN for what is at −∞.
 */
function reportedErrors(problem: NetworkProblem, theta: Float64Array, { basis, covariance }: Spread): Float64Array {
  const n = basis.length;
  const directions = basis.map((cell) => {
    const unit = theta.map((x) => (x === -Infinity ? x : 0));
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

const finiteOf = (theta: Float64Array): Float64Array => theta.map((x) => (Number.isFinite(x) ? x : 0));

/**
 * Standard errors from the inverse of the observed information; null where a Hessian costs too much or the information is singular
 * beyond aliasing. 0 for what is fixed.
 */
export function standardErrors(problem: NetworkProblem, cells: Cells, theta: Float64Array): Float64Array | null {
  if (!affordsHessian(problem)) return null;
  const size = theta.length;
  const matrix = information(problem, cells, finiteOf(theta));
  const basis = spanningCells(matrix, size);
  const n = basis.length;
  const covariance = new Float64Array(n * n);
  if (n === 0 || !invertPositiveDefinite(restrict(matrix, size, basis), 0, n, covariance, 0)) return null;
  return reportedErrors(problem, theta, { basis, covariance });
}

/**
 * Standard errors of a maximum of dependent terms, from their sensitivity and variability; null where it is singular. The scores of rows
 * sum to zero: as few rows as parameters don't show how the scores vary.
 */
export function sandwichErrors(
  problem: NetworkProblem,
  cells: Cells,
  theta: Float64Array,
  { sensitivity, variability }: LocalInformation,
): Float64Array | null {
  const size = theta.length;
  const moving = Array.from({ length: size }, (_, c) => c).filter((c) => cells.free[c] === 1 && cells.removed[c] === 0);
  const basis = spanningCells(restrict(sensitivity, size, moving), moving.length).map((i) => moving[i] as number);
  if (problem.rows <= basis.length) return null;
  const parts = { sensitivity: restrict(sensitivity, size, basis), variability: restrict(variability, size, basis) };
  const covariance = basis.length > 0 ? sandwichCovariance(parts, basis.length) : null;
  return covariance && reportedErrors(problem, theta, { basis, covariance });
}
