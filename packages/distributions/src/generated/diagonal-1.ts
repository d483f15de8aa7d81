// Written by .ci/kernels.mjs; change that instead.
import type { StateLoops } from "../kernels/gaussian-loops.ts";

/** Loops of a diagonal covariance in 1 dimensions over many states, written out. */
export const diagonal1: StateLoops = {
  writeLogDensities({ means, whitening, logConstants }, tile, { count, at, values, slots }, offsets) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const m = slot * 1;
      const m0 = means[m] as number;
      const h0 = -0.5 * (whitening[m] as number) ** 2;
      const constant = (offsets[k] as number) + (logConstants[slot] as number);
      for (let i = 0, to = at + k; i < count; i++, to += states) {
        const z0 = (tile[i] as number) - m0;
        values[to] = constant + h0 * z0 * z0;
      }
    }
  },
  accumulateStates({ means, statistics }, tile, { count, at, values, slots }) {
    const states = slots.length;
    for (let k = 0; k < states; k++) {
      const slot = slots[k] as number;
      const s = slot * 3;
      {
        const m0 = means[slot * 1] as number;
        let weight = 0;
        let a0 = 0; let b0 = 0;
        for (let i = 0, from = at + k; i < count; i++, from += states) {
          const r = values[from] as number;
          weight += r;
          const z0 = (tile[i] as number) - m0; const y0 = r * z0; a0 += y0; b0 += y0 * z0;
        }
        statistics[s] = (statistics[s] as number) + weight;
        statistics[s + 1] = (statistics[s + 1] as number) + a0;
        statistics[s + 2] = (statistics[s + 2] as number) + b0;
      }
    }
  },
};
