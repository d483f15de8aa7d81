import { portableExp, portableLog } from "@platewise/core";
import type { Body, Clique, CodeColumn, Inbox } from "./body.ts";
import { addSlots } from "./fill-table.ts";
import type { Memory } from "./memory.ts";

/*
 * Messages in a clique tree by products of probabilities. Every message is scaled to sum one in a row; a block with a sum near
 * underflow is left to the messages in logs (tree-pass.ts), which are exact there.
 */

/** Row sums of a message below this are computed again in logs. */
const UNDERFLOW = 1e-200;

/** The tables of a clique as probabilities; filled once per pass. */
export interface CliqueTable {
  readonly observed: number;
  readonly code: CodeColumn | null;
  readonly stateOf: Int32Array | null;
  readonly logs: Float64Array;
  readonly probabilities: Float64Array;
}

/** The tables of a clique's body, with memory for their probabilities. */
export const cliqueTables = ({ constants, fused }: Pick<Body, "constants" | "fused">, memory: Memory): readonly CliqueTable[] =>
  [...constants, ...fused].map(({ observed, code, stateOf, logs }) => ({
    observed,
    code,
    stateOf,
    logs,
    probabilities: memory.floats(logs.length),
  }));

/** Reads the tables' logarithms again. */
export function refreshTables(cliques: readonly Clique[]): void {
  for (const { tables } of cliques) {
    for (const { logs, probabilities } of tables) {
      for (let i = 0; i < logs.length; i++) probabilities[i] = portableExp(logs[i] as number);
    }
  }
}

/** table[s] *= part[stateOf[s]] (null: part[s]) for a single row. */
function multiplyStates(table: Float64Array, part: Float64Array, stateOf: Int32Array | null): void {
  if (stateOf) for (let s = 0; s < stateOf.length; s++) table[s] = (table[s] as number) * (part[stateOf[s] as number] as number);
  else for (let s = 0; s < table.length; s++) table[s] = (table[s] as number) * (part[s] as number);
}

/** table[s] *= p[stateOf[s]] of tables without rows: one factor for all rows of a block. */
function multiplyConstant({ body, scratch }: Clique, { stateOf, probabilities }: CliqueTable, count: number): void {
  const { table } = scratch;
  if (body.block === 1) {
    multiplyStates(table, probabilities, stateOf);
    return;
  }
  for (let s = 0; s < body.states; s++) {
    const p = probabilities[stateOf ? (stateOf[s] as number) : s] as number;
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * p;
  }
}

function multiplyCoded({ body, scratch }: Clique, factor: CliqueTable, start: number, count: number): void {
  const { stateOf, probabilities, observed } = factor;
  const code = factor.code as CodeColumn;
  const { table } = scratch;
  for (let s = 0; s < body.states; s++) {
    const from = (stateOf ? (stateOf[s] as number) : s) * observed;
    const at = s * body.block;
    for (let i = 0; i < count; i++)
      table[at + i] = (table[at + i] as number) * (probabilities[from + (code[start + i] as number)] as number);
  }
}

/** A table over states and the rows of a block, state-major: `block` rows apart, of which `count` are in use. */
interface Lanes {
  readonly table: Float64Array;
  readonly block: number;
  readonly count: number;
}

/** table[s] *= part[stateOf[s]], row by row. */
function multiplyPart({ table, block, count }: Lanes, stateOf: Int32Array | null, part: Float64Array): void {
  if (block === 1) {
    multiplyStates(table, part, stateOf);
    return;
  }
  for (let s = 0, at = 0; at < table.length; s++, at += block) {
    const from = (stateOf ? (stateOf[s] as number) : s) * block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (part[from + i] as number);
  }
}

/** into[stateOf[s]] = Σ table[s], row by row. */
function sumPart({ table, block, count }: Lanes, stateOf: Int32Array | null, into: Float64Array): void {
  if (stateOf === null) {
    into.set(table);
    return;
  }
  into.fill(0);
  if (block === 1) {
    for (let s = 0; s < stateOf.length; s++) {
      const u = stateOf[s] as number;
      into[u] = (into[u] as number) + (table[s] as number);
    }
    return;
  }
  for (let s = 0, at = 0; s < stateOf.length; s++, at += block) {
    const to = (stateOf[s] as number) * block;
    for (let i = 0; i < count; i++) into[to + i] = (into[to + i] as number) + (table[at + i] as number);
  }
}

