// erf by its series of positive terms (Abramowitz & Stegun 7.1.6); the tail by the trapezoidal rule with the correction for
// the pole (Chiarella & Reichel, "On the evaluation of integrals related to the error function", Math. Comp. 22, 1968;
// Hunter & Regan, Math. Comp. 26, 1972). With step ½ the rule's error is about e^(-4π²).

import { portableExp } from "./exponential.ts";

const ONE_OVER_SQRT_PI = 0.56418958354775629;
const SQRT_HALF = 0.70710678118654752;
/** Where the correction for the pole ends: π divided by the step. */
const POLE = 2 * Math.PI;
const NODES = Array.from({ length: 13 }, (_, n) => ((n + 1) * (n + 1)) / 4);
const WEIGHTS = NODES.map((square) => portableExp(-square));

/** The error function for |x| below about 1: every term of its series has the sign of x. */
function erfSeries(x: number): number {
  let term = 2 * x * ONE_OVER_SQRT_PI * portableExp(-x * x);
  let sum = term;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

/** e^(x²) erfc(x) for x of at least about 1. */
function erfcScaled(x: number): number {
  const square = x * x;
  let sum = 0.5 / square;
  for (let n = 12; n >= 0; n--) sum += (WEIGHTS[n] as number) / ((NODES[n] as number) + square);
  const correction = x < POLE ? (2 * portableExp(square)) / (portableExp(2 * POLE * x) - 1) : 0;
  return (x / Math.PI) * sum - correction;
}

/** e^(-scale x²), where x² is split so that its rounding does not count. */
function gaussian(x: number, scale: number): number {
  const high = x * 134217729 - (x * 134217729 - x);
  return portableExp(-scale * high * high) * portableExp(-scale * (x - high) * (x + high));
}

/** The complementary error function 1 - erf(x), relative error below 1e-14 down to where it underflows (x about 26). */
export function erfc(x: number): number {
  if (x < -1) return x < -6 ? 2 : 2 - erfc(-x);
  if (x < 1) return 1 - erfSeries(x);
  if (x > 28) return 0;
  return gaussian(x, 1) * erfcScaled(x);
}

/** Probability that a standard normal variable is at most x, relative error below 1e-14 also in the lower tail. */
export function normalCdf(x: number): number {
  if (x > 1) return x > 9 ? 1 : 1 - normalCdf(-x);
  if (x >= -1.4) return 0.5 + 0.5 * erfSeries(x * SQRT_HALF);
  if (x < -39) return 0;
  return 0.5 * gaussian(x, 0.5) * erfcScaled(-x * SQRT_HALF);
}
