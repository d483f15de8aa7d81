// Written by .ci/kernels.mjs; change that instead.
import { portableLog } from "@platewise/core";
import type { ProductRows } from "../kernel/product-rows.ts";

/** Posterior counts of 4 states over the rows of one run; returns their log-likelihood, as far as it is not in `products`. */
export function multiply4(rows: ProductRows, run: number): number {
  const { codes, weightOf, weights, products, table, counts, base, runTable, runCounts, rescue } = rows;
  const end = rows.starts[run + 1] as number;
  const o = (rows.runCodes[run] as number) * 4;
  const q0 = (base[0] as number) * (runTable[o] as number);
  let t0 = 0;
  const q1 = (base[1] as number) * (runTable[o + 1] as number);
  let t1 = 0;
  const q2 = (base[2] as number) * (runTable[o + 2] as number);
  let t2 = 0;
  const q3 = (base[3] as number) * (runTable[o + 3] as number);
  let t3 = 0;
  let logLik = 0;
  for (let i = rows.starts[run] as number; i < end; i++) {
    const a = (codes[i] as number) * 4;
    let r0 = q0 * (table[a] as number);
    let r1 = q1 * (table[a + 1] as number);
    let r2 = q2 * (table[a + 2] as number);
    let r3 = q3 * (table[a + 3] as number);
    const sum = r0 + r1 + r2 + r3;
    if (!(sum > 1e-250)) {
      rescue[rows.rescued] = i;
      rows.rescued++;
      continue;
    }
    const w = weightOf[i] as number;
    const weight = weights[w] as number;
    const product = (products[w] as number) * sum;
    if (product > 1e-50 && product < 1e50) products[w] = product;
    else {
      logLik += weight * portableLog(product);
      products[w] = 1;
    }
    const scale = weight / sum;
    r0 *= scale;
    t0 += r0;
    counts[a] = (counts[a] as number) + r0;
    r1 *= scale;
    t1 += r1;
    counts[a + 1] = (counts[a + 1] as number) + r1;
    r2 *= scale;
    t2 += r2;
    counts[a + 2] = (counts[a + 2] as number) + r2;
    r3 *= scale;
    t3 += r3;
    counts[a + 3] = (counts[a + 3] as number) + r3;
  }
  runCounts[o] = (runCounts[o] as number) + t0;
  runCounts[o + 1] = (runCounts[o + 1] as number) + t1;
  runCounts[o + 2] = (runCounts[o + 2] as number) + t2;
  runCounts[o + 3] = (runCounts[o + 3] as number) + t3;
  return logLik;
}
