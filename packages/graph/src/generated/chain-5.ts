// Written by .ci/kernels.mjs; change that instead.
import { portableLog } from "@platewise/core";
import type { WrittenChain } from "../chain/written-walk.ts";

/** The recursions of a chain of 5 states, written out. */
export const chain5: WrittenChain = {
  forward({ emission, place, initial, matrix, alpha, scale }, start, end) {
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number; const m0_3 = matrix[3] as number; const m0_4 = matrix[4] as number;
    const m1_0 = matrix[5] as number; const m1_1 = matrix[6] as number; const m1_2 = matrix[7] as number; const m1_3 = matrix[8] as number; const m1_4 = matrix[9] as number;
    const m2_0 = matrix[10] as number; const m2_1 = matrix[11] as number; const m2_2 = matrix[12] as number; const m2_3 = matrix[13] as number; const m2_4 = matrix[14] as number;
    const m3_0 = matrix[15] as number; const m3_1 = matrix[16] as number; const m3_2 = matrix[17] as number; const m3_3 = matrix[18] as number; const m3_4 = matrix[19] as number;
    const m4_0 = matrix[20] as number; const m4_1 = matrix[21] as number; const m4_2 = matrix[22] as number; const m4_3 = matrix[23] as number; const m4_4 = matrix[24] as number;
    let p = place[start] as number;
    let at = start * 8;
    let a0 = (initial[0] as number) * (emission[p] as number); alpha[at] = a0;
    let a1 = (initial[1] as number) * (emission[p + 1] as number); alpha[at + 1] = a1;
    let a2 = (initial[2] as number) * (emission[p + 2] as number); alpha[at + 2] = a2;
    let a3 = (initial[3] as number) * (emission[p + 3] as number); alpha[at + 3] = a3;
    let a4 = (initial[4] as number) * (emission[p + 4] as number); alpha[at + 4] = a4;
    let sum = ((a0 + a2) + a4) + (a1 + a3);
    if (!(sum > 1e-200)) return Number.NaN;
    let inverse = 1 / sum;
    let product = sum;
    let logLik = 0;
    scale[start] = inverse;
    for (let t = start + 1; t < end; t++) {
      p = place[t] as number;
      at += 8;
      const n0 = (((a0 * m0_0 + a1 * m1_0) + (a2 * m2_0 + a3 * m3_0)) + a4 * m4_0) * ((emission[p] as number) * inverse); alpha[at] = n0;
      const n1 = (((a0 * m0_1 + a1 * m1_1) + (a2 * m2_1 + a3 * m3_1)) + a4 * m4_1) * ((emission[p + 1] as number) * inverse); alpha[at + 1] = n1;
      const n2 = (((a0 * m0_2 + a1 * m1_2) + (a2 * m2_2 + a3 * m3_2)) + a4 * m4_2) * ((emission[p + 2] as number) * inverse); alpha[at + 2] = n2;
      const n3 = (((a0 * m0_3 + a1 * m1_3) + (a2 * m2_3 + a3 * m3_3)) + a4 * m4_3) * ((emission[p + 3] as number) * inverse); alpha[at + 3] = n3;
      const n4 = (((a0 * m0_4 + a1 * m1_4) + (a2 * m2_4 + a3 * m3_4)) + a4 * m4_4) * ((emission[p + 4] as number) * inverse); alpha[at + 4] = n4;
      a0 = n0;
      a1 = n1;
      a2 = n2;
      a3 = n3;
      a4 = n4;
      sum = ((n0 + n2) + n4) + (n1 + n3);
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
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number; const m0_3 = matrix[3] as number; const m0_4 = matrix[4] as number;
    const m1_0 = matrix[5] as number; const m1_1 = matrix[6] as number; const m1_2 = matrix[7] as number; const m1_3 = matrix[8] as number; const m1_4 = matrix[9] as number;
    const m2_0 = matrix[10] as number; const m2_1 = matrix[11] as number; const m2_2 = matrix[12] as number; const m2_3 = matrix[13] as number; const m2_4 = matrix[14] as number;
    const m3_0 = matrix[15] as number; const m3_1 = matrix[16] as number; const m3_2 = matrix[17] as number; const m3_3 = matrix[18] as number; const m3_4 = matrix[19] as number;
    const m4_0 = matrix[20] as number; const m4_1 = matrix[21] as number; const m4_2 = matrix[22] as number; const m4_3 = matrix[23] as number; const m4_4 = matrix[24] as number;
    let e0 = carry[0] as number;
    let e1 = carry[1] as number;
    let e2 = carry[2] as number;
    let e3 = carry[3] as number;
    let e4 = carry[4] as number;
    for (let t = last - 1; t >= first; t--) {
      const p = place[t] as number;
      const at = t * 8;
      const to = (t - first) * 8;
      const before = t > start ? (scale[t - 1] as number) : 0;
      const a0 = alpha[at] as number; const g0 = a0 > 1e-250 ? a0 * e0 : 0;
      const a1 = alpha[at + 1] as number; const g1 = a1 > 1e-250 ? a1 * e1 : 0;
      const a2 = alpha[at + 2] as number; const g2 = a2 > 1e-250 ? a2 * e2 : 0;
      const a3 = alpha[at + 3] as number; const g3 = a3 > 1e-250 ? a3 * e3 : 0;
      const a4 = alpha[at + 4] as number; const g4 = a4 > 1e-250 ? a4 * e4 : 0;
      posterior[p] = (posterior[p] as number) + g0;
      posterior[p + 1] = (posterior[p + 1] as number) + g1;
      posterior[p + 2] = (posterior[p + 2] as number) + g2;
      posterior[p + 3] = (posterior[p + 3] as number) + g3;
      posterior[p + 4] = (posterior[p + 4] as number) + g4;
      const w0 = a0 > 1e-250 ? (emission[p] as number) * e0 * before : 0; messages[to] = w0;
      const w1 = a1 > 1e-250 ? (emission[p + 1] as number) * e1 * before : 0; messages[to + 1] = w1;
      const w2 = a2 > 1e-250 ? (emission[p + 2] as number) * e2 * before : 0; messages[to + 2] = w2;
      const w3 = a3 > 1e-250 ? (emission[p + 3] as number) * e3 * before : 0; messages[to + 3] = w3;
      const w4 = a4 > 1e-250 ? (emission[p + 4] as number) * e4 * before : 0; messages[to + 4] = w4;
      e0 = (((m0_0 * w0 + m0_1 * w1) + (m0_2 * w2 + m0_3 * w3)) + m0_4 * w4); carry[0] = e0;
      e1 = (((m1_0 * w0 + m1_1 * w1) + (m1_2 * w2 + m1_3 * w3)) + m1_4 * w4); carry[1] = e1;
      e2 = (((m2_0 * w0 + m2_1 * w1) + (m2_2 * w2 + m2_3 * w3)) + m2_4 * w4); carry[2] = e2;
      e3 = (((m3_0 * w0 + m3_1 * w1) + (m3_2 * w2 + m3_3 * w3)) + m3_4 * w4); carry[3] = e3;
      e4 = (((m4_0 * w0 + m4_1 * w1) + (m4_2 * w2 + m4_3 * w3)) + m4_4 * w4); carry[4] = e4;
      if (t === start) { begin[0] = g0; begin[1] = g1; begin[2] = g2; begin[3] = g3; begin[4] = g4; }
    }
  },
};
