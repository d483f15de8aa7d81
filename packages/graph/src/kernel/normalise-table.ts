import { normaliseBlock } from "@platewise/core";
import type { Body, Scratch } from "./body.ts";

/** Keeps the largest of `states` entries per row (the first of equals), writes its value, and leaves a one-hot table. */
function hardenBlock(
  table: Float64Array,
  at: number,
  states: number,
  stride: number,
  count: number,
  best: Float64Array,
  bestAt: number,
): void {
  for (let i = 0; i < count; i++) {
    let top = 0;
    for (let s = 1; s < states; s++) if ((table[at + s * stride + i] as number) > (table[at + top * stride + i] as number)) top = s;
    best[bestAt + i] = table[at + top * stride + i] as number;
    for (let s = 0; s < states; s++) table[at + s * stride + i] = s === top ? 1 : 0;
  }
}

/** Turns log-weights into posteriors, group by group of the outer states; log-normalisers go to `normaliser[o * block + i]`. */
export function normaliseTable(body: Body, count: number, scratch: Scratch, hard: boolean): void {
  const local = body.states / body.outerStates;
  for (let o = 0; o < body.outerStates; o++) {
    const at = o * local * body.block;
    if (!hard && body.outerStates === 1) normaliseBlock(scratch.table, local, body.block, count, scratch.normaliser);
    else if (hard) hardenBlock(scratch.table, at, local, body.block, count, scratch.normaliser, o * body.block);
    else normaliseBlock(scratch.table.subarray(at), local, body.block, count, scratch.normaliser.subarray(o * body.block));
  }
}
