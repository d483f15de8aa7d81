// Dense linear algebra for small symmetric matrices, row-major in a flat array from an offset on, without allocation.
// Golub & Van Loan, "Matrix Computations", 4th edition (2013), sections 3.1 and 4.2.

import { portableLog } from "./logarithm.ts";

/** Relative size of a pivot below which rounding alone could have made it. */
const PIVOT_ROUNDING = 2 ** -50;

/**
 * The lower Cholesky factor L of the n × n matrix at `offset` of `a` (A = L Lᵀ; only the lower triangle of A is read)
 * written to `into`, zeros above the diagonal. `into` may be `a` itself at the same offset. False, with `into` left half
 * written, when the matrix is not positive definite to working precision: a pivot is not above n · 2^-50 times its
 * diagonal entry, or not finite.
 */
export function cholesky(a: Float64Array, offset: number, n: number, into: Float64Array, intoOffset: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = intoOffset + i * n;
    const source = offset + i * n;
    const diagonal = a[source + i] as number;
    let pivot = diagonal;
    for (let j = 0; j < i; j++) {
      const other = intoOffset + j * n;
      let sum = a[source + j] as number;
      for (let k = 0; k < j; k++) sum -= (into[row + k] as number) * (into[other + k] as number);
      const entry = sum / (into[other + j] as number);
      into[row + j] = entry;
      pivot -= entry * entry;
    }
    if (!(pivot > n * PIVOT_ROUNDING * diagonal && pivot < Infinity)) return false;
    into[row + i] = Math.sqrt(pivot);
    into.fill(0, row + i + 1, row + n);
  }
  return true;
}

/** log det A from the Cholesky factor of A: 2 Σ log L[i][i]. */
export function logDeterminantFromCholesky(l: Float64Array, offset: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += portableLog(l[offset + i * n + i] as number);
  return 2 * sum;
}

/** Replaces the vector b (n numbers from bOffset) by the solution x of L x = b, L lower triangular. */
export function solveLower(l: Float64Array, offset: number, n: number, b: Float64Array, bOffset: number): void {
  for (let i = 0; i < n; i++) {
    const row = offset + i * n;
    let sum = b[bOffset + i] as number;
    for (let k = 0; k < i; k++) sum -= (l[row + k] as number) * (b[bOffset + k] as number);
    b[bOffset + i] = sum / (l[row + i] as number);
  }
}

/** Replaces the vector b (n numbers from bOffset) by the solution x of Lᵀ x = b, L lower triangular. */
export function solveLowerTransposed(l: Float64Array, offset: number, n: number, b: Float64Array, bOffset: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[bOffset + i] as number) / (l[offset + i * n + i] as number);
    b[bOffset + i] = x;
    for (let k = 0; k < i; k++) b[bOffset + k] = (b[bOffset + k] as number) - (l[offset + i * n + k] as number) * x;
  }
}

/** The inverse of the lower triangular L, lower triangular too, written to `into`, which may be `l` at the same offset. */
export function invertLower(l: Float64Array, offset: number, n: number, into: Float64Array, intoOffset: number): void {
  for (let i = 0; i < n; i++) {
    const row = offset + i * n;
    const target = intoOffset + i * n;
    const reciprocal = 1 / (l[row + i] as number);
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += (l[row + k] as number) * (into[intoOffset + k * n + j] as number);
      into[target + j] = -sum * reciprocal;
    }
    into[target + i] = reciprocal;
    into.fill(0, target + i + 1, target + n);
  }
}

/** The full symmetric inverse of A from its Cholesky factor, written to `into`, which may be `l` at the same offset. */
export function choleskyInverse(l: Float64Array, offset: number, n: number, into: Float64Array, intoOffset: number): void {
  invertLower(l, offset, n, into, intoOffset);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += (into[intoOffset + k * n + i] as number) * (into[intoOffset + k * n + j] as number);
      into[intoOffset + i * n + j] = sum;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) into[intoOffset + j * n + i] = into[intoOffset + i * n + j] as number;
  }
}