const lanesOf = ({ body, scratch }: Clique, count: number): Lanes => ({ table: scratch.table, block: body.block, count });
const joinedLanes = ({ body, joined }: Clique, count: number): Lanes => ({ table: joined, block: body.block, count });

/** Log-weights as weights relative to the largest of a row, whose logarithm is added to the row's scale. */
function exponentiate(part: Float64Array, states: number, stride: number, count: number, scales: Float64Array): void {
  for (let i = 0; i < count; i++) {
    let top = -Infinity;
    for (let u = 0; u < states; u++) if ((part[u * stride + i] as number) > top) top = part[u * stride + i] as number;
    const shift = top === -Infinity ? 0 : top;
    for (let u = 0; u < states; u++) part[u * stride + i] = portableExp((part[u * stride + i] as number) - shift);
    scales[i] = (scales[i] as number) + shift;
  }
}

function multiplyDensities(clique: Clique, start: number, count: number, scales: Float64Array): void {
  const { body, scratch } = clique;
  for (const factor of body.densities) {
    scratch.marginal.fill(0, 0, factor.states * body.block);
    addSlots(factor, start, count, scratch.marginal, body.block);
    exponentiate(scratch.marginal, factor.states, body.block, count, scales);
    multiplyPart(lanesOf(clique, count), factor.stateOf, scratch.marginal);
  }
}

function readInbox(body: Body, inbox: Inbox, start: number, count: number, part: Float64Array): void {
  for (let u = 0; u < inbox.states; u++) {
    for (let i = 0; i < count; i++) {
      const g = body.rows ? (body.rows[start + i] as number) : start + i;
      part[u * body.block + i] = inbox.log[u * inbox.instances + g] as number;
    }
  }
}

function multiplyInboxes(clique: Clique, start: number, count: number, scales: Float64Array): void {
  const { body, scratch } = clique;
  for (const inbox of body.inboxes) {
    readInbox(body, inbox, start, count, scratch.marginal);
    exponentiate(scratch.marginal, inbox.states, body.block, count, scales);
    multiplyPart(lanesOf(clique, count), inbox.stateOf, scratch.marginal);
  }
}

/** message[u] = Σ over the `local` states of u, which stand together, for a single row; returns the sum of all. */
function sumStates(table: Float64Array, local: number, message: Float64Array): number {
  let total = 0;
  let at = 0;
  for (let u = 0; u < message.length; u++) {
    const end = at + local;
    let sum = 0;
    for (; at < end; at++) sum += table[at] as number;
    message[u] = sum;
    total += sum;
  }
  return total;
}

/** message[u] = Σ over the states of u, row by row; returns the least sum of a row, or NaN. */
function sumShared({ body, scratch }: Clique, count: number, sums: Float64Array): number {
  const { table, normaliser } = scratch;
  const { block } = body;
  const local = body.states / body.outerStates;
  if (block === 1) {
    sums[0] = sumStates(table, local, normaliser);
    return sums[0] as number;
  }
  sums.fill(0, 0, count);
  for (let u = 0, at = 0; u < body.outerStates; u++) {
    const to = u * block;
    normaliser.fill(0, to, to + count);
    for (let l = 0; l < local; l++, at += block) {
      for (let i = 0; i < count; i++) normaliser[to + i] = (normaliser[to + i] as number) + (table[at + i] as number);
    }
    for (let i = 0; i < count; i++) sums[i] = (sums[i] as number) + (normaliser[to + i] as number);
  }
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) least = Math.min(least, sums[i] as number);
  return least;
}

/** The least entry of a message to the plate outside, where other rows may rule out all but that state. */
function leastEntry({ body, scratch }: Clique, count: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let u = 0; u < body.outerStates; u++) {
    for (let i = 0; i < count; i++) least = Math.min(least, scratch.normaliser[u * body.block + i] as number);
  }
  return least;
}

/** Scales a clique's table and message so that the message sums to one in each row. */
function scaleMessage({ body, scratch }: Clique, count: number, sums: Float64Array, scales: Float64Array): void {
  const { normaliser } = scratch;
  for (let i = 0; i < count; i++) {
    scales[i] = (scales[i] as number) + portableLog(sums[i] as number);
    sums[i] = 1 / (sums[i] as number);
  }
  for (let u = 0; u < body.outerStates; u++) {
    const at = u * body.block;
    for (let i = 0; i < count; i++) normaliser[at + i] = (normaliser[at + i] as number) * (sums[i] as number);
  }
}

