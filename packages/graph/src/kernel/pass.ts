import { normaliseBlock, normaliseBlockTotal, type Block } from "@platewise/core";
import type { Body, CodeColumn, FusedFactor, Inbox, Kernel, Scratch } from "./body.ts";
import { countTable, countedLogLik, rowLogLik } from "./counted.ts";

/** What one pass over the data does besides computing the log-likelihood. */
export interface PassOptions {
  /** Adds expected statistics to the law kernels (which the caller has zeroed). */
  readonly accumulate: boolean;
  /** Replaces every posterior by its most probable state (ties to the lowest index): hard EM. */
  readonly hard: boolean;
  /** Told every block of posteriors: `table[s * stride + i]` for rows `start + i` of the body, before weighting. */
  readonly onPosterior?: (body: Body, start: number, count: number, table: Float64Array, stride: number) => void;
  /** Log-likelihood of every instance of a body that sends no messages. */
  readonly onRows?: (body: Body, start: number, count: number, logLik: Float64Array) => void;
}

/** What a pass found. `changed` counts hard assignments that moved; `impossible` is a row of probability zero. */
export interface PassResult {
  logLik: number;
  changed: number;
  impossible: { readonly plate: number; readonly instance: number } | null;
}

const block: Block = { start: 0, count: 0, at: 0, values: new Float64Array(0) };

function refreshFused(factor: FusedFactor): void {
  const { logs, parts, counts } = factor;
  logs.fill(0);
  counts.fill(0);
  for (const { kernel, index } of parts) {
    const { logTable } = kernel;
    for (let i = 0; i < logs.length; i++) logs[i] = (logs[i] as number) + (logTable[index[i] as number] as number);
  }
}

/** Reads the law kernels' tables again; called once per pass after `prepare`. */
function refreshBody(body: Body): void {
  body.base.fill(0);
  for (const factor of body.fused) refreshFused(factor);
  for (const factor of body.constants) {
    refreshFused(factor);
    for (let s = 0; s < body.states; s++) {
      body.base[s] = (body.base[s] as number) + (factor.logs[factor.stateOf ? (factor.stateOf[s] as number) : s] as number);
    }
  }
  if (body.outbox) body.outbox.log.fill(0);
}

function addFused(body: Body, factor: FusedFactor, start: number, count: number, table: Float64Array): void {
  const { logs, observed, stateOf } = factor;
  const code = factor.code as CodeColumn;
  for (let s = 0; s < body.states; s++) {
    const base = (stateOf ? (stateOf[s] as number) : s) * observed;
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) + (logs[base + (code[start + i] as number)] as number);
  }
}

