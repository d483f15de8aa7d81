// Written by .ci/kernels.mjs; change that instead.
import type { GaussianLoops } from "../kernels/gaussian-loops.ts";

/** Inner loops of a full covariance in 7 dimensions, written out. */
export const full7: GaussianLoops = {
  addLogDensity({ means, whitening, logConstants }, slot, tile, { count, at, values }) {
    const m = slot * 7;
    const w = slot * 28;
    const constant = logConstants[slot] as number;
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      const m3 = means[m + 3] as number;
      const m4 = means[m + 4] as number;
      const w0_0 = whitening[w] as number;
      const w1_0 = whitening[w + 1] as number;
      const w1_1 = whitening[w + 2] as number;
      const w2_0 = whitening[w + 3] as number;
      const w2_1 = whitening[w + 4] as number;
      const w2_2 = whitening[w + 5] as number;
      const w3_0 = whitening[w + 6] as number;
      const w3_1 = whitening[w + 7] as number;
      const w3_2 = whitening[w + 8] as number;
      const w3_3 = whitening[w + 9] as number;
      const w4_0 = whitening[w + 10] as number;
      const w4_1 = whitening[w + 11] as number;
      const w4_2 = whitening[w + 12] as number;
      const w4_3 = whitening[w + 13] as number;
      const w4_4 = whitening[w + 14] as number;
      for (let i = 0; i < count; i++) {
        const x0 = (tile[i] as number) - m0;
        const x1 = (tile[i + 256] as number) - m1;
        const x2 = (tile[i + 512] as number) - m2;
        const x3 = (tile[i + 768] as number) - m3;
        const x4 = (tile[i + 1024] as number) - m4;
        const y0 = w0_0 * x0;
        const y1 = w1_0 * x0 + w1_1 * x1;
        const y2 = w2_0 * x0 + w2_1 * x1 + w2_2 * x2;
        const y3 = w3_0 * x0 + w3_1 * x1 + w3_2 * x2 + w3_3 * x3;
        const y4 = w4_0 * x0 + w4_1 * x1 + w4_2 * x2 + w4_3 * x3 + w4_4 * x4;
        tile[i + 1792] = y0 * y0 + y1 * y1 + y2 * y2 + y3 * y3 + y4 * y4;
      }
    }
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      const m3 = means[m + 3] as number;
      const m4 = means[m + 4] as number;
      const m5 = means[m + 5] as number;
      const m6 = means[m + 6] as number;
      const w5_0 = whitening[w + 15] as number;
      const w5_1 = whitening[w + 16] as number;
      const w5_2 = whitening[w + 17] as number;
      const w5_3 = whitening[w + 18] as number;
      const w5_4 = whitening[w + 19] as number;
      const w5_5 = whitening[w + 20] as number;
      const w6_0 = whitening[w + 21] as number;
      const w6_1 = whitening[w + 22] as number;
      const w6_2 = whitening[w + 23] as number;
      const w6_3 = whitening[w + 24] as number;
      const w6_4 = whitening[w + 25] as number;
      const w6_5 = whitening[w + 26] as number;
      const w6_6 = whitening[w + 27] as number;
      for (let i = 0; i < count; i++) {
        const x0 = (tile[i] as number) - m0;
        const x1 = (tile[i + 256] as number) - m1;
        const x2 = (tile[i + 512] as number) - m2;
        const x3 = (tile[i + 768] as number) - m3;
        const x4 = (tile[i + 1024] as number) - m4;
        const x5 = (tile[i + 1280] as number) - m5;
        const x6 = (tile[i + 1536] as number) - m6;
        const y5 = w5_0 * x0 + w5_1 * x1 + w5_2 * x2 + w5_3 * x3 + w5_4 * x4 + w5_5 * x5;
        const y6 = w6_0 * x0 + w6_1 * x1 + w6_2 * x2 + w6_3 * x3 + w6_4 * x4 + w6_5 * x5 + w6_6 * x6;
        values[at + i] = (values[at + i] as number) + (constant - 0.5 * ((tile[i + 1792] as number) + y5 * y5 + y6 * y6));
      }
    }
  },
  accumulate({ means, statistics }, slot, tile, { count, at, values }) {
    const m = slot * 7;
    const s = slot * 36;
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      for (let first = 0; first < 2; first++) {
        let n = 0;
        let s0 = 0;
        let p0_0 = 0;
        let s1 = 0;
        let p1_0 = 0;
        let p1_1 = 0;
        let s2 = 0;
        let p2_0 = 0;
        let p2_1 = 0;
        let p2_2 = 0;
        for (let i = first; i < count; i += 2) {
          const r = values[at + i] as number;
          const x0 = (tile[i] as number) - m0;
          const x1 = (tile[i + 256] as number) - m1;
          const x2 = (tile[i + 512] as number) - m2;
          const t0 = r * x0;
          const t1 = r * x1;
          const t2 = r * x2;
          n += r;
          s0 += t0;
          p0_0 += t0 * x0;
          s1 += t1;
          p1_0 += t1 * x0;
          p1_1 += t1 * x1;
          s2 += t2;
          p2_0 += t2 * x0;
          p2_1 += t2 * x1;
          p2_2 += t2 * x2;
        }
        statistics[s] = (statistics[s] as number) + n;
        statistics[s + 1] = (statistics[s + 1] as number) + s0;
        statistics[s + 8] = (statistics[s + 8] as number) + p0_0;
        statistics[s + 2] = (statistics[s + 2] as number) + s1;
        statistics[s + 9] = (statistics[s + 9] as number) + p1_0;
        statistics[s + 10] = (statistics[s + 10] as number) + p1_1;
        statistics[s + 3] = (statistics[s + 3] as number) + s2;
        statistics[s + 11] = (statistics[s + 11] as number) + p2_0;
        statistics[s + 12] = (statistics[s + 12] as number) + p2_1;
        statistics[s + 13] = (statistics[s + 13] as number) + p2_2;
      }
    }
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      const m3 = means[m + 3] as number;
      const m4 = means[m + 4] as number;
      const m5 = means[m + 5] as number;
      const m6 = means[m + 6] as number;
      for (let first = 0; first < 2; first++) {
        let s3 = 0;
        let p3_0 = 0;
        let p3_1 = 0;
        let p3_2 = 0;
        let s4 = 0;
        let p4_0 = 0;
        let p4_1 = 0;
        let p4_2 = 0;
        let s5 = 0;
        let p5_0 = 0;
        let p5_1 = 0;
        let p5_2 = 0;
        let s6 = 0;
        let p6_0 = 0;
        let p6_1 = 0;
        let p6_2 = 0;
        for (let i = first; i < count; i += 2) {
          const r = values[at + i] as number;
          const x0 = (tile[i] as number) - m0;
          const x1 = (tile[i + 256] as number) - m1;
          const x2 = (tile[i + 512] as number) - m2;
          const x3 = (tile[i + 768] as number) - m3;
          const x4 = (tile[i + 1024] as number) - m4;
          const x5 = (tile[i + 1280] as number) - m5;
          const x6 = (tile[i + 1536] as number) - m6;
          const t3 = r * x3;
          const t4 = r * x4;
          const t5 = r * x5;
          const t6 = r * x6;
          s3 += t3;
          p3_0 += t3 * x0;
          p3_1 += t3 * x1;
          p3_2 += t3 * x2;
          s4 += t4;
          p4_0 += t4 * x0;
          p4_1 += t4 * x1;
          p4_2 += t4 * x2;
          s5 += t5;
          p5_0 += t5 * x0;
          p5_1 += t5 * x1;
          p5_2 += t5 * x2;
          s6 += t6;
          p6_0 += t6 * x0;
          p6_1 += t6 * x1;
          p6_2 += t6 * x2;
        }
        statistics[s + 4] = (statistics[s + 4] as number) + s3;
        statistics[s + 14] = (statistics[s + 14] as number) + p3_0;
        statistics[s + 15] = (statistics[s + 15] as number) + p3_1;
        statistics[s + 16] = (statistics[s + 16] as number) + p3_2;
        statistics[s + 5] = (statistics[s + 5] as number) + s4;
        statistics[s + 18] = (statistics[s + 18] as number) + p4_0;
        statistics[s + 19] = (statistics[s + 19] as number) + p4_1;
        statistics[s + 20] = (statistics[s + 20] as number) + p4_2;
        statistics[s + 6] = (statistics[s + 6] as number) + s5;
        statistics[s + 23] = (statistics[s + 23] as number) + p5_0;
        statistics[s + 24] = (statistics[s + 24] as number) + p5_1;
        statistics[s + 25] = (statistics[s + 25] as number) + p5_2;
        statistics[s + 7] = (statistics[s + 7] as number) + s6;
        statistics[s + 29] = (statistics[s + 29] as number) + p6_0;
        statistics[s + 30] = (statistics[s + 30] as number) + p6_1;
        statistics[s + 31] = (statistics[s + 31] as number) + p6_2;
      }
    }
    {
      const m3 = means[m + 3] as number;
      const m4 = means[m + 4] as number;
      const m5 = means[m + 5] as number;
      const m6 = means[m + 6] as number;
      for (let first = 0; first < 2; first++) {
        let p3_3 = 0;
        let p4_3 = 0;
        let p4_4 = 0;
        let p5_3 = 0;
        let p5_4 = 0;
        let p5_5 = 0;
        let p6_3 = 0;
        let p6_4 = 0;
        let p6_5 = 0;
        let p6_6 = 0;
        for (let i = first; i < count; i += 2) {
          const r = values[at + i] as number;
          const x3 = (tile[i + 768] as number) - m3;
          const x4 = (tile[i + 1024] as number) - m4;
          const x5 = (tile[i + 1280] as number) - m5;
          const x6 = (tile[i + 1536] as number) - m6;
          const t3 = r * x3;
          const t4 = r * x4;
          const t5 = r * x5;
          const t6 = r * x6;
          p3_3 += t3 * x3;
          p4_3 += t4 * x3;
          p4_4 += t4 * x4;
          p5_3 += t5 * x3;
          p5_4 += t5 * x4;
          p5_5 += t5 * x5;
          p6_3 += t6 * x3;
          p6_4 += t6 * x4;
          p6_5 += t6 * x5;
          p6_6 += t6 * x6;
        }
        statistics[s + 17] = (statistics[s + 17] as number) + p3_3;
        statistics[s + 21] = (statistics[s + 21] as number) + p4_3;
        statistics[s + 22] = (statistics[s + 22] as number) + p4_4;
        statistics[s + 26] = (statistics[s + 26] as number) + p5_3;
        statistics[s + 27] = (statistics[s + 27] as number) + p5_4;
        statistics[s + 28] = (statistics[s + 28] as number) + p5_5;
        statistics[s + 32] = (statistics[s + 32] as number) + p6_3;
        statistics[s + 33] = (statistics[s + 33] as number) + p6_4;
        statistics[s + 34] = (statistics[s + 34] as number) + p6_5;
        statistics[s + 35] = (statistics[s + 35] as number) + p6_6;
      }
    }
  },
};
