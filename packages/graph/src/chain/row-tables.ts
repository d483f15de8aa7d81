import type { FusedFactor } from "../kernel/body.ts";
import type { ChainBody, Slice } from "./chain-body.ts";
import { isPlain } from "./row-densities.ts";

/**
 * A table of a plain slice turned over, so that the chain's states stand side by side: entry `code * states + k`. `counts` gather
 * posteriors in the same places.
 */
export interface RowTable {
  readonly factor: FusedFactor;
  readonly logs: Float64Array;
  readonly counts: Float64Array;
}

/** The tables of a slice that is plain and has nothing else that differs from step to step; null for other slices. */
export function rowTablesOf(chain: Pick<ChainBody, "states" | "outerStates">, slice: Omit<Slice, "tables">): readonly RowTable[] | null {
  const { densities, fused, inboxes, constants } = slice.body;
  const hasMore = densities.length + inboxes.length + constants.length > 0 || fused.length === 0;
  if (!isPlain(chain, slice) || hasMore || fused.some(({ stateOf }) => stateOf !== null)) return null;
  return fused.map((factor) => ({
    factor,
    logs: new Float64Array(factor.logs.length),
    counts: new Float64Array(factor.counts.length),
  }));
}

/** Reads the factors' logarithms again and empties the counts. */
export function refreshRowTables(tables: readonly RowTable[]): void {
  for (const { factor, logs, counts } of tables) {
    const { states, observed } = factor;
    for (let k = 0, from = 0; k < states; k++) {
      for (let o = 0, to = k; o < observed; o++, from++, to += states) logs[to] = factor.logs[from] as number;
    }
    counts.fill(0);
  }
}

/** Adds the counts to the factors', which expect them turned back. */
export function flushRowTables(tables: readonly RowTable[]): void {
  for (const { factor, counts } of tables) {
    const { states, observed } = factor;
    for (let k = 0, to = 0; k < states; k++) {
      for (let o = 0, from = k; o < observed; o++, to++, from += states) {
        factor.counts[to] = (factor.counts[to] as number) + (counts[from] as number);
      }
    }
  }
}

/** into[(t − from) * states + k] += the log-weight of state k at step t, for steps `from` … `to` − 1. */
export function addRows({ factor, logs }: RowTable, from: number, to: number, into: Float64Array): void {
  const { states } = factor;
  const code = factor.code as Uint8Array;
  for (let t = from, at = 0; t < to; t++) {
    const row = (code[t] as number) * states;
    for (let k = row; k < row + states; k++, at++) into[at] = (into[at] as number) + (logs[k] as number);
  }
}

/** Adds the posteriors of steps `from` … `to` − 1 to the counts. */
export function countRows({ factor, counts }: RowTable, from: number, to: number, posterior: Float64Array): void {
  const { states } = factor;
  const code = factor.code as Uint8Array;
  for (let t = from, at = 0; t < to; t++) {
    const row = (code[t] as number) * states;
    for (let k = row; k < row + states; k++, at++) counts[k] = (counts[k] as number) + (posterior[at] as number);
  }
}
