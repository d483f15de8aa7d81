// Written by .ci/kernels.mjs; change that instead.
import { EXP_CONSTANTS, POWERS, ROOTS } from "../numerics/exponential.ts";
import { portableLog } from "../numerics/logarithm.ts";

/** Normalises 5 states relative to the first; NaN or −Infinity where a row is out of its reach. */
export function normalise5(table: Float64Array, stride: number, count: number): number {
  const o1 = stride;
  const o2 = 2 * stride;
  const o3 = 3 * stride;
  const o4 = 4 * stride;
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
  let total = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    const first = table[i] as number;
    let x1 = (table[i + o1] as number) - first;
    x1 = x1 > lowest ? x1 : lowest;
    let x2 = (table[i + o2] as number) - first;
    x2 = x2 > lowest ? x2 : lowest;
    let x3 = (table[i + o3] as number) - first;
    x3 = x3 > lowest ? x3 : lowest;
    let x4 = (table[i + o4] as number) - first;
    x4 = x4 > lowest ? x4 : lowest;
    if (!(x1 < 600 && x2 < 600 && x3 < 600 && x4 < 600)) return Number.NaN;
    const s1 = x1 * perUnit + rounder - rounder;
    const r1 = x1 - s1 * high - s1 * low;
    const n1 = s1 | 0;
    const t1 = roots[n1 & 255] as number;
    const p1 = powers[(n1 >> 8) + 1075] as number;
    const w1 = x1 > lowest ? (t1 + t1 * (r1 + r1 * r1 * (c2 + r1 * (c3 + r1 * c4)))) * p1 : 0;
    const s2 = x2 * perUnit + rounder - rounder;
    const r2 = x2 - s2 * high - s2 * low;
    const n2 = s2 | 0;
    const t2 = roots[n2 & 255] as number;
    const p2 = powers[(n2 >> 8) + 1075] as number;
    const w2 = x2 > lowest ? (t2 + t2 * (r2 + r2 * r2 * (c2 + r2 * (c3 + r2 * c4)))) * p2 : 0;
    const s3 = x3 * perUnit + rounder - rounder;
    const r3 = x3 - s3 * high - s3 * low;
    const n3 = s3 | 0;
    const t3 = roots[n3 & 255] as number;
    const p3 = powers[(n3 >> 8) + 1075] as number;
    const w3 = x3 > lowest ? (t3 + t3 * (r3 + r3 * r3 * (c2 + r3 * (c3 + r3 * c4)))) * p3 : 0;
    const s4 = x4 * perUnit + rounder - rounder;
    const r4 = x4 - s4 * high - s4 * low;
    const n4 = s4 | 0;
    const t4 = roots[n4 & 255] as number;
    const p4 = powers[(n4 >> 8) + 1075] as number;
    const w4 = x4 > lowest ? (t4 + t4 * (r4 + r4 * r4 * (c2 + r4 * (c3 + r4 * c4)))) * p4 : 0;
    const sum = 1 + w1 + w2 + w3 + w4;
    const scale = 1 / sum;
    table[i] = scale;
    table[i + o1] = w1 * scale;
    table[i + o2] = w2 * scale;
    table[i + o3] = w3 * scale;
    table[i + o4] = w4 * scale;
    total += first;
    product *= sum;
    if (product > 1e30) {
      total += portableLog(product);
      product = 1;
    }
  }
  return total + portableLog(product);
}

/** The same for the states of a row side by side, from `at` on; sums are in the order of vector code. */
export function normaliseRows5(table: Float64Array, at: number, count: number): number {
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
  let total = 0;
  let logs = 0;
  let product = 1;
  for (let i = at; i < at + count * 5; i += 5) {
    const first = table[i] as number;
    let x1 = (table[i + 1] as number) - first;
    x1 = x1 > lowest ? x1 : lowest;
    let x2 = (table[i + 2] as number) - first;
    x2 = x2 > lowest ? x2 : lowest;
    let x3 = (table[i + 3] as number) - first;
    x3 = x3 > lowest ? x3 : lowest;
    let x4 = (table[i + 4] as number) - first;
    x4 = x4 > lowest ? x4 : lowest;
    if (!(x1 < 600 && x2 < 600 && x3 < 600 && x4 < 600)) return Number.NaN;
    const s1 = x1 * perUnit + rounder - rounder;
    const r1 = x1 - s1 * high - s1 * low;
    const n1 = s1 | 0;
    const t1 = roots[n1 & 255] as number;
    const p1 = powers[(n1 >> 8) + 1075] as number;
    const w1 = x1 > lowest ? (t1 + t1 * (r1 + r1 * r1 * (c2 + r1 * (c3 + r1 * c4)))) * p1 : 0;
    const s2 = x2 * perUnit + rounder - rounder;
    const r2 = x2 - s2 * high - s2 * low;
    const n2 = s2 | 0;
    const t2 = roots[n2 & 255] as number;
    const p2 = powers[(n2 >> 8) + 1075] as number;
    const w2 = x2 > lowest ? (t2 + t2 * (r2 + r2 * r2 * (c2 + r2 * (c3 + r2 * c4)))) * p2 : 0;
    const s3 = x3 * perUnit + rounder - rounder;
    const r3 = x3 - s3 * high - s3 * low;
    const n3 = s3 | 0;
    const t3 = roots[n3 & 255] as number;
    const p3 = powers[(n3 >> 8) + 1075] as number;
    const w3 = x3 > lowest ? (t3 + t3 * (r3 + r3 * r3 * (c2 + r3 * (c3 + r3 * c4)))) * p3 : 0;
    const s4 = x4 * perUnit + rounder - rounder;
    const r4 = x4 - s4 * high - s4 * low;
    const n4 = s4 | 0;
    const t4 = roots[n4 & 255] as number;
    const p4 = powers[(n4 >> 8) + 1075] as number;
    const w4 = x4 > lowest ? (t4 + t4 * (r4 + r4 * r4 * (c2 + r4 * (c3 + r4 * c4)))) * p4 : 0;
    const sum = ((1 + w2) + w4) + (w1 + w3);
    const scale = 1 / sum;
    table[i] = scale;
    table[i + 1] = w1 * scale;
    table[i + 2] = w2 * scale;
    table[i + 3] = w3 * scale;
    table[i + 4] = w4 * scale;
    total += first;
    product *= sum;
    if (product > 1e30) {
      logs += portableLog(product);
      product = 1;
    }
  }
  return total + (logs + portableLog(product));
}
