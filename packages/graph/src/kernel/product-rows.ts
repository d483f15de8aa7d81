import { multiply2x1, multiply2x2 } from "../generated/multiply-2.ts";
import { multiply3x1, multiply3x2 } from "../generated/multiply-3.ts";
import { multiply4x1, multiply4x2 } from "../generated/multiply-4.ts";
import { multiply5x1, multiply5x2 } from "../generated/multiply-5.ts";
import { multiply6x1, multiply6x2 } from "../generated/multiply-6.ts";
import { multiply7x1, multiply7x2 } from "../generated/multiply-7.ts";
import { multiply8x1, multiply8x2 } from "../generated/multiply-8.ts";
import type { Body, CodeColumn } from "./body.ts";

/**
 * A body of one or two fused tables laid out for a walk row by row: `tables[t][code * states + s]` are probabilities,
 * `counts` has the same layout, `totals[s]` sums the posteriors. Rows near underflow are left to `rescue`.
 */
export interface ProductRows {
  readonly count: number;
  readonly codes: readonly CodeColumn[];
  readonly weights: Float64Array | null;
  readonly base: Float64Array;
  readonly tables: readonly Float64Array[];
  readonly counts: readonly Float64Array[];
  readonly totals: Float64Array;
  readonly rescue: Int32Array;
  rescued: number;
}

/** One walk over the rows; returns the log-likelihood of all but the rescued ones. */
export type ProductWalk = (rows: ProductRows) => number;

const written: ReadonlyMap<string, ProductWalk> = new Map([
  ["2x1", multiply2x1],
  ["2x2", multiply2x2],
  ["3x1", multiply3x1],
  ["3x2", multiply3x2],
  ["4x1", multiply4x1],
  ["4x2", multiply4x2],
  ["5x1", multiply5x1],
  ["5x2", multiply5x2],
  ["6x1", multiply6x1],
  ["6x2", multiply6x2],
  ["7x1", multiply7x1],
  ["7x2", multiply7x2],
  ["8x1", multiply8x1],
  ["8x2", multiply8x2],
]);

/** A written-out walk with the rows that it runs over. */
export interface WrittenProduct {
  readonly walk: ProductWalk;
  readonly rows: ProductRows;
}

/** The walk for a body of few states and at most two tables, with its memory; null for other bodies. */
export function writtenProduct({
  states,
  fused,
  count,
  weights,
  base,
}: Pick<Body, "states" | "fused" | "count" | "weights" | "base">): WrittenProduct | null {
  const walk = written.get(`${states}x${fused.length}`);
  if (!walk) return null;
  const sized = (): Float64Array[] => fused.map((f) => new Float64Array(f.logs.length));
  const rows: ProductRows = {
    count,
    codes: fused.map((f) => f.code as CodeColumn),
    weights,
    base: new Float64Array(base.length),
    tables: sized(),
    counts: sized(),
    totals: new Float64Array(states),
    rescue: new Int32Array(count),
    rescued: 0,
  };
  return { walk, rows };
}
