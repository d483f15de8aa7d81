import { multiply2 } from "../generated/multiply-2.ts";
import { multiply3 } from "../generated/multiply-3.ts";
import { multiply4 } from "../generated/multiply-4.ts";
import { multiply5 } from "../generated/multiply-5.ts";
import { multiply6 } from "../generated/multiply-6.ts";
import { multiply7 } from "../generated/multiply-7.ts";
import { multiply8 } from "../generated/multiply-8.ts";
import type { Body, CodeColumn } from "./body.ts";

/**
 * A body of one or two fused tables laid out for a walk run by run. A run is a stretch of rows with one code of the first
 * table: rows `starts[r]` … `starts[r + 1] − 1` have `runCodes[r]`, so that its probabilities are read and its posteriors
 * written once a run. `codes` belong to the second table. Tables and counts stand as `[code * states + s]`.
 */
export interface ProductRows {
  readonly starts: Int32Array;
  readonly runCodes: Int32Array;
  readonly runTable: Float64Array;
  readonly runCounts: Float64Array;
  readonly codes: CodeColumn;
  readonly table: Float64Array;
  readonly counts: Float64Array;
  readonly base: Float64Array;
  /**
   * Weights by class. `products[c]` is the product of the row sums of class c whose logarithm is still to be taken: one
   * logarithm serves many rows.
   */
  readonly weightOf: Int32Array;
  readonly weights: Float64Array;
  readonly products: Float64Array;
  /** Rows near underflow, which are left to another way. */
  readonly rescue: Int32Array;
  rescued: number;
}

/** One walk over a run; returns the log-likelihood of its rows, but for the rescued ones and what is left in `products`. */
export type ProductWalk = (rows: ProductRows, run: number) => number;

const written: ReadonlyMap<number, ProductWalk> = new Map([
  [2, multiply2],
  [3, multiply3],
  [4, multiply4],
  [5, multiply5],
  [6, multiply6],
  [7, multiply7],
  [8, multiply8],
]);

/** A written-out walk with the rows that it runs over. */
export interface WrittenProduct {
  readonly walk: ProductWalk;
  readonly rows: ProductRows;
}

/** Stretches of equal codes; one stretch of code 0 where there are no codes. */
function findRuns(codes: CodeColumn | null, count: number): { starts: Int32Array; runCodes: Int32Array } {
  const starts = new Int32Array(count + 1);
  const runCodes = new Int32Array(count);
  let runs = 0;
  for (let i = 0; i < count; i++) {
    const code = codes ? (codes[i] as number) : 0;
    if (i > 0 && code === runCodes[runs - 1]) continue;
    starts[runs] = i;
    runCodes[runs] = code;
    runs += 1;
  }
  starts[runs] = count;
  return { starts: starts.slice(0, runs + 1), runCodes: runCodes.slice(0, runs) };
}

/** Largest weight that is a class by itself. */
const COUNTED = 4096;

const largest = (numbers: Int32Array): number => numbers.reduce((most, n) => Math.max(most, n), 0);

/** Whole small weights are their own class; for any others every row is a class. */
function classifyWeights(weights: Float64Array | null, count: number): Pick<ProductRows, "weightOf" | "weights"> {
  if (!weights) return { weightOf: new Int32Array(count), weights: Float64Array.of(1) };
  const weightOf = Int32Array.from(weights);
  const whole = weightOf.every((w, i) => w >= 0 && w <= COUNTED && w === weights[i]);
  if (whole) return { weightOf, weights: Float64Array.from({ length: largest(weightOf) + 1 }, (_, w) => w) };
  return { weightOf: weightOf.map((_, i) => i), weights };
}

/** The walk for a body of few states and at most two tables, with its memory; null for other bodies. */
export function writtenProduct({
  states,
  fused,
  count,
  weights,
  base,
}: Pick<Body, "states" | "fused" | "count" | "weights" | "base">): WrittenProduct | null {
  const walk = written.get(states);
  const last = fused.at(-1);
  if (!walk || !last || fused.length > 2) return null;
  const first = fused.length === 2 ? fused[0] : undefined;
  const perRun = first ? first.logs.length : states;
  const classes = classifyWeights(weights, count);
  const rows: ProductRows = {
    ...findRuns(first?.code ?? null, count),
    runTable: new Float64Array(perRun).fill(1),
    runCounts: new Float64Array(perRun),
    codes: last.code as CodeColumn,
    table: new Float64Array(last.logs.length),
    counts: new Float64Array(last.logs.length),
    base: new Float64Array(base.length),
    ...classes,
    products: new Float64Array(classes.weights.length).fill(1),
    rescue: new Int32Array(count),
    rescued: 0,
  };
  return { walk, rows };
}
