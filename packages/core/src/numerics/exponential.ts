// exp(x) = 2^k · 2^(j/256) · exp(r) with 256 k + j = round(256 x / ln 2) and |r| <= ln 2 / 512, after Tang, "Table-driven
// implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS 15 (1989).

import { powersOfTwo, rootsOfTwo } from "./exp-tables.ts";

/** 2^(j/256) for j < 256. */
export const ROOTS: Float64Array = rootsOfTwo();
/** Entry k + 1075 is 2^k. */
export const POWERS: Float64Array = powersOfTwo();
/** 256 / ln 2. */
export const STEPS_PER_UNIT = 369.32993046757463;
/** ln 2 / 256 in two parts; the first has 32 significant bits, so that its product with a step count is exact. */
export const STEP_HIGH: number = 6.93147180369123816e-1 / 256;
/** The rest of ln 2 / 256. */
export const STEP_LOW: number = 1.9082149292705877e-10 / 256;
/** Adding and subtracting this rounds to the nearest integer. */
export const ROUNDER: number = 1.5 * 2 ** 52;
/** Arguments up to this give 0. */
export const EXP_LOWEST = -745.1332191019412;
/** Arguments from this on give Infinity; the largest double is about exp(709.7827). */
export const EXP_HIGHEST = 709.78;

/**
 * e^x with an error below 2 units in the last place, the same bits on every machine (`Math.exp` does not promise that).
 * 0 for x <= -745.1332191019412, Infinity for x >= 709.78, NaN for NaN.
 */
export function portableExp(x: number): number {
  if (!(x > EXP_LOWEST && x < EXP_HIGHEST)) return x <= EXP_LOWEST ? 0 : x >= EXP_HIGHEST ? Infinity : x;
  const steps = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - steps * STEP_HIGH - steps * STEP_LOW;
  const n = steps | 0;
  const root = ROOTS[n & 255] as number;
  const series = r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24)));
  return (root + root * series) * (POWERS[(n >> 8) + 1075] as number);
}

/**
 * The constants of the loops below, in the order of their first use. V8 keeps numbers read from an array in registers or on
 * the stack, but builds literals anew in every pass of a loop, which costs a third of the time.
 */
export const EXP_CONSTANTS: Float64Array = Float64Array.of(
  EXP_LOWEST,
  EXP_HIGHEST,
  STEPS_PER_UNIT,
  ROUNDER,
  STEP_HIGH,
  STEP_LOW,
  1 / 2,
  1 / 6,
  1 / 24,
);

/** Replaces values[start … end-1] by their exponentials; each is the bits that `portableExp` gives. */
export function expBlock(values: Float64Array, start: number, end: number): void {
  const roots = ROOTS;
  const powers = POWERS;
  const lowest = EXP_CONSTANTS[0] as number;
  const highest = EXP_CONSTANTS[1] as number;
  const perUnit = EXP_CONSTANTS[2] as number;
  const rounder = EXP_CONSTANTS[3] as number;
  const high = EXP_CONSTANTS[4] as number;
  const low = EXP_CONSTANTS[5] as number;
  const c2 = EXP_CONSTANTS[6] as number;
  const c3 = EXP_CONSTANTS[7] as number;
  const c4 = EXP_CONSTANTS[8] as number;
  for (let i = start; i < end; i++) {
    const x = values[i] as number;
    if (x > lowest && x < highest) {
      const steps = x * perUnit + rounder - rounder;
      const r = x - steps * high - steps * low;
      const n = steps | 0;
      const root = roots[n & 255] as number;
      const series = r + r * r * (c2 + r * (c3 + r * c4));
      values[i] = (root + root * series) * (powers[(n >> 8) + 1075] as number);
    } else values[i] = x <= lowest ? 0 : x >= highest ? Infinity : x;
  }
}
