import { EXP_CONSTANTS, POWERS, ROOTS } from "./exponential.ts";
import { portableLog } from "./logarithm.ts";

/**
 * Replaces the log-weights of each column i < count of a state-major table (state k at table[k * stride + i]) by
 * probabilities that sum to one, and writes the log of the column's sum of weights to logNormaliser[i]. A column of
 * nothing but -Infinity becomes zeros with log-normaliser -Infinity. No entry may be Infinity or NaN.
 */
export function normaliseBlock(table: Float64Array, states: number, stride: number, count: number, logNormaliser: Float64Array): void {
  normaliseColumns(table, states, stride, count, logNormaliser);
}

/**
 * Like `normaliseBlock`, but returns only the sum of the log-normalisers, which needs one logarithm for many columns.
 * -Infinity if some column holds nothing but -Infinity; the others are normalised all the same.
 */
export function normaliseBlockTotal(table: Float64Array, states: number, stride: number, count: number): number {
  return normaliseColumns(table, states, stride, count, null);
}

function normaliseColumns(table: Float64Array, states: number, stride: number, count: number, logNormaliser: Float64Array | null): number {
  const end = states * stride;
  let total = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    const shift = largest(table, i, end, stride);
    const sum = exponentiate(table, i, end, stride, shift);
    const reciprocal = sum > 0 ? 1 / sum : 0;
    for (let at = i; at < end; at += stride) table[at] = (table[at] as number) * reciprocal;
    total += shift;
    if (logNormaliser !== null) logNormaliser[i] = shift + portableLog(sum);
    else product *= sum;
    // No sum lies in (0, 1): the largest weight is one.
    if (product < 1e200 && product > 0) continue;
    total += portableLog(product);
    product = 1;
  }
  return total + portableLog(product);
}

/** The largest entry, or 0 where all are -Infinity. */
function largest(table: Float64Array, start: number, end: number, stride: number): number {
  let max = -Infinity;
  for (let at = start; at < end; at += stride) {
    const x = table[at] as number;
    if (x > max) max = x;
  }
  return max === -Infinity ? 0 : max;
}

/** Replaces entries by exp(entry - shift), with the arithmetic of `expBlock`, and returns their sum. */
function exponentiate(table: Float64Array, start: number, end: number, stride: number, shift: number): number {
  const roots = ROOTS;
  const powers = POWERS;
  const lowest = EXP_CONSTANTS[0] as number;
  const perUnit = EXP_CONSTANTS[2] as number;
  const rounder = EXP_CONSTANTS[3] as number;
  const high = EXP_CONSTANTS[4] as number;
  const low = EXP_CONSTANTS[5] as number;
  const c2 = EXP_CONSTANTS[6] as number;
  const c3 = EXP_CONSTANTS[7] as number;
  const c4 = EXP_CONSTANTS[8] as number;
  let sum = 0;
  for (let at = start; at < end; at += stride) {
    const x = (table[at] as number) - shift;
    let weight = 0;
    if (x > lowest) {
      const steps = x * perUnit + rounder - rounder;
      const r = x - steps * high - steps * low;
      const n = steps | 0;
      const root = roots[n & 255] as number;
      weight = (root + root * (r + r * r * (c2 + r * (c3 + r * c4)))) * (powers[(n >> 8) + 1075] as number);
    }
    table[at] = weight;
    sum += weight;
  }
  return sum;
}
