import type { Block } from "@platewise/core";
import type { Body, CodeColumn, DensityFactor, FusedFactor, Inbox, Scratch } from "./body.ts";

const block: Block = { start: 0, count: 0, at: 0, values: new Float64Array(0) };

function addFused(body: Body, factor: FusedFactor, start: number, count: number, table: Float64Array): void {
  const { logs, observed, stateOf } = factor;
  const code = factor.code as CodeColumn;
  for (let s = 0; s < body.states; s++) {
    const base = (stateOf ? (stateOf[s] as number) : s) * observed;
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) + (logs[base + (code[start + i] as number)] as number);
  }
}

/** Adds the log-densities of a factor's slots at its own states to `target`. */
export function addSlots(
  { kernel, slotOf, columns }: DensityFactor,
  start: number,
  count: number,
  target: Float64Array,
  stride: number,
): void {
  block.start = start;
  block.count = count;
  block.values = target;
  for (let u = 0; u < slotOf.length; u++) {
    block.at = u * stride;
    kernel.addLogDensity(slotOf[u] as number, columns, block);
  }
}

/** Adds the log-densities of the numeric children of rows `start…` to the joint table. */
export function addDensities(body: Body, start: number, count: number, scratch: Scratch): void {
  const { table, marginal } = scratch;
  for (const factor of body.densities) {
    const target = factor.stateOf ? marginal : table;
    if (factor.stateOf) marginal.fill(0, 0, factor.states * body.block);
    addSlots(factor, start, count, target, body.block);
    if (factor.stateOf) spread(body, factor.stateOf, count, marginal, table);
  }
}

/** table[s] += part[stateOf[s]] for a block of rows. */
function spread(body: Body, stateOf: Int32Array, count: number, part: Float64Array, table: Float64Array): void {
  for (let s = 0; s < body.states; s++) {
    const from = (stateOf[s] as number) * body.block;
    const to = s * body.block;
    for (let i = 0; i < count; i++) table[to + i] = (table[to + i] as number) + (part[from + i] as number);
  }
}

function addInbox(body: Body, inbox: Inbox, start: number, count: number, table: Float64Array): void {
  for (let s = 0; s < body.states; s++) {
    const from = (inbox.stateOf ? (inbox.stateOf[s] as number) : s) * inbox.instances;
    const to = s * body.block;
    for (let i = 0; i < count; i++) {
      const g = body.rows ? (body.rows[start + i] as number) : start + i;
      table[to + i] = (table[to + i] as number) + (inbox.log[from + g] as number);
    }
  }
}

/** Fills the joint table of log-weights for a block of rows, state-major with the body's block as stride. */
export function fillTable(body: Body, start: number, count: number, scratch: Scratch): void {
  const { table } = scratch;
  for (let s = 0; s < body.states; s++) table.fill(body.base[s] as number, s * body.block, s * body.block + count);
  for (const factor of body.fused) addFused(body, factor, start, count, table);
  addDensities(body, start, count, scratch);
  for (const inbox of body.inboxes) addInbox(body, inbox, start, count, table);
}
