// Written by .ci/kernels.mjs; change that instead.
import type { GaussianLoops } from "../kernels/mv-normal-kernel.ts";

/** Inner loops of a full covariance in 2 dimensions, written out. */
export const full2: GaussianLoops = {
  addLogDensity({ means, whitening, logConstants }, slot, columns, { start, count, at, values }) {
    const c0 = columns[0] as Float64Array;
    const c1 = columns[1] as Float64Array;
    const s = slot;
    const m0 = means[s * 2 + 0] as number;
    const m1 = means[s * 2 + 1] as number;
    const w0_0 = whitening[s * 3 + 0] as number;
    const w1_0 = whitening[s * 3 + 1] as number;
    const w1_1 = whitening[s * 3 + 2] as number;
    const constant = logConstants[s] as number;
    for (let i = 0; i < count; i++) {
      const row = start + i;
      const z0 = c0[row] as number;
      const z1 = c1[row] as number;
      const x0 = z0 - m0;
      const x1 = z1 - m1;
      const y0 = w0_0 * x0;
      const y1 = w1_0 * x0 + w1_1 * x1;
      values[at + i] = (values[at + i] as number) + constant - 0.5 * (y0 * y0 + y1 * y1);
    }
  },
  addLogDensities({ means, whitening, logConstants }, { slots, first, stride }, columns, { start, count, at, values }) {
    const c0 = columns[0] as Float64Array;
    const c1 = columns[1] as Float64Array;
    const s0_ = slots[first] as number;
    const m0_0 = means[s0_ * 2 + 0] as number;
    const m0_1 = means[s0_ * 2 + 1] as number;
    const w0_0_0 = whitening[s0_ * 3 + 0] as number;
    const w0_1_0 = whitening[s0_ * 3 + 1] as number;
    const w0_1_1 = whitening[s0_ * 3 + 2] as number;
    const constant0_ = logConstants[s0_] as number;
    const at0 = at + first * stride;
    const s1_ = slots[first + 1] as number;
    const m1_0 = means[s1_ * 2 + 0] as number;
    const m1_1 = means[s1_ * 2 + 1] as number;
    const w1_0_0 = whitening[s1_ * 3 + 0] as number;
    const w1_1_0 = whitening[s1_ * 3 + 1] as number;
    const w1_1_1 = whitening[s1_ * 3 + 2] as number;
    const constant1_ = logConstants[s1_] as number;
    const at1 = at + (first + 1) * stride;
    const s2_ = slots[first + 2] as number;
    const m2_0 = means[s2_ * 2 + 0] as number;
    const m2_1 = means[s2_ * 2 + 1] as number;
    const w2_0_0 = whitening[s2_ * 3 + 0] as number;
    const w2_1_0 = whitening[s2_ * 3 + 1] as number;
    const w2_1_1 = whitening[s2_ * 3 + 2] as number;
    const constant2_ = logConstants[s2_] as number;
    const at2 = at + (first + 2) * stride;
    const s3_ = slots[first + 3] as number;
    const m3_0 = means[s3_ * 2 + 0] as number;
    const m3_1 = means[s3_ * 2 + 1] as number;
    const w3_0_0 = whitening[s3_ * 3 + 0] as number;
    const w3_1_0 = whitening[s3_ * 3 + 1] as number;
    const w3_1_1 = whitening[s3_ * 3 + 2] as number;
    const constant3_ = logConstants[s3_] as number;
    const at3 = at + (first + 3) * stride;
    for (let i = 0; i < count; i++) {
      const row = start + i;
      const z0 = c0[row] as number;
      const z1 = c1[row] as number;
      const x0_0 = z0 - m0_0;
      const x0_1 = z1 - m0_1;
      const y0_0 = w0_0_0 * x0_0;
      const y0_1 = w0_1_0 * x0_0 + w0_1_1 * x0_1;
      values[at0 + i] = (values[at0 + i] as number) + constant0_ - 0.5 * (y0_0 * y0_0 + y0_1 * y0_1);
      const x1_0 = z0 - m1_0;
      const x1_1 = z1 - m1_1;
      const y1_0 = w1_0_0 * x1_0;
      const y1_1 = w1_1_0 * x1_0 + w1_1_1 * x1_1;
      values[at1 + i] = (values[at1 + i] as number) + constant1_ - 0.5 * (y1_0 * y1_0 + y1_1 * y1_1);
      const x2_0 = z0 - m2_0;
      const x2_1 = z1 - m2_1;
      const y2_0 = w2_0_0 * x2_0;
      const y2_1 = w2_1_0 * x2_0 + w2_1_1 * x2_1;
      values[at2 + i] = (values[at2 + i] as number) + constant2_ - 0.5 * (y2_0 * y2_0 + y2_1 * y2_1);
      const x3_0 = z0 - m3_0;
      const x3_1 = z1 - m3_1;
      const y3_0 = w3_0_0 * x3_0;
      const y3_1 = w3_1_0 * x3_0 + w3_1_1 * x3_1;
      values[at3 + i] = (values[at3 + i] as number) + constant3_ - 0.5 * (y3_0 * y3_0 + y3_1 * y3_1);
    }
  },
  accumulate(means, slot, columns, { start, count, at, values }, statistics) {
    const c0 = columns[0] as Float64Array;
    const c1 = columns[1] as Float64Array;
    const m = slot * 2;
    const s = slot * 6;
    const m0 = means[m] as number;
    const m1 = means[m + 1] as number;
    let n = 0;
    let s0 = 0;
    let s1 = 0;
    let p0_0 = 0;
    let p1_0 = 0;
    let p1_1 = 0;
    for (let i = 0; i < count; i++) {
      const row = start + i;
      const r = values[at + i] as number;
      n += r;
      const x0 = (c0[row] as number) - m0;
      const x1 = (c1[row] as number) - m1;
      const t0 = r * x0;
      s0 += t0;
      p0_0 += t0 * x0;
      const t1 = r * x1;
      s1 += t1;
      p1_0 += t1 * x0;
      p1_1 += t1 * x1;
    }
    statistics[s] = (statistics[s] as number) + n;
    statistics[s + 1] = (statistics[s + 1] as number) + s0;
    statistics[s + 2] = (statistics[s + 2] as number) + s1;
    statistics[s + 3] = (statistics[s + 3] as number) + p0_0;
    statistics[s + 4] = (statistics[s + 4] as number) + p1_0;
    statistics[s + 5] = (statistics[s + 5] as number) + p1_1;
  },
};
