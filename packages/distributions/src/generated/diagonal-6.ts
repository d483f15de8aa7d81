// Written by .ci/kernels.mjs; change that instead.
import type { StateLoops } from "../kernels/gaussian-loops.ts";

/** Loops of a diagonal covariance in 6 dimensions over many states, written out. */
export const diagonal6: StateLoops = {
  writeLogDensities({ means, whitening, logConstants }, tile, { count, at, values, slots }, offsets) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const m = slot * 6;
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      const m3 = means[m + 3] as number;
      const m4 = means[m + 4] as number;
      const m5 = means[m + 5] as number;
      const h0 = -0.5 * (whitening[m] as number) ** 2;
      const h1 = -0.5 * (whitening[m + 1] as number) ** 2;
      const h2 = -0.5 * (whitening[m + 2] as number) ** 2;
      const h3 = -0.5 * (whitening[m + 3] as number) ** 2;
      const h4 = -0.5 * (whitening[m + 4] as number) ** 2;
      const h5 = -0.5 * (whitening[m + 5] as number) ** 2;
      const constant = (offsets[k] as number) + (logConstants[slot] as number);
      for (let i = 0, to = at + k; i < count; i++, to += states) {
        const z0 = (tile[i] as number) - m0;
        const z1 = (tile[i + 256] as number) - m1;
        const z2 = (tile[i + 512] as number) - m2;
        const z3 = (tile[i + 768] as number) - m3;
        const z4 = (tile[i + 1024] as number) - m4;
        const z5 = (tile[i + 1280] as number) - m5;
        values[to] = constant + h0 * z0 * z0 + h1 * z1 * z1 + h2 * z2 * z2 + h3 * z3 * z3 + h4 * z4 * z4 + h5 * z5 * z5;
      }
    }
  },
  accumulateStates({ means, statistics }, tile, { count, at, values, slots }) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const s = slot * 13;
      {
        const m0 = means[slot * 6] as number;
        const m1 = means[slot * 6 + 1] as number;
        let weight = 0;
        let a0 = 0; let b0 = 0;
        let a1 = 0; let b1 = 0;
        for (let i = 0, from = at + k; i < count; i++, from += states) {
          const r = values[from] as number;
          weight += r;
          const z0 = (tile[i] as number) - m0; const y0 = r * z0; a0 += y0; b0 += y0 * z0;
          const z1 = (tile[i + 256] as number) - m1; const y1 = r * z1; a1 += y1; b1 += y1 * z1;
        }
        statistics[s] = (statistics[s] as number) + weight;
        statistics[s + 1] = (statistics[s + 1] as number) + a0;
        statistics[s + 7] = (statistics[s + 7] as number) + b0;
        statistics[s + 2] = (statistics[s + 2] as number) + a1;
        statistics[s + 8] = (statistics[s + 8] as number) + b1;
      }
      {
        const m2 = means[slot * 6 + 2] as number;
        const m3 = means[slot * 6 + 3] as number;
        let a2 = 0; let b2 = 0;
        let a3 = 0; let b3 = 0;
        for (let i = 0, from = at + k; i < count; i++, from += states) {
          const r = values[from] as number;
          const z2 = (tile[i + 512] as number) - m2; const y2 = r * z2; a2 += y2; b2 += y2 * z2;
          const z3 = (tile[i + 768] as number) - m3; const y3 = r * z3; a3 += y3; b3 += y3 * z3;
        }
        statistics[s + 3] = (statistics[s + 3] as number) + a2;
        statistics[s + 9] = (statistics[s + 9] as number) + b2;
        statistics[s + 4] = (statistics[s + 4] as number) + a3;
        statistics[s + 10] = (statistics[s + 10] as number) + b3;
      }
      {
        const m4 = means[slot * 6 + 4] as number;
        const m5 = means[slot * 6 + 5] as number;
        let a4 = 0; let b4 = 0;
        let a5 = 0; let b5 = 0;
        for (let i = 0, from = at + k; i < count; i++, from += states) {
          const r = values[from] as number;
          const z4 = (tile[i + 1024] as number) - m4; const y4 = r * z4; a4 += y4; b4 += y4 * z4;
          const z5 = (tile[i + 1280] as number) - m5; const y5 = r * z5; a5 += y5; b5 += y5 * z5;
        }
        statistics[s + 5] = (statistics[s + 5] as number) + a4;
        statistics[s + 11] = (statistics[s + 11] as number) + b4;
        statistics[s + 6] = (statistics[s + 6] as number) + a5;
        statistics[s + 12] = (statistics[s + 12] as number) + b5;
      }
    }
  },
};
