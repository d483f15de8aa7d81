import type { Block } from "@platewise/core";
import type { Body, FusedFactor, Scratch } from "./body.ts";

const block: Block = { start: 0, count: 0, at: 0, values: new Float64Array(0) };

/** part[u] = Σ over the joint states s of u, for a single row. */
function marginaliseRow(stateOf: Int32Array, states: number, table: Float64Array, part: Float64Array): void {
  part.fill(0, 0, states);
  for (let s = 0; s < stateOf.length; s++) {
    const u = stateOf[s] as number;
    part[u] = (part[u] as number) + (table[s] as number);
  }
}

/** part[u] = Σ over the joint states s of u, for a block of rows. */
export function marginalise(body: Body, stateOf: Int32Array, states: number, count: number, table: Float64Array, part: Float64Array): void {
  if (body.block === 1) {
    marginaliseRow(stateOf, states, table, part);
    return;
  }
  for (let u = 0; u < states; u++) part.fill(0, u * body.block, u * body.block + count);
  for (let s = 0; s < body.states; s++) {
    const to = (stateOf[s] as number) * body.block;
    const from = s * body.block;
    for (let i = 0; i < count; i++) part[to + i] = (part[to + i] as number) + (table[from + i] as number);
  }
}

/** Hands a block's posterior marginals to the plates inside. */
export function postInboxes(body: Body, start: number, count: number, scratch: Scratch): void {
  for (const inbox of body.inboxes) {
    const source = inbox.stateOf ? scratch.marginal : scratch.table;
    if (inbox.stateOf) marginalise(body, inbox.stateOf, inbox.states, count, scratch.table, scratch.marginal);
    for (let u = 0; u < inbox.states; u++) {
      for (let i = 0; i < count; i++) {
        const g = body.rows ? (body.rows[start + i] as number) : start + i;
        inbox.posterior[u * inbox.instances + g] = source[u * body.block + i] as number;
      }
    }
  }
}

/** Sum of a row of the table, in four sums side by side: one addition need not wait for the last. */
function sumOf(table: Float64Array, at: number, count: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = at + (count & ~3);
  for (let i = at; i < whole; i += 4) {
    a += table[i] as number;
    b += table[i + 1] as number;
    c += table[i + 2] as number;
    d += table[i + 3] as number;
  }
  for (let i = whole; i < at + count; i++) a += table[i] as number;
  return a + b + (c + d);
}

function countFused(body: Body, factor: FusedFactor, start: number, count: number, table: Float64Array): void {
  const { counts, observed, code } = factor;
  for (let u = 0; u < factor.states; u++) {
    const at = u * body.block;
    const base = u * observed;
    if (!code) {
      counts[base] = (counts[base] as number) + sumOf(table, at, count);
    } else {
      for (let i = 0; i < count; i++) {
        const place = base + (code[start + i] as number);
        counts[place] = (counts[place] as number) + (table[at + i] as number);
      }
    }
  }
}

/** Adds a block's weighted posteriors to the statistics of every law of the body. */
export function accumulateBlock(body: Body, start: number, count: number, scratch: Scratch): void {
  const { table, marginal } = scratch;
  for (const factors of [body.constants, body.fused]) {
    for (const factor of factors) {
      if (factor.stateOf) marginalise(body, factor.stateOf, factor.states, count, table, marginal);
      countFused(body, factor, start, count, factor.stateOf ? marginal : table);
    }
  }
  for (const factor of body.densities) {
    if (factor.stateOf) marginalise(body, factor.stateOf, factor.states, count, table, marginal);
    for (let u = 0; u < factor.states; u++) {
      block.start = start;
      block.count = count;
      block.at = u * body.block;
      block.values = factor.stateOf ? marginal : table;
      factor.kernel.accumulate(factor.slotOf[u] as number, factor.columns, block);
    }
  }
}
