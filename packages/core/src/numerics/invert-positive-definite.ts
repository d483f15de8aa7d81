import { cholesky, choleskyInverse } from "./cholesky.ts";

/**
 * Writes the inverse of the symmetric positive definite n×n matrix at `a[offset…]` (row-major) to `into[intoOffset…]`.
 * Returns false, and leaves `into` alone, where the matrix is not positive definite.
 */
export function invertPositiveDefinite(a: Float64Array, offset: number, n: number, into: Float64Array, intoOffset: number): boolean {
  const lower = new Float64Array(n * n);
  if (!cholesky(a, offset, n, lower, 0)) return false;
  choleskyInverse(lower, 0, n, into, intoOffset);
  return true;
}
