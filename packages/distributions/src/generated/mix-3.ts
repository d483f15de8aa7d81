// Written by .ci/kernels.mjs; change that instead.
import { EXP_CONSTANTS, POWERS, portableLog, ROOTS } from "@platewise/core";
import type { NormalMixture } from "../kernels/normal-mixture.ts";

/** The walk over rows of a mixture of 3 normals; NaN or −Infinity, and no sums, where a row is out of its reach. */
export function mix3({ means, halfPrecisions, offsets, sums }: NormalMixture, x: Float64Array, start: number, end: number): number {
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
  const m0 = means[0] as number;
  const h0 = halfPrecisions[0] as number;
  const o0 = offsets[0] as number;
  let a0 = 0;
  let b0 = 0;
  let d0 = 0;
  const m1 = means[1] as number;
  const h1 = halfPrecisions[1] as number;
  const o1 = offsets[1] as number;
  let a1 = 0;
  let b1 = 0;
  let d1 = 0;
  const m2 = means[2] as number;
  const h2 = halfPrecisions[2] as number;
  const o2 = offsets[2] as number;
  let a2 = 0;
  let b2 = 0;
  let d2 = 0;
  let total = 0;
  let product = 1;
  for (let i = start; i < end; i++) {
    const v = x[i] as number;
    const z0 = v - m0;
    const first = o0 + h0 * z0 * z0;
    const z1 = v - m1;
    let x1 = o1 + h1 * z1 * z1 - first;
    x1 = x1 > lowest ? x1 : lowest;
    const z2 = v - m2;
    let x2 = o2 + h2 * z2 * z2 - first;
    x2 = x2 > lowest ? x2 : lowest;
    if (!(x1 < 600 && x2 < 600)) return Number.NaN;
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
    const sum = 1 + w1 + w2;
    const q0 = 1 / sum;
    const y0 = q0 * z0;
    a0 += q0;
    b0 += y0;
    d0 += y0 * z0;
    const q1 = w1 * q0;
    const y1 = q1 * z1;
    a1 += q1;
    b1 += y1;
    d1 += y1 * z1;
    const q2 = w2 * q0;
    const y2 = q2 * z2;
    a2 += q2;
    b2 += y2;
    d2 += y2 * z2;
    total += first;
    product *= sum;
    if (product > 1e30) {
      total += portableLog(product);
      product = 1;
    }
  }
  sums[0] = a0;
  sums[1] = b0;
  sums[2] = d0;
  sums[3] = a1;
  sums[4] = b1;
  sums[5] = d1;
  sums[6] = a2;
  sums[7] = b2;
  sums[8] = d2;
  return total + portableLog(product);
}
