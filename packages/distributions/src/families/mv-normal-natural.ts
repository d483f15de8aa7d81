import type { FamilyShape } from "@platewise/core";
import { invertPositiveDefinite } from "@platewise/core";
import { expandSpread } from "./gaussian-likelihood.ts";
import { packed } from "./gaussian-step.ts";

/** The precision matrix (D×D, row-major) of a stored spread; NaN where the spread is not positive definite. */
export function precisionOf(shape: FamilyShape, spread: Float64Array): Float64Array {
  const d = shape.length;
  const covariance = new Float64Array(d * d);
  const precision = new Float64Array(d * d).fill(Number.NaN);
  expandSpread(shape, spread, 0, covariance);
  invertPositiveDefinite(covariance, 0, d, precision, 0);
  return precision;
}

/** Mean and spread from natural parameters (P m, −½ P lower triangle with doubled off-diagonals). */
export function spreadFromCovariance(shape: FamilyShape, natural: Float64Array, into: readonly Float64Array[]): void {
  const d = shape.length;
  const precision = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const p = (i === j ? -2 : -1) * (natural[d + packed(i, j)] as number);
      precision[i * d + j] = p;
      precision[j * d + i] = p;
    }
  }
  const covariance = new Float64Array(d * d);
  invertPositiveDefinite(precision, 0, d, covariance, 0);
  const [mean, spread] = into as readonly [Float64Array, Float64Array];
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (covariance[i * d + j] as number) * (natural[j] as number);
    mean[i] = sum;
  }
  if (shape.spread === "covariance") spread.set(covariance);
  else for (let i = 0; i < spread.length; i++) spread[i] = covariance[i * d + i] as number;
}
