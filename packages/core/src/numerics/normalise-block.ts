import { EXP_CONSTANTS, POWERS, ROOTS } from "./exponential.ts";
import { portableLog } from "./logarithm.ts";

/**
 * Replaces the log-weights of each column i < count of a state-major table (state k at table[k * stride + i]) by
 * probabilities that sum to one, and writes the log of the column's sum of weights to logNormaliser[i]. A column of
 * nothing but -Infinity becomes zeros with log-normaliser -Infinity. No entry may be Infinity or NaN.
 */
export function normaliseBlock(
  table: Float64Array,
  states: number,
  stride: number,
  count: number,
  logNormaliser: Float64Array,
): void {
  normaliseColumns(table, states, stride, count, logNormaliser);
}

/**
 * Like `normaliseBlock`, but returns only the sum of the log-normalisers, which needs one logarithm for many columns.
 * -Infinity if some column holds nothing but -Infinity; the others are normalised all the same.
 */
export function normaliseBlockTotal(table: Float64Array, states: number, stride: number, count: number): number {
  return normaliseColumns(table, states, stride, count, null);
}

function normaliseColumns(
  table: Float64Array,
  states: number,
  stride: number,
  count: number,
  logNormaliser: Float64Array | null,
): number {
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
  const end = states * stride;
  let total = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    let max = -Infinity;
    for (let at = i; at < end; at += stride) {
      const x = table[at] as number;
      if (x > max) max = x;
    }
    const shift = max === -Infinity ? 0 : max;
    let sum = 0;
    for (let at = i; at < end; at += stride) {
      const x = (table[at] as number) - shift;
      let weight = 0;
      // The arithmetic of expBlock, written out: a call in this loop would cost a third more.
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
