// log(2^k (1 + f)) = k ln 2 + 2 artanh(s), s = f / (2 + f), with 1 + f in [√½, √2), so that |s| < 0.1716 and ten terms of
// the artanh series suffice. Reduction and order of summation as in the classic fdlibm (Sun Microsystems, 1993).

import { POWERS } from "./exponential.ts";

const LN2_HIGH = 6.93147180369123816e-1;
const LN2_LOW = 1.9082149292705877e-10;
const SMALLEST_NORMAL = 2 ** -1022;

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);
bits[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/** Σ 2 z^i / (2i + 1) for i = 1 … 10, in two chains that run side by side. */
function artanhTail(z: number): number {
  const y = z * z;
  const odd = 2 / 3 + y * (2 / 7 + y * (2 / 11 + y * (2 / 15 + y * (2 / 19))));
  const even = 2 / 5 + y * (2 / 9 + y * (2 / 13 + y * (2 / 17 + y * (2 / 21))));
  return z * odd + y * even;
}

/** The natural logarithm, error below 1 unit in the last place, the same bits on every machine. NaN for x < 0. */
export function portableLog(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) return logOfOdd(x);
  bits[0] = x;
  // Adding the distance from √2 to 2 carries into the exponent where the significand is √2 or more.
  const k = (((words[HIGH] as number) + (0x100000 - 0x6a09e)) >> 20) - 1023;
  const f = x * (POWERS[1075 - k] as number) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + artanhTail(s * s)) + k * LN2_LOW) - f);
}

function logOfOdd(x: number): number {
  if (x > 0) return x === Infinity ? x : portableLog(x * 2 ** 54) - 54 * LN2_LOW - 54 * LN2_HIGH;
  return x === 0 ? -Infinity : NaN;
}

/** log(1 + x), accurate also near 0 (Kahan's correction of the rounding of 1 + x). NaN for x < -1. */
export function portableLog1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (u === Infinity) return u;
  return portableLog(u) * (x / (u - 1));
}
