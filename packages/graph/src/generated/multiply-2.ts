// Written by .ci/kernels.mjs; change that instead.
import { portableLog } from "@platewise/core";
import type { CodeColumn } from "../kernel/body.ts";
import type { ProductRows } from "../kernel/product-rows.ts";

/** Posterior counts of 2 states over rows with one code each; returns the log-likelihood. */
export function multiply2x1(rows: ProductRows): number {
  const { count, weights, base, totals, rescue } = rows;
  const c0 = rows.codes[0] as CodeColumn;
  const p0 = rows.tables[0] as Float64Array;
  const n0 = rows.counts[0] as Float64Array;
  const b0 = base[0] as number;
  let s0 = 0;
  const b1 = base[1] as number;
  let s1 = 0;
  let logLik = 0;
  let rescued = 0;
  for (let i = 0; i < count; i++) {
    const a0 = (c0[i] as number) * 2;
    let r0 = b0 * (p0[a0] as number);
    let r1 = b1 * (p0[a0 + 1] as number);
    const sum = r0 + r1;
    if (!(sum > 1e-250)) {
      rescue[rescued] = i;
      rescued++;
      continue;
    }
    const weight = weights === null ? 1 : (weights[i] as number);
    logLik += weight * portableLog(sum);
    const scale = weight / sum;
    r0 *= scale;
    s0 += r0;
    n0[a0] = (n0[a0] as number) + r0;
    r1 *= scale;
    s1 += r1;
    n0[a0 + 1] = (n0[a0 + 1] as number) + r1;
  }
  totals[0] = (totals[0] as number) + s0;
  totals[1] = (totals[1] as number) + s1;
  rows.rescued = rescued;
  return logLik;
}

/** Posterior counts of 2 states over rows with two codes each; returns the log-likelihood. */
export function multiply2x2(rows: ProductRows): number {
  const { count, weights, base, totals, rescue } = rows;
  const c0 = rows.codes[0] as CodeColumn;
  const p0 = rows.tables[0] as Float64Array;
  const n0 = rows.counts[0] as Float64Array;
  const c1 = rows.codes[1] as CodeColumn;
  const p1 = rows.tables[1] as Float64Array;
  const n1 = rows.counts[1] as Float64Array;
  const b0 = base[0] as number;
  let s0 = 0;
  const b1 = base[1] as number;
  let s1 = 0;
  let logLik = 0;
  let rescued = 0;
  for (let i = 0; i < count; i++) {
    const a0 = (c0[i] as number) * 2;
    const a1 = (c1[i] as number) * 2;
    let r0 = b0 * (p0[a0] as number) * (p1[a1] as number);
    let r1 = b1 * (p0[a0 + 1] as number) * (p1[a1 + 1] as number);
    const sum = r0 + r1;
    if (!(sum > 1e-250)) {
      rescue[rescued] = i;
      rescued++;
      continue;
    }
    const weight = weights === null ? 1 : (weights[i] as number);
    logLik += weight * portableLog(sum);
    const scale = weight / sum;
    r0 *= scale;
    s0 += r0;
    n0[a0] = (n0[a0] as number) + r0;
    n1[a1] = (n1[a1] as number) + r0;
    r1 *= scale;
    s1 += r1;
    n0[a0 + 1] = (n0[a0 + 1] as number) + r1;
    n1[a1 + 1] = (n1[a1 + 1] as number) + r1;
  }
  totals[0] = (totals[0] as number) + s0;
  totals[1] = (totals[1] as number) + s1;
  rows.rescued = rescued;
  return logLik;
}
