// Written by .ci/kernels.mjs; change that instead.
import { portableLog } from "@platewise/core";
import type { WrittenChain } from "../chain/written-walk.ts";

/** The recursions of a chain of 10 states, written out. */
export const chain10: WrittenChain = {
  forward({ emission, place, initial, matrix, alpha, scale }, start, end) {
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number; const m0_3 = matrix[3] as number; const m0_4 = matrix[4] as number; const m0_5 = matrix[5] as number; const m0_6 = matrix[6] as number; const m0_7 = matrix[7] as number; const m0_8 = matrix[8] as number; const m0_9 = matrix[9] as number;
    const m1_0 = matrix[10] as number; const m1_1 = matrix[11] as number; const m1_2 = matrix[12] as number; const m1_3 = matrix[13] as number; const m1_4 = matrix[14] as number; const m1_5 = matrix[15] as number; const m1_6 = matrix[16] as number; const m1_7 = matrix[17] as number; const m1_8 = matrix[18] as number; const m1_9 = matrix[19] as number;
    const m2_0 = matrix[20] as number; const m2_1 = matrix[21] as number; const m2_2 = matrix[22] as number; const m2_3 = matrix[23] as number; const m2_4 = matrix[24] as number; const m2_5 = matrix[25] as number; const m2_6 = matrix[26] as number; const m2_7 = matrix[27] as number; const m2_8 = matrix[28] as number; const m2_9 = matrix[29] as number;
    const m3_0 = matrix[30] as number; const m3_1 = matrix[31] as number; const m3_2 = matrix[32] as number; const m3_3 = matrix[33] as number; const m3_4 = matrix[34] as number; const m3_5 = matrix[35] as number; const m3_6 = matrix[36] as number; const m3_7 = matrix[37] as number; const m3_8 = matrix[38] as number; const m3_9 = matrix[39] as number;
    const m4_0 = matrix[40] as number; const m4_1 = matrix[41] as number; const m4_2 = matrix[42] as number; const m4_3 = matrix[43] as number; const m4_4 = matrix[44] as number; const m4_5 = matrix[45] as number; const m4_6 = matrix[46] as number; const m4_7 = matrix[47] as number; const m4_8 = matrix[48] as number; const m4_9 = matrix[49] as number;
    const m5_0 = matrix[50] as number; const m5_1 = matrix[51] as number; const m5_2 = matrix[52] as number; const m5_3 = matrix[53] as number; const m5_4 = matrix[54] as number; const m5_5 = matrix[55] as number; const m5_6 = matrix[56] as number; const m5_7 = matrix[57] as number; const m5_8 = matrix[58] as number; const m5_9 = matrix[59] as number;
    const m6_0 = matrix[60] as number; const m6_1 = matrix[61] as number; const m6_2 = matrix[62] as number; const m6_3 = matrix[63] as number; const m6_4 = matrix[64] as number; const m6_5 = matrix[65] as number; const m6_6 = matrix[66] as number; const m6_7 = matrix[67] as number; const m6_8 = matrix[68] as number; const m6_9 = matrix[69] as number;
    const m7_0 = matrix[70] as number; const m7_1 = matrix[71] as number; const m7_2 = matrix[72] as number; const m7_3 = matrix[73] as number; const m7_4 = matrix[74] as number; const m7_5 = matrix[75] as number; const m7_6 = matrix[76] as number; const m7_7 = matrix[77] as number; const m7_8 = matrix[78] as number; const m7_9 = matrix[79] as number;
    const m8_0 = matrix[80] as number; const m8_1 = matrix[81] as number; const m8_2 = matrix[82] as number; const m8_3 = matrix[83] as number; const m8_4 = matrix[84] as number; const m8_5 = matrix[85] as number; const m8_6 = matrix[86] as number; const m8_7 = matrix[87] as number; const m8_8 = matrix[88] as number; const m8_9 = matrix[89] as number;
    const m9_0 = matrix[90] as number; const m9_1 = matrix[91] as number; const m9_2 = matrix[92] as number; const m9_3 = matrix[93] as number; const m9_4 = matrix[94] as number; const m9_5 = matrix[95] as number; const m9_6 = matrix[96] as number; const m9_7 = matrix[97] as number; const m9_8 = matrix[98] as number; const m9_9 = matrix[99] as number;
    let p = place[start] as number;
    let at = start * 12;
    let a0 = (initial[0] as number) * (emission[p] as number); alpha[at] = a0;
    let a1 = (initial[1] as number) * (emission[p + 1] as number); alpha[at + 1] = a1;
    let a2 = (initial[2] as number) * (emission[p + 2] as number); alpha[at + 2] = a2;
    let a3 = (initial[3] as number) * (emission[p + 3] as number); alpha[at + 3] = a3;
    let a4 = (initial[4] as number) * (emission[p + 4] as number); alpha[at + 4] = a4;
    let a5 = (initial[5] as number) * (emission[p + 5] as number); alpha[at + 5] = a5;
    let a6 = (initial[6] as number) * (emission[p + 6] as number); alpha[at + 6] = a6;
    let a7 = (initial[7] as number) * (emission[p + 7] as number); alpha[at + 7] = a7;
    let a8 = (initial[8] as number) * (emission[p + 8] as number); alpha[at + 8] = a8;
    let a9 = (initial[9] as number) * (emission[p + 9] as number); alpha[at + 9] = a9;
    let sum = (((a0 + a2) + (a4 + a6)) + a8) + (((a1 + a3) + (a5 + a7)) + a9);
    if (!(sum > 1e-200)) return Number.NaN;
    let inverse = 1 / sum;
    let product = sum;
    let logLik = 0;
    scale[start] = inverse;
    for (let t = start + 1; t < end; t++) {
      p = place[t] as number;
      at += 12;
      const n0 = ((((a0 * m0_0 + a1 * m1_0) + (a2 * m2_0 + a3 * m3_0)) + ((a4 * m4_0 + a5 * m5_0) + (a6 * m6_0 + a7 * m7_0))) + (a8 * m8_0 + a9 * m9_0)) * ((emission[p] as number) * inverse); alpha[at] = n0;
      const n1 = ((((a0 * m0_1 + a1 * m1_1) + (a2 * m2_1 + a3 * m3_1)) + ((a4 * m4_1 + a5 * m5_1) + (a6 * m6_1 + a7 * m7_1))) + (a8 * m8_1 + a9 * m9_1)) * ((emission[p + 1] as number) * inverse); alpha[at + 1] = n1;
      const n2 = ((((a0 * m0_2 + a1 * m1_2) + (a2 * m2_2 + a3 * m3_2)) + ((a4 * m4_2 + a5 * m5_2) + (a6 * m6_2 + a7 * m7_2))) + (a8 * m8_2 + a9 * m9_2)) * ((emission[p + 2] as number) * inverse); alpha[at + 2] = n2;
      const n3 = ((((a0 * m0_3 + a1 * m1_3) + (a2 * m2_3 + a3 * m3_3)) + ((a4 * m4_3 + a5 * m5_3) + (a6 * m6_3 + a7 * m7_3))) + (a8 * m8_3 + a9 * m9_3)) * ((emission[p + 3] as number) * inverse); alpha[at + 3] = n3;
      const n4 = ((((a0 * m0_4 + a1 * m1_4) + (a2 * m2_4 + a3 * m3_4)) + ((a4 * m4_4 + a5 * m5_4) + (a6 * m6_4 + a7 * m7_4))) + (a8 * m8_4 + a9 * m9_4)) * ((emission[p + 4] as number) * inverse); alpha[at + 4] = n4;
      const n5 = ((((a0 * m0_5 + a1 * m1_5) + (a2 * m2_5 + a3 * m3_5)) + ((a4 * m4_5 + a5 * m5_5) + (a6 * m6_5 + a7 * m7_5))) + (a8 * m8_5 + a9 * m9_5)) * ((emission[p + 5] as number) * inverse); alpha[at + 5] = n5;
      const n6 = ((((a0 * m0_6 + a1 * m1_6) + (a2 * m2_6 + a3 * m3_6)) + ((a4 * m4_6 + a5 * m5_6) + (a6 * m6_6 + a7 * m7_6))) + (a8 * m8_6 + a9 * m9_6)) * ((emission[p + 6] as number) * inverse); alpha[at + 6] = n6;
      const n7 = ((((a0 * m0_7 + a1 * m1_7) + (a2 * m2_7 + a3 * m3_7)) + ((a4 * m4_7 + a5 * m5_7) + (a6 * m6_7 + a7 * m7_7))) + (a8 * m8_7 + a9 * m9_7)) * ((emission[p + 7] as number) * inverse); alpha[at + 7] = n7;
      const n8 = ((((a0 * m0_8 + a1 * m1_8) + (a2 * m2_8 + a3 * m3_8)) + ((a4 * m4_8 + a5 * m5_8) + (a6 * m6_8 + a7 * m7_8))) + (a8 * m8_8 + a9 * m9_8)) * ((emission[p + 8] as number) * inverse); alpha[at + 8] = n8;
      const n9 = ((((a0 * m0_9 + a1 * m1_9) + (a2 * m2_9 + a3 * m3_9)) + ((a4 * m4_9 + a5 * m5_9) + (a6 * m6_9 + a7 * m7_9))) + (a8 * m8_9 + a9 * m9_9)) * ((emission[p + 9] as number) * inverse); alpha[at + 9] = n9;
      a0 = n0;
      a1 = n1;
      a2 = n2;
      a3 = n3;
      a4 = n4;
      a5 = n5;
      a6 = n6;
      a7 = n7;
      a8 = n8;
      a9 = n9;
      sum = (((n0 + n2) + (n4 + n6)) + n8) + (((n1 + n3) + (n5 + n7)) + n9);
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
    const m0_0 = matrix[0] as number; const m0_1 = matrix[1] as number; const m0_2 = matrix[2] as number; const m0_3 = matrix[3] as number; const m0_4 = matrix[4] as number; const m0_5 = matrix[5] as number; const m0_6 = matrix[6] as number; const m0_7 = matrix[7] as number; const m0_8 = matrix[8] as number; const m0_9 = matrix[9] as number;
    const m1_0 = matrix[10] as number; const m1_1 = matrix[11] as number; const m1_2 = matrix[12] as number; const m1_3 = matrix[13] as number; const m1_4 = matrix[14] as number; const m1_5 = matrix[15] as number; const m1_6 = matrix[16] as number; const m1_7 = matrix[17] as number; const m1_8 = matrix[18] as number; const m1_9 = matrix[19] as number;
    const m2_0 = matrix[20] as number; const m2_1 = matrix[21] as number; const m2_2 = matrix[22] as number; const m2_3 = matrix[23] as number; const m2_4 = matrix[24] as number; const m2_5 = matrix[25] as number; const m2_6 = matrix[26] as number; const m2_7 = matrix[27] as number; const m2_8 = matrix[28] as number; const m2_9 = matrix[29] as number;
    const m3_0 = matrix[30] as number; const m3_1 = matrix[31] as number; const m3_2 = matrix[32] as number; const m3_3 = matrix[33] as number; const m3_4 = matrix[34] as number; const m3_5 = matrix[35] as number; const m3_6 = matrix[36] as number; const m3_7 = matrix[37] as number; const m3_8 = matrix[38] as number; const m3_9 = matrix[39] as number;
    const m4_0 = matrix[40] as number; const m4_1 = matrix[41] as number; const m4_2 = matrix[42] as number; const m4_3 = matrix[43] as number; const m4_4 = matrix[44] as number; const m4_5 = matrix[45] as number; const m4_6 = matrix[46] as number; const m4_7 = matrix[47] as number; const m4_8 = matrix[48] as number; const m4_9 = matrix[49] as number;
    const m5_0 = matrix[50] as number; const m5_1 = matrix[51] as number; const m5_2 = matrix[52] as number; const m5_3 = matrix[53] as number; const m5_4 = matrix[54] as number; const m5_5 = matrix[55] as number; const m5_6 = matrix[56] as number; const m5_7 = matrix[57] as number; const m5_8 = matrix[58] as number; const m5_9 = matrix[59] as number;
    const m6_0 = matrix[60] as number; const m6_1 = matrix[61] as number; const m6_2 = matrix[62] as number; const m6_3 = matrix[63] as number; const m6_4 = matrix[64] as number; const m6_5 = matrix[65] as number; const m6_6 = matrix[66] as number; const m6_7 = matrix[67] as number; const m6_8 = matrix[68] as number; const m6_9 = matrix[69] as number;
    const m7_0 = matrix[70] as number; const m7_1 = matrix[71] as number; const m7_2 = matrix[72] as number; const m7_3 = matrix[73] as number; const m7_4 = matrix[74] as number; const m7_5 = matrix[75] as number; const m7_6 = matrix[76] as number; const m7_7 = matrix[77] as number; const m7_8 = matrix[78] as number; const m7_9 = matrix[79] as number;
    const m8_0 = matrix[80] as number; const m8_1 = matrix[81] as number; const m8_2 = matrix[82] as number; const m8_3 = matrix[83] as number; const m8_4 = matrix[84] as number; const m8_5 = matrix[85] as number; const m8_6 = matrix[86] as number; const m8_7 = matrix[87] as number; const m8_8 = matrix[88] as number; const m8_9 = matrix[89] as number;
    const m9_0 = matrix[90] as number; const m9_1 = matrix[91] as number; const m9_2 = matrix[92] as number; const m9_3 = matrix[93] as number; const m9_4 = matrix[94] as number; const m9_5 = matrix[95] as number; const m9_6 = matrix[96] as number; const m9_7 = matrix[97] as number; const m9_8 = matrix[98] as number; const m9_9 = matrix[99] as number;
    let e0 = carry[0] as number;
    let e1 = carry[1] as number;
    let e2 = carry[2] as number;
    let e3 = carry[3] as number;
    let e4 = carry[4] as number;
    let e5 = carry[5] as number;
    let e6 = carry[6] as number;
    let e7 = carry[7] as number;
    let e8 = carry[8] as number;
    let e9 = carry[9] as number;
    for (let t = last - 1; t >= first; t--) {
      const p = place[t] as number;
      const at = t * 12;
      const to = (t - first) * 12;
      const before = t > start ? (scale[t - 1] as number) : 0;
      const a0 = alpha[at] as number; const g0 = a0 > 1e-250 ? a0 * e0 : 0;
      const a1 = alpha[at + 1] as number; const g1 = a1 > 1e-250 ? a1 * e1 : 0;
      const a2 = alpha[at + 2] as number; const g2 = a2 > 1e-250 ? a2 * e2 : 0;
      const a3 = alpha[at + 3] as number; const g3 = a3 > 1e-250 ? a3 * e3 : 0;
      const a4 = alpha[at + 4] as number; const g4 = a4 > 1e-250 ? a4 * e4 : 0;
      const a5 = alpha[at + 5] as number; const g5 = a5 > 1e-250 ? a5 * e5 : 0;
      const a6 = alpha[at + 6] as number; const g6 = a6 > 1e-250 ? a6 * e6 : 0;
      const a7 = alpha[at + 7] as number; const g7 = a7 > 1e-250 ? a7 * e7 : 0;
      const a8 = alpha[at + 8] as number; const g8 = a8 > 1e-250 ? a8 * e8 : 0;
      const a9 = alpha[at + 9] as number; const g9 = a9 > 1e-250 ? a9 * e9 : 0;
      posterior[p] = (posterior[p] as number) + g0;
      posterior[p + 1] = (posterior[p + 1] as number) + g1;
      posterior[p + 2] = (posterior[p + 2] as number) + g2;
      posterior[p + 3] = (posterior[p + 3] as number) + g3;
      posterior[p + 4] = (posterior[p + 4] as number) + g4;
      posterior[p + 5] = (posterior[p + 5] as number) + g5;
      posterior[p + 6] = (posterior[p + 6] as number) + g6;
      posterior[p + 7] = (posterior[p + 7] as number) + g7;
      posterior[p + 8] = (posterior[p + 8] as number) + g8;
      posterior[p + 9] = (posterior[p + 9] as number) + g9;
      const w0 = a0 > 1e-250 ? (emission[p] as number) * e0 * before : 0; messages[to] = w0;
      const w1 = a1 > 1e-250 ? (emission[p + 1] as number) * e1 * before : 0; messages[to + 1] = w1;
      const w2 = a2 > 1e-250 ? (emission[p + 2] as number) * e2 * before : 0; messages[to + 2] = w2;
      const w3 = a3 > 1e-250 ? (emission[p + 3] as number) * e3 * before : 0; messages[to + 3] = w3;
      const w4 = a4 > 1e-250 ? (emission[p + 4] as number) * e4 * before : 0; messages[to + 4] = w4;
      const w5 = a5 > 1e-250 ? (emission[p + 5] as number) * e5 * before : 0; messages[to + 5] = w5;
      const w6 = a6 > 1e-250 ? (emission[p + 6] as number) * e6 * before : 0; messages[to + 6] = w6;
      const w7 = a7 > 1e-250 ? (emission[p + 7] as number) * e7 * before : 0; messages[to + 7] = w7;
      const w8 = a8 > 1e-250 ? (emission[p + 8] as number) * e8 * before : 0; messages[to + 8] = w8;
      const w9 = a9 > 1e-250 ? (emission[p + 9] as number) * e9 * before : 0; messages[to + 9] = w9;
      e0 = ((((m0_0 * w0 + m0_1 * w1) + (m0_2 * w2 + m0_3 * w3)) + ((m0_4 * w4 + m0_5 * w5) + (m0_6 * w6 + m0_7 * w7))) + (m0_8 * w8 + m0_9 * w9)); carry[0] = e0;
      e1 = ((((m1_0 * w0 + m1_1 * w1) + (m1_2 * w2 + m1_3 * w3)) + ((m1_4 * w4 + m1_5 * w5) + (m1_6 * w6 + m1_7 * w7))) + (m1_8 * w8 + m1_9 * w9)); carry[1] = e1;
      e2 = ((((m2_0 * w0 + m2_1 * w1) + (m2_2 * w2 + m2_3 * w3)) + ((m2_4 * w4 + m2_5 * w5) + (m2_6 * w6 + m2_7 * w7))) + (m2_8 * w8 + m2_9 * w9)); carry[2] = e2;
      e3 = ((((m3_0 * w0 + m3_1 * w1) + (m3_2 * w2 + m3_3 * w3)) + ((m3_4 * w4 + m3_5 * w5) + (m3_6 * w6 + m3_7 * w7))) + (m3_8 * w8 + m3_9 * w9)); carry[3] = e3;
      e4 = ((((m4_0 * w0 + m4_1 * w1) + (m4_2 * w2 + m4_3 * w3)) + ((m4_4 * w4 + m4_5 * w5) + (m4_6 * w6 + m4_7 * w7))) + (m4_8 * w8 + m4_9 * w9)); carry[4] = e4;
      e5 = ((((m5_0 * w0 + m5_1 * w1) + (m5_2 * w2 + m5_3 * w3)) + ((m5_4 * w4 + m5_5 * w5) + (m5_6 * w6 + m5_7 * w7))) + (m5_8 * w8 + m5_9 * w9)); carry[5] = e5;
      e6 = ((((m6_0 * w0 + m6_1 * w1) + (m6_2 * w2 + m6_3 * w3)) + ((m6_4 * w4 + m6_5 * w5) + (m6_6 * w6 + m6_7 * w7))) + (m6_8 * w8 + m6_9 * w9)); carry[6] = e6;
      e7 = ((((m7_0 * w0 + m7_1 * w1) + (m7_2 * w2 + m7_3 * w3)) + ((m7_4 * w4 + m7_5 * w5) + (m7_6 * w6 + m7_7 * w7))) + (m7_8 * w8 + m7_9 * w9)); carry[7] = e7;
      e8 = ((((m8_0 * w0 + m8_1 * w1) + (m8_2 * w2 + m8_3 * w3)) + ((m8_4 * w4 + m8_5 * w5) + (m8_6 * w6 + m8_7 * w7))) + (m8_8 * w8 + m8_9 * w9)); carry[8] = e8;
      e9 = ((((m9_0 * w0 + m9_1 * w1) + (m9_2 * w2 + m9_3 * w3)) + ((m9_4 * w4 + m9_5 * w5) + (m9_6 * w6 + m9_7 * w7))) + (m9_8 * w8 + m9_9 * w9)); carry[9] = e9;
      if (t === start) { begin[0] = g0; begin[1] = g1; begin[2] = g2; begin[3] = g3; begin[4] = g4; begin[5] = g5; begin[6] = g6; begin[7] = g7; begin[8] = g8; begin[9] = g9; }
    }
  },
};
