// Written by .ci/kernels.mjs; change that instead.
import type { GaussianLoops } from "../kernels/gaussian-loops.ts";

/** Inner loops of a full covariance in 2 dimensions, written out. */
export const full2: GaussianLoops = {
  addLogDensity({ means, whitening, logConstants }, slot, tile, { count, at, values }) {
    const m = slot * 2;
    const w = slot * 3;
    const constant = logConstants[slot] as number;
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const w0_0 = whitening[w] as number;
      const w1_0 = whitening[w + 1] as number;
      const w1_1 = whitening[w + 2] as number;
      for (let i = 0; i < count; i++) {
        const x0 = (tile[i] as number) - m0;
        const x1 = (tile[i + 256] as number) - m1;
        const y0 = w0_0 * x0;
        const y1 = w1_0 * x0 + w1_1 * x1;
        values[at + i] = (values[at + i] as number) + (constant - 0.5 * (y0 * y0 + y1 * y1));
      }
    }
  },
  accumulate({ means, statistics }, slot, tile, { count, at, values }) {
    const m = slot * 2;
    const s = slot * 6;
    {
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      for (let first = 0; first < 2; first++) {
        let n = 0;
        let s0 = 0;
        let p0_0 = 0;
        let s1 = 0;
        let p1_0 = 0;
        let p1_1 = 0;
        for (let i = first; i < count; i += 2) {
          const r = values[at + i] as number;
          const x0 = (tile[i] as number) - m0;
          const x1 = (tile[i + 256] as number) - m1;
          const t0 = r * x0;
          const t1 = r * x1;
          n += r;
          s0 += t0;
          p0_0 += t0 * x0;
          s1 += t1;
          p1_0 += t1 * x0;
          p1_1 += t1 * x1;
        }
        statistics[s] = (statistics[s] as number) + n;
        statistics[s + 1] = (statistics[s + 1] as number) + s0;
        statistics[s + 3] = (statistics[s + 3] as number) + p0_0;
        statistics[s + 2] = (statistics[s + 2] as number) + s1;
        statistics[s + 4] = (statistics[s + 4] as number) + p1_0;
        statistics[s + 5] = (statistics[s + 5] as number) + p1_1;
      }
    }
  },
};
