import { portableExp, portableLog } from "@platewise/core";
import type { Body, CodeColumn, FusedFactor, Scratch } from "./body.ts";
import { fillTable } from "./fill-table.ts";
import { normaliseTable } from "./normalise-table.ts";
import type { PassOptions, PassResult } from "./pass.ts";

/*
 * Bodies whose factors are all tables need no logarithms per state: probabilities are multiplied, and a row whose sum comes
 * near underflow is done again in logs.
 */

/** Row sums below this are computed again in logs. */
const UNDERFLOW = 1e-250;

/** True for a body of discrete children alone whose rows stand by themselves. */
export function isProduct(body: Body, options: PassOptions): boolean {
  const plain = options.accumulate && !options.hard && options.onRows === undefined && options.onPosterior === undefined;
  const alone = body.outbox === null && body.inboxes.length === 0 && body.densities.length === 0;
  return plain && alone && body.fused.length > 0 && body.fused.every((f) => f.stateOf === null) && body.constants.every((f) => f.stateOf === null);
}

const exponentials = (logs: Float64Array): Float64Array => logs.map(portableExp);

function multiplyFirst(body: Body, factor: FusedFactor, probabilities: Float64Array, base: Float64Array, start: number, count: number, table: Float64Array): void {
  const code = factor.code as CodeColumn;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * factor.observed;
    const b = base[s] as number;
    for (let i = 0; i < count; i++) table[at + i] = b * (probabilities[from + (code[start + i] as number)] as number);
  }
}

function multiplyNext(body: Body, factor: FusedFactor, probabilities: Float64Array, start: number, count: number, table: Float64Array): void {
  const code = factor.code as CodeColumn;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * factor.observed;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (probabilities[from + (code[start + i] as number)] as number);
  }
}

function sumStates(body: Body, count: number, table: Float64Array, sums: Float64Array): number {
  sums.fill(0, 0, count);
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    for (let i = 0; i < count; i++) sums[i] = (sums[i] as number) + (table[at + i] as number);
  }
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) if ((sums[i] as number) < least) least = sums[i] as number;
  return least;
}

/** Turns row sums into scales (weight over sum) and adds the rows' log-likelihood. */
function scaleRows(body: Body, start: number, count: number, sums: Float64Array, result: PassResult): void {
  const { weights } = body;
  for (let i = 0; i < count; i++) {
    const sum = sums[i] as number;
    const weight = weights ? (weights[start + i] as number) : 1;
    result.logLik += weight * portableLog(sum);
    sums[i] = weight / sum;
  }
}

function countStates(body: Body, factor: FusedFactor, start: number, count: number, table: Float64Array): void {
  const { counts, observed } = factor;
  const code = factor.code as CodeColumn;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * observed;
    for (let i = 0; i < count; i++) {
      const place = from + (code[start + i] as number);
      counts[place] = (counts[place] as number) + (table[at + i] as number);
    }
  }
}

/** table *= scale per row; `sums[s]` grows by each state's total. */
function scaleStates(body: Body, count: number, table: Float64Array, scales: Float64Array, sums: Float64Array): void {
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const r = (table[at + i] as number) * (scales[i] as number);
      table[at + i] = r;
      total += r;
    }
    sums[s] = (sums[s] as number) + total;
  }
}

/** The block again in logs; `normaliser` becomes scales that leave the normalised table weighted. */
function rescueBlock(body: Body, start: number, count: number, scratch: Scratch, result: PassResult): void {
  fillTable(body, start, count, scratch);
  normaliseTable(body, count, scratch, false);
  const { normaliser } = scratch;
  for (let i = 0; i < count; i++) {
    const value = normaliser[i] as number;
    const weight = body.weights ? (body.weights[start + i] as number) : 1;
    if (weight !== 0) {
      if (value === -Infinity && !result.impossible) result.impossible = { plate: body.plate, instance: body.rows ? (body.rows[start + i] as number) : start + i };
      result.logLik += weight * value;
    }
    normaliser[i] = weight;
  }
}

/** One pass over a body of tables, by products of probabilities. */
export function settleProducts(body: Body, scratch: Scratch, _options: PassOptions, result: PassResult): void {
  const { table, normaliser } = scratch;
  const base = exponentials(body.base);
  const probabilities = body.fused.map((factor) => exponentials(factor.logs));
  const totals = new Float64Array(body.states);
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    for (let f = 0; f < body.fused.length; f++) {
      const factor = body.fused[f] as FusedFactor;
      if (f === 0) multiplyFirst(body, factor, probabilities[f] as Float64Array, base, start, count, table);
      else multiplyNext(body, factor, probabilities[f] as Float64Array, start, count, table);
    }
    if (sumStates(body, count, table, normaliser) < UNDERFLOW) rescueBlock(body, start, count, scratch, result);
    else scaleRows(body, start, count, normaliser, result);
    scaleStates(body, count, table, normaliser, totals);
    for (const factor of body.fused) countStates(body, factor, start, count, table);
  }
  for (const { counts } of body.constants) for (let s = 0; s < body.states; s++) counts[s] = (counts[s] as number) + (totals[s] as number);
}
