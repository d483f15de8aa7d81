import { expBlock } from "@platewise/core";
import type { Body, Scratch } from "../kernel/body.ts";
import { fillTable } from "../kernel/fill-table.ts";
import { normaliseTable } from "../kernel/normalise-table.ts";
import type { ChainBody, Slice, StepWeights } from "./chain-body.ts";
import { addRows } from "./row-tables.ts";

/** The first row of a body at or behind a step; rows rise. */
export function firstRowFrom({ rows, count }: Body, step: number): number {
  if (!rows) return Math.min(step, count);
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Calls `visit` for the blocks of a body's rows that lie in steps `from` … `to` − 1. */
export function eachBlock(body: Body, from: number, to: number, visit: (start: number, count: number) => void): void {
  const end = firstRowFrom(body, to);
  for (let start = firstRowFrom(body, from); start < end; start += body.block) visit(start, Math.min(body.block, end - start));
}

/** A block of rows whose table entries go to, or come from, the planes of a stretch that begins at step `from`. */
export interface Stretch {
  readonly from: number;
  readonly span: number;
  /** States per step: of the chain, or of a pair of steps. */
  readonly per: number;
}

/** into[at + i * per] += table[source + i]. */
function addColumn(table: Float64Array, source: number, count: number, into: Float64Array, at: number, per: number): void {
  for (let i = 0, to = at; i < count; i++, to += per) into[to] = (into[to] as number) + (table[source + i] as number);
}

/** into[plane of u, step of row i] += table[u * block + i]. */
function scatter(body: Body, start: number, count: number, table: Float64Array, { from, span, per }: Stretch, into: Float64Array): void {
  const { rows } = body;
  for (let u = 0; u < body.outerStates; u++) {
    const base = Math.floor(u / per) * span * per + (u % per);
    const source = u * body.block;
    if (!rows) addColumn(table, source, count, into, base + (start - from) * per, per);
    else {
      for (let i = 0; i < count; i++) {
        const at = base + ((rows[start + i] as number) - from) * per;
        into[at] = (into[at] as number) + (table[source + i] as number);
      }
    }
  }
}

function addSlice(
  chain: ChainBody,
  slice: Slice,
  range: { from: number; to: number },
  scratch: Scratch,
  hard: boolean,
  into: StepWeights,
): void {
  const { body, paired } = slice;
  const per = paired ? chain.states ** 2 : chain.states;
  const stretch = { from: range.from, span: range.to - range.from, per };
  if (slice.tables && !hard) {
    for (const table of slice.tables) addRows(table, range.from, range.to, into.states);
    return;
  }
  const alone = body.states === body.outerStates;
  eachBlock(body, range.from, range.to, (start, count) => {
    fillTable(body, start, count, scratch);
    if (!alone) normaliseTable(body, count, scratch, hard);
    scatter(body, start, count, alone ? scratch.table : scratch.normaliser, stretch, (paired ? into.pairs : into.states) as Float64Array);
  });
}

/** Rules states out that disagree with what is seen. */
function applyEvidence({ evidence, states, outerStates }: ChainBody, from: number, to: number, logs: Float64Array): void {
  if (!evidence) return;
  const { code, allowed } = evidence;
  for (let o = 0; o < outerStates; o++) {
    for (let t = from; t < to; t++) {
      const at = (o * (to - from) + t - from) * states;
      const rule = (code[t] as number) * states;
      for (let k = 0; k < states; k++) if (allowed[rule + k] === 0) logs[at + k] = -Infinity;
    }
  }
}

/** Log-weights of steps `from` … `to` − 1: what is unknown within a step is summed out (`hard`: its best value taken). */
export function fillLogs(chain: ChainBody, from: number, to: number, scratch: Scratch, hard: boolean, into: StepWeights): void {
  const steps = chain.outerStates * (to - from);
  into.states.fill(0, 0, steps * chain.states);
  into.pairs?.fill(0, 0, steps * chain.states ** 2);
  for (const slice of chain.slices) addSlice(chain, slice, { from, to }, scratch, hard, into);
  applyEvidence(chain, from, to, into.states);
}

/** Turns log-weights, `per` a step, into weights of which the largest is 1; its logarithm is added to `shift[step]`. */
export function toWeights(logs: Float64Array, per: number, steps: number, shift: Float64Array): void {
  for (let t = 0; t < steps; t++) {
    const at = t * per;
    let top = -Infinity;
    for (let k = at; k < at + per; k++) if ((logs[k] as number) > top) top = logs[k] as number;
    if (top === -Infinity || top === 0) continue;
    for (let k = at; k < at + per; k++) logs[k] = (logs[k] as number) - top;
    shift[t] = (shift[t] as number) + top;
  }
  expBlock(logs, 0, steps * per);
}