function addDensities(body: Body, start: number, count: number, scratch: Scratch): void {
  const { table, marginal } = scratch;
  for (const factor of body.densities) {
    const target = factor.stateOf ? marginal : table;
    if (factor.stateOf) marginal.fill(0, 0, factor.states * body.block);
    for (let u = 0; u < factor.states; u++) {
      block.start = start;
      block.count = count;
      block.at = u * body.block;
      block.values = target;
      factor.kernel.addLogDensity(factor.slotOf[u] as number, factor.columns, block);
    }
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

function fillTable(body: Body, start: number, count: number, scratch: Scratch): void {
  const { table } = scratch;
  for (let s = 0; s < body.states; s++) table.fill(body.base[s] as number, s * body.block, s * body.block + count);
  for (const factor of body.fused) addFused(body, factor, start, count, table);
  addDensities(body, start, count, scratch);
  for (const inbox of body.inboxes) addInbox(body, inbox, start, count, table);
}

/** Keeps the largest of `states` entries per row (the first of equals), writes its value, and leaves a one-hot table. */
function hardenBlock(table: Float64Array, at: number, states: number, stride: number, count: number, best: Float64Array, bestAt: number): void {
  for (let i = 0; i < count; i++) {
    let top = 0;
    for (let s = 1; s < states; s++) if ((table[at + s * stride + i] as number) > (table[at + top * stride + i] as number)) top = s;
    best[bestAt + i] = table[at + top * stride + i] as number;
    for (let s = 0; s < states; s++) table[at + s * stride + i] = s === top ? 1 : 0;
  }
}

/** Turns log-weights into posteriors, group by group of the outer states; log-normalisers go to `normaliser[o * block + i]`. */
function normaliseTable(body: Body, count: number, scratch: Scratch, hard: boolean): void {
  const local = body.states / body.outerStates;
  for (let o = 0; o < body.outerStates; o++) {
    const at = o * local * body.block;
    if (!hard && body.outerStates === 1) normaliseBlock(scratch.table, local, body.block, count, scratch.normaliser);
    else if (hard) hardenBlock(scratch.table, at, local, body.block, count, scratch.normaliser, o * body.block);
    else normaliseBlock(scratch.table.subarray(at), local, body.block, count, scratch.normaliser.subarray(o * body.block));
  }
}

function sendMessages(body: Body, scratch: Scratch, hard: boolean): void {
  const { outbox, parents } = body;
  if (!outbox || !parents) return;
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    fillTable(body, start, count, scratch);
    normaliseTable(body, count, scratch, hard);
    for (let o = 0; o < body.outerStates; o++) {
      for (let i = 0; i < count; i++) {
        const at = o * outbox.instances + (parents[start + i] as number);
        const weight = body.weights ? (body.weights[start + i] as number) : 1;
        if (weight !== 0) outbox.log[at] = (outbox.log[at] as number) + weight * (scratch.normaliser[o * body.block + i] as number);
      }
    }
  }
}

/** Multiplies the conditional posteriors of a block by the parent's posterior of their outer states. */
function joinParent(body: Body, outbox: Inbox, start: number, count: number, table: Float64Array): void {
  const local = body.states / body.outerStates;
  const parents = body.parents as Int32Array;
  for (let s = 0; s < body.states; s++) {
    const from = Math.floor(s / local) * outbox.instances;
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (outbox.posterior[from + (parents[start + i] as number)] as number);
  }
}

/** part[u] = Σ over the joint states s of u, for a block of rows. */
function marginalise(body: Body, stateOf: Int32Array, states: number, count: number, table: Float64Array, part: Float64Array): void {
  for (let u = 0; u < states; u++) part.fill(0, u * body.block, u * body.block + count);
  for (let s = 0; s < body.states; s++) {
    const to = (stateOf[s] as number) * body.block;
    const from = s * body.block;
    for (let i = 0; i < count; i++) part[to + i] = (part[to + i] as number) + (table[from + i] as number);
  }
}

function postInboxes(body: Body, start: number, count: number, scratch: Scratch): void {
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

function countFused(body: Body, factor: FusedFactor, start: number, count: number, table: Float64Array): void {
  const { counts, observed, code } = factor;
  for (let u = 0; u < factor.states; u++) {
    const at = u * body.block;
    const base = u * observed;
    if (!code) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += table[at + i] as number;
      counts[base] = (counts[base] as number) + sum;
    } else {
      for (let i = 0; i < count; i++) {
        const place = base + (code[start + i] as number);
        counts[place] = (counts[place] as number) + (table[at + i] as number);
      }
    }
  }
}

function accumulateBlock(body: Body, start: number, count: number, scratch: Scratch): void {
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

function applyWeights(body: Body, start: number, count: number, table: Float64Array): void {
  const weights = body.weights as Float64Array;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (weights[start + i] as number);
  }
}

function recordAssignments(body: Body, start: number, count: number, table: Float64Array, result: PassResult): void {
  for (let i = 0; i < count; i++) {
    let state = 0;
    for (let s = 0; s < body.states; s++) if ((table[s * body.block + i] as number) > 0.5) state = s;
    if (body.assignment[start + i] !== state) {
      result.changed += 1;
      body.assignment[start + i] = state;
    }
  }
}

/** Adds the block's log-likelihood; weights of zero leave their row out. */
function addLogLik(body: Body, start: number, count: number, scratch: Scratch, result: PassResult): void {
  for (let i = 0; i < count; i++) {
    const value = scratch.normaliser[i] as number;
    const weight = body.weights ? (body.weights[start + i] as number) : 1;
    if (weight === 0) continue;
    if (value === -Infinity && !result.impossible) {
      result.impossible = { plate: body.plate, instance: body.rows ? (body.rows[start + i] as number) : start + i };
    }
    result.logLik += weight * value;
  }
}

function settleCompleteBlock(body: Body, start: number, count: number, scratch: Scratch, options: PassOptions, result: PassResult, rowByRow: boolean): void {
  const { table, normaliser } = scratch;
  table.fill(0, 0, count);
  if (rowByRow) rowLogLik(body, start, count, table);
  addDensities(body, start, count, scratch);
  for (let i = 0; i < count; i++) normaliser[i] = table[i] as number;
  addLogLik(body, start, count, scratch, result);
  options.onRows?.(body, start, count, normaliser);
  if (!options.accumulate) return;
  for (let i = 0; i < count; i++) table[i] = body.weights ? (body.weights[start + i] as number) : 1;
  accumulateBlock(body, start, count, scratch);
}

/** True where only the sum of the log-normalisers is wanted, which takes one logarithm for many rows. */
const isPlain = (body: Body, options: PassOptions): boolean =>
  body.outbox === null && body.weights === null && !options.hard && options.onRows === undefined && body.outerStates === 1;

function settlePlain(body: Body, start: number, count: number, scratch: Scratch, result: PassResult): void {
  const total = normaliseBlockTotal(scratch.table, body.states, body.block, count);
  if (total > -Infinity) {
    result.logLik += total;
    return;
  }
  fillTable(body, start, count, scratch);
  normaliseTable(body, count, scratch, false);
  addLogLik(body, start, count, scratch, result);
}

function settleJoint(body: Body, scratch: Scratch, options: PassOptions, result: PassResult): void {
  const plain = isPlain(body, options);
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    fillTable(body, start, count, scratch);
    if (plain) settlePlain(body, start, count, scratch, result);
    else normaliseTable(body, count, scratch, options.hard);
    if (body.outbox) joinParent(body, body.outbox, start, count, scratch.table);
    else if (!plain) {
      addLogLik(body, start, count, scratch, result);
      options.onRows?.(body, start, count, scratch.normaliser);
    }
    if (options.hard) recordAssignments(body, start, count, scratch.table, result);
    options.onPosterior?.(body, start, count, scratch.table, body.block);
    if (body.inboxes.length > 0) postInboxes(body, start, count, scratch);
    if (!options.accumulate) continue;
    if (body.weights) applyWeights(body, start, count, scratch.table);
    accumulateBlock(body, start, count, scratch);
  }
}

