import type { Atom, FamilyShape } from "@platewise/core";
import { cholesky, invertLower, logDeterminantFromCholesky, portableLog } from "@platewise/core";
import { packed } from "./gaussian-step.ts";

/** Expands a stored spread of any form to a D×D covariance. */
export function expandSpread(shape: FamilyShape, spread: Float64Array, at: number, into: Float64Array): void {
  const d = shape.length;
  if (shape.spread === "covariance") {
    for (let i = 0; i < d * d; i++) into[i] = spread[at + i] as number;
    return;
  }
  into.fill(0);
  for (let i = 0; i < d; i++) {
    const stored = spread[shape.spread === "diagonal" ? at + i : at] as number;
    into[i * d + i] = shape.spread === "sd" ? stored * stored : stored;
  }
}

/** Σ_n E[log N(x_n | mean, spread)] of an atom at `theta`, whose statistics are about the mean at `before`. */
export function expectedGaussianLogLik(shape: FamilyShape, atom: Atom, theta: Float64Array, before: Float64Array): number {
  const d = shape.length;
  const s = atom.statistics;
  const n = s[0] as number;
  const [mean, spread] = [atom.cells[0] as number, atom.cells[1] as number];
  const covariance = new Float64Array(d * d);
  const lower = new Float64Array(d * d);
  const inverse = new Float64Array(d * d);
  expandSpread(shape, theta, spread, covariance);
  if (!cholesky(covariance, 0, d, lower, 0)) return -Infinity;
  invertLower(lower, 0, d, inverse, 0);
  let quadratic = 0;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let precision = 0;
      for (let k = i; k < d; k++) precision += (inverse[k * d + i] as number) * (inverse[k * d + j] as number);
      const [di, dj] = [
        (theta[mean + i] as number) - (before[mean + i] as number),
        (theta[mean + j] as number) - (before[mean + j] as number),
      ];
      const second = shape.spread === "covariance" ? (s[1 + d + packed(i, j)] as number) : i === j ? (s[1 + d + i] as number) : 0;
      const about = second - di * (s[1 + j] as number) - dj * (s[1 + i] as number) + n * di * dj;
      if (i !== j && shape.spread !== "covariance") continue;
      quadratic += (i === j ? 1 : 2) * precision * about;
    }
  }
  return -0.5 * (n * (d * portableLog(2 * Math.PI) + logDeterminantFromCholesky(lower, 0, d)) + quadratic);
}
