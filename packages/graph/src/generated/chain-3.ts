// Written by .ci/kernels.mjs; change that instead.
import { portableLog } from "@platewise/core";
import type { WrittenChain } from "../chain/written-walk.ts";

/** The recursions of a chain of 3 states, written out. */
export const chain3: WrittenChain = {
  forward({ emission, place, initial, matrix, alpha, scale }, start, end) {
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number;
    const m1_0 = matrix[3] as number; const m1_1 = matrix[4] as number; const m1_2 = matrix[5] as number;
    const m2_0 = matrix[6] as number; const m2_1 = matrix[7] as number; const m2_2 = matrix[8] as number;
    let p = place[start] as number;
    let at = start * 4;
    let a0 = (initial[0] as number) * (emission[p] as number); alpha[at] = a0;
    let a1 = (initial[1] as number) * (emission[p + 1] as number); alpha[at + 1] = a1;
    let a2 = (initial[2] as number) * (emission[p + 2] as number); alpha[at + 2] = a2;
    let sum = (a0 + a2) + a1;
    if (!(sum > 1e-200)) return Number.NaN;
    let inverse = 1 / sum;
    let product = sum;
    let logLik = 0;
    scale[start] = inverse;
    for (let t = start + 1; t < end; t++) {
      p = place[t] as number;
      at += 4;
      const n0 = ((a0 * m0_0 + a1 * m1_0) + a2 * m2_0) * ((emission[p] as number) * inverse); alpha[at] = n0;
      const n1 = ((a0 * m0_1 + a1 * m1_1) + a2 * m2_1) * ((emission[p + 1] as number) * inverse); alpha[at + 1] = n1;
      const n2 = ((a0 * m0_2 + a1 * m1_2) + a2 * m2_2) * ((emission[p + 2] as number) * inverse); alpha[at + 2] = n2;
      a0 = n0;
      a1 = n1;
      a2 = n2;
      sum = (n0 + n2) + n1;
      inverse = 1 / sum;
      scale[t] = inverse;
      product *= sum;
      if (product > 1e-100 && product < 1e100) continue;
      if (!(sum > 1e-200)) return Number.NaN;
      logLik += portableLog(product);
      product = 1;
    }
    return logLik + portableLog(product);
  },
  backward({ emission, place, matrix, alpha, scale, posterior, first: begin }, { start, first, last }, carry, messages) {
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number;
    const m1_0 = matrix[3] as number; const m1_1 = matrix[4] as number; const m1_2 = matrix[5] as number;
    const m2_0 = matrix[6] as number; const m2_1 = matrix[7] as number; const m2_2 = matrix[8] as number;
    let e0 = carry[0] as number;
    let e1 = carry[1] as number;
    let e2 = carry[2] as number;
    for (let t = last - 1; t >= first; t--) {
      const p = place[t] as number;
      const at = t * 4;
      const to = (t - first) * 4;
      const before = t > start ? (scale[t - 1] as number) : 0;
      const a0 = alpha[at] as number; const g0 = a0 > 1e-250 ? a0 * e0 : 0;
      const a1 = alpha[at + 1] as number; const g1 = a1 > 1e-250 ? a1 * e1 : 0;
      const a2 = alpha[at + 2] as number; const g2 = a2 > 1e-250 ? a2 * e2 : 0;
      posterior[p] = (posterior[p] as number) + g0;
      posterior[p + 1] = (posterior[p + 1] as number) + g1;
      posterior[p + 2] = (posterior[p + 2] as number) + g2;
      const w0 = a0 > 1e-250 ? (emission[p] as number) * e0 * before : 0; messages[to] = w0;
      const w1 = a1 > 1e-250 ? (emission[p + 1] as number) * e1 * before : 0; messages[to + 1] = w1;
      const w2 = a2 > 1e-250 ? (emission[p + 2] as number) * e2 * before : 0; messages[to + 2] = w2;
      e0 = ((m0_0 * w0 + m0_1 * w1) + m0_2 * w2); carry[0] = e0;
      e1 = ((m1_0 * w0 + m1_1 * w1) + m1_2 * w2); carry[1] = e1;
      e2 = ((m2_0 * w0 + m2_1 * w1) + m2_2 * w2); carry[2] = e2;
      if (t === start) { begin[0] = g0; begin[1] = g1; begin[2] = g2; }
    }
  },
};
