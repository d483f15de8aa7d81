// Asymptotic series from 10 on (Abramowitz & Stegun 6.3.18, 6.4.12), below by recurrence; digamma near its positive root by
// its Taylor series about the root.

import { horner } from "./horner.ts";
import { portableLog } from "./logarithm.ts";

/** B_2k / 2k for k = 1 … 8. */
const DIGAMMA_SERIES = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160];
/** B_2k for k = 1 … 8. */
const TRIGAMMA_SERIES = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/** The positive root of digamma, as the sum of two doubles. */
const ROOT = 1.4616321449683622;
const ROOT_LOW = 9.549995429965697e-17;
/** Derivatives of digamma at its root: the k-th divided by k!, for k = 1 … 22. */
const AT_ROOT = [
  0.96767224544762117, -0.442763168983592106, 0.258499760955651011, -0.163942705442406528, 0.107824050691262366, -0.0721995612564547109,
  0.0488042881641431072, -0.0331611264748473593, 0.0225976482322181047, -0.0154247659049489591, 0.0105387916166121754,
  -0.00720453438635686824, 0.00492678139572985345, -0.00336980165543932808, 0.00230512632673492784, -0.00157693677143019726,
  0.00107882520191629658, -7.3807093899600513e-4, 5.04953265834602035e-4, -3.454680251063077e-4, 2.36356015640270528e-4,
  -1.61706220919748034e-4,
];

/** The derivative of log Γ(x) for x >= 0, relative error below 1e-14 also near its root; -Infinity at 0, NaN below. */
export function digamma(x: number): number {
  if (!(x >= 0)) return NaN;
  const distance = x - ROOT - ROOT_LOW;
  if (Math.abs(distance) < 0.25) return distance * horner(AT_ROOT, distance);
  let shifted = x;
  let steps = 0;
  for (; shifted < 10; shifted++) steps += 1 / shifted;
  const square = 1 / (shifted * shifted);
  return portableLog(shifted) - 0.5 / shifted - square * horner(DIGAMMA_SERIES, square) - steps;
}

/** The second derivative of log Γ(x) for x >= 0, relative error about 1e-15; Infinity at 0, NaN below. */
export function trigamma(x: number): number {
  if (!(x >= 0)) return NaN;
  let shifted = x;
  let steps = 0;
  for (; shifted < 10; shifted++) steps += 1 / (shifted * shifted);
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  return steps + inverse * (1 + 0.5 * inverse + square * horner(TRIGAMMA_SERIES, square));
}