/** table *= the messages of all children, the narrower ones by way of wider ones. */
function multiplyMessages(clique: Clique, cliques: readonly Clique[], count: number): void {
  const below = clique.children.map((child) => cliques[child] as Clique);
  for (const { joined, scratch } of below) joined.set(scratch.normaliser);
  for (const { via, viaOf, stateOf, joined } of below) {
    if (via >= 0) multiplyPart(joinedLanes(cliques[via] as Clique, count), viaOf, joined);
    else multiplyPart(lanesOf(clique, count), stateOf, joined);
  }
}

/**
 * Messages from the leaves to the root. Leaves in every clique its table before scaling, the scaled message and in `sums` the
 * scale; the root's message is left in logs. False where a row came near underflow.
 */
export function collectProducts({ cliques }: Body, start: number, count: number): boolean {
  const root = cliques[0] as Clique;
  const { scales } = root;
  scales.fill(0, 0, count);
  for (let c = cliques.length - 1; c >= 0; c--) {
    const clique = cliques[c] as Clique;
    const { body, scratch, tables, sums } = clique;
    scratch.table.fill(1);
    for (const factor of tables) {
      if (factor.code) multiplyCoded(clique, factor, start, count);
      else multiplyConstant(clique, factor, count);
    }
    if (body.densities.length > 0) multiplyDensities(clique, start, count, scales);
    if (body.inboxes.length > 0) multiplyInboxes(clique, start, count, scales);
    multiplyMessages(clique, cliques, count);
    if (!(sumShared(clique, count, sums) > UNDERFLOW)) return false;
    if (body.outbox && !(leastEntry(clique, count) > UNDERFLOW)) return false;
    scaleMessage(clique, count, sums, scales);
  }
  return true;
}

/** The root's message as logarithms. */
export function rootMessage({ body, scratch, scales }: Clique, count: number): void {
  const { normaliser } = scratch;
  for (let u = 0; u < body.outerStates; u++) {
    const at = u * body.block;
    for (let i = 0; i < count; i++) normaliser[at + i] = portableLog(normaliser[at + i] as number) + (scales[i] as number);
  }
}

/** table[s] *= ratio[u] of the `local` states of u, which stand together, for a single row. */
function multiplyRuns(table: Float64Array, local: number, ratio: Float64Array): void {
  let at = 0;
  for (let u = 0; u < ratio.length; u++) {
    const end = at + local;
    const factor = ratio[u] as number;
    for (; at < end; at++) table[at] = (table[at] as number) * factor;
  }
}

/** table[s] *= ratio of its shared states, which turns the table into the joint posterior. */
function multiplyShared({ body, scratch }: Clique, count: number): void {
  const { table, normaliser } = scratch;
  const local = body.states / body.outerStates;
  if (body.block === 1) {
    multiplyRuns(table, local, normaliser);
    return;
  }
  for (let u = 0, at = 0; u < body.outerStates; u++) {
    const from = u * body.block;
    for (let l = 0; l < local; l++, at += body.block) {
      for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (normaliser[from + i] as number);
    }
  }
}

/** message[u] = above[u] · scale / message[u], 0 where nothing is there. */
function turnRatio({ body, scratch, sums }: Clique, above: Float64Array | null, count: number): void {
  const { normaliser } = scratch;
  for (let u = 0; u < body.outerStates; u++) {
    const at = u * body.block;
    for (let i = 0; i < count; i++) {
      const message = normaliser[at + i] as number;
      normaliser[at + i] = message > 0 ? ((above ? (above[at + i] as number) : 1) * (sums[i] as number)) / message : 0;
    }
  }
}

/** Posteriors of the root given the outer states; leaves its message in logs. */
export function settleRoot(root: Clique, count: number): void {
  const { body, scratch } = root;
  const kept = scratch.normaliser.slice(0, body.outerStates * body.block);
  turnRatio(root, null, count);
  multiplyShared(root, count);
  scratch.normaliser.set(kept);
  rootMessage(root, count);
}

/** Joint posteriors of a clique's children from its own. */
export function distributeProducts(clique: Clique, cliques: readonly Clique[], count: number): void {
  const { children } = clique;
  for (let c = children.length - 1; c >= 0; c--) {
    const child = cliques[children[c] as number] as Clique;
    const { via, viaOf, stateOf, joined } = child;
    if (via >= 0) sumPart(joinedLanes(cliques[via] as Clique, count), viaOf, joined);
    else sumPart(lanesOf(clique, count), stateOf, joined);
    turnRatio(child, joined, count);
    multiplyShared(child, count);
  }
}
