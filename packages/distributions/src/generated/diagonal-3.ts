// Written by .ci/kernels.mjs; change that instead.
import type { StateLoops } from "../kernels/gaussian-loops.ts";

/** Loops of a diagonal covariance in 3 dimensions over many states, written out. */
export const diagonal3: StateLoops = {
  writeLogDensities({ means, whitening, logConstants }, tile, { count, at, values, slots }, offsets) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const m = slot * 3;
      const m0 = means[m] as number;
      const m1 = means[m + 1] as number;
      const m2 = means[m + 2] as number;
      const h0 = -0.5 * (whitening[m] as number) ** 2;
      const h1 = -0.5 * (whitening[m + 1] as number) ** 2;
      const h2 = -0.5 * (whitening[m + 2] as number) ** 2;
      const constant = (offsets[k] as number) + (logConstants[slot] as number);
      for (let i = 0, to = at + k; i < count; i++, to += states) {
        const z0 = (tile[i] as number) - m0;
        const z1 = (tile[i + 256] as number) - m1;
        const z2 = (tile[i + 512] as number) - m2;
        values[to] = constant + h0 * z0 * z0 + h1 * z1 * z1 + h2 * z2 * z2;
      }
    }
  },
  accumulateStates({ means, statistics }, tile, { count, at, values, slots }) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const s = slot * 7;
      {
        const m0 = means[slot * 3] as number;
        const m1 = means[slot * 3 + 1] as number;
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
        statistics[s + 4] = (statistics[s + 4] as number) + b0;
        statistics[s + 2] = (statistics[s + 2] as number) + a1;
        statistics[s + 5] = (statistics[s + 5] as number) + b1;
      }
      {
        const m2 = means[slot * 3 + 2] as number;
        let a2 = 0; let b2 = 0;
        for (let i = 0, from = at + k; i < count; i++, from += states) {
          const r = values[from] as number;
          const z2 = (tile[i + 512] as number) - m2; const y2 = r * z2; a2 += y2; b2 += y2 * z2;
        }
        statistics[s + 3] = (statistics[s + 3] as number) + a2;
        statistics[s + 6] = (statistics[s + 6] as number) + b2;
      }
    }
  },
};