/** A body without unknowns: its statistics are sums over rows, its log-likelihood a plain sum. */
function settleComplete(body: Body, scratch: Scratch, options: PassOptions, result: PassResult): void {
  for (const factor of body.counted) {
    countTable(factor, body.count, body.weights);
    if (options.accumulate) for (let i = 0; i < factor.counts.length; i++) factor.kernel.statistics[i] = (factor.kernel.statistics[i] as number) + (factor.counts[i] as number);
  }
  const tables = countedLogLik(body);
  const rowByRow = options.onRows !== undefined || tables === -Infinity;
  if (!rowByRow) result.logLik += tables;
  if (body.densities.length === 0 && !rowByRow) return;
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    settleCompleteBlock(body, start, count, scratch, options, result, rowByRow);
  }
}

function flushCounts(body: Body): void {
  for (const factors of [body.constants, body.fused]) {
    for (const { counts, parts } of factors) {
      for (const { kernel, index } of parts) {
        for (let i = 0; i < counts.length; i++) {
          const at = index[i] as number;
          kernel.statistics[at] = (kernel.statistics[at] as number) + (counts[i] as number);
        }
      }
    }
  }
}

/**
 * One pass over the data at the prepared parameters: messages from inner plates outwards, then posteriors from the
 * outermost inwards (plated variable elimination; Obermeyer et al., ICML 2019). Runs in a fixed order, so equal inputs
 * give equal bits.
 */
export function runPass(kernel: Kernel, options: PassOptions): PassResult {
  const result: PassResult = { logLik: 0, changed: 0, impossible: null };
  const { bodies, scratch } = kernel;
  for (const body of bodies) refreshBody(body);
  for (let b = bodies.length - 1; b >= 0; b--) sendMessages(bodies[b] as Body, scratch, options.hard);
  for (const body of bodies) {
    if (body.states === 1 && body.axisIds.length === 0 && body.inboxes.length === 0) settleComplete(body, scratch, options, result);
    else settleJoint(body, scratch, options, result);
    if (options.accumulate) flushCounts(body);
  }
  return result;
}
