import { portableExp, portableLog } from "@platewise/core";
import type { Body, CodeColumn, FusedFactor, Scratch } from "./body.ts";
import { fillTable } from "./fill-table.ts";
import { normaliseTable } from "./normalise-table.ts";
import type { PassOptions, PassResult } from "./pass.ts";
import type { ProductRows, WrittenProduct } from "./product-rows.ts";

/*
 * Bodies whose factors are all tables need no logarithms per state: probabilities are multiplied, and a row whose sum comes
 * near underflow is done again in logs.
 */

/** Row sums below this are computed again in logs. */
const UNDERFLOW = 1e-250;

/** True for a body of discrete children alone whose rows stand by themselves. */
export function isProduct(body: Body, options: PassOptions): boolean {
  const plain = !options.hard && options.onRows === undefined && options.onPosterior === undefined;
  const alone = body.outbox === null && body.inboxes.length === 0 && body.densities.length === 0;
  return (
    plain &&
    alone &&
    body.fused.length > 0 &&
    body.fused.every((f) => f.stateOf === null) &&
    body.constants.every((f) => f.stateOf === null)
  );
}

/** The factors of a body as probabilities, side by side for the inner loops. */
interface Product {
  readonly base: Float64Array;
  readonly codes: readonly CodeColumn[];
  readonly probabilities: readonly Float64Array[];
  readonly observed: readonly number[];
  readonly counts: readonly Float64Array[];
  readonly totals: Float64Array;
}

function productOf({ base, fused, states }: Body): Product {
  return {
    base: exponentials(base),
    codes: fused.map((f) => f.code as CodeColumn),
    probabilities: fused.map((f) => exponentials(f.logs)),
    observed: fused.map((f) => f.observed),
    counts: fused.map((f) => f.counts),
    totals: new Float64Array(states),
  };
}

const exponentials = (logs: Float64Array): Float64Array => logs.map(portableExp);

/** table = base · P(code) · Q(code'), the two largest factors at once. */
function multiplyPair(body: Body, product: Product, start: number, count: number, table: Float64Array): void {
  const { base, codes, probabilities, observed } = product;
  const [c, d] = codes as readonly [CodeColumn, CodeColumn];
  const [p, q] = probabilities as readonly [Float64Array, Float64Array];
  const [m, n] = observed as readonly [number, number];
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const [sm, sn] = [s * m, s * n];
    const b = base[s] as number;
    for (let i = 0; i < count; i++)
      table[at + i] = b * (p[sm + (c[start + i] as number)] as number) * (q[sn + (d[start + i] as number)] as number);
  }
}

function multiplyOne(body: Body, product: Product, f: number, start: number, count: number, table: Float64Array): void {
  const code = product.codes[f] as CodeColumn;
  const p = product.probabilities[f] as Float64Array;
  const n = product.observed[f] as number;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * n;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (p[from + (code[start + i] as number)] as number);
  }
}

function multiply(body: Body, product: Product, start: number, count: number, table: Float64Array): void {
  let next = 0;
  if (product.codes.length > 1) {
    multiplyPair(body, product, start, count, table);
    next = 2;
  } else for (let s = 0; s < body.states; s++) table.fill(product.base[s] as number, s * body.block, s * body.block + count);
  for (let f = next; f < product.codes.length; f++) multiplyOne(body, product, f, start, count, table);
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

/** table *= scale per row, counted into the first factor; `totals[s]` grows by each state's sum. */
function scaleAndCount(body: Body, product: Product, start: number, count: number, scratch: Scratch): void {
  const { table, normaliser } = scratch;
  const { totals } = product;
  const code = product.codes[0] as CodeColumn;
  const counts = product.counts[0] as Float64Array;
  const n = product.observed[0] as number;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * n;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const r = (table[at + i] as number) * (normaliser[i] as number);
      const place = from + (code[start + i] as number);
      table[at + i] = r;
      total += r;
      counts[place] = (counts[place] as number) + r;
    }
    totals[s] = (totals[s] as number) + total;
  }
}

function countOne(body: Body, product: Product, f: number, start: number, count: number, table: Float64Array): void {
  const code = product.codes[f] as CodeColumn;
  const counts = product.counts[f] as Float64Array;
  const n = product.observed[f] as number;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    const from = s * n;
    for (let i = 0; i < count; i++) {
      const place = from + (code[start + i] as number);
      counts[place] = (counts[place] as number) + (table[at + i] as number);
    }
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
      if (value === -Infinity && !result.impossible)
        result.impossible = { plate: body.plate, instance: body.rows ? (body.rows[start + i] as number) : start + i };
      result.logLik += weight * value;
    }
    normaliser[i] = weight;
  }
}

/** table[code * states + s] = exp(log P(code | s)). */
function fillTransposed({ logs, observed, states }: FusedFactor, table: Float64Array): void {
  let from = 0;
  for (let s = 0; s < states; s++) {
    for (let at = s; at < observed * states; at += states) {
      table[at] = portableExp(logs[from] as number);
      from++;
    }
  }
}

/** Adds the counts of the walk to a factor's. */
function flushTransposed({ counts, observed, states }: FusedFactor, walked: Float64Array): void {
  let to = 0;
  for (let s = 0; s < states; s++) {
    for (let at = s; at < observed * states; at += states) {
      counts[to] = (counts[to] as number) + (walked[at] as number);
      to++;
    }
  }
}

function fillRows(body: Body, rows: ProductRows): void {
  const { base, runTable, runCounts, table, counts, products } = rows;
  for (let s = 0; s < body.states; s++) base[s] = portableExp(body.base[s] as number);
  runCounts.fill(0);
  counts.fill(0);
  products.fill(1);
  rows.rescued = 0;
  if (body.fused.length === 2) fillTransposed(body.fused[0] as FusedFactor, runTable);
  fillTransposed(body.fused.at(-1) as FusedFactor, table);
}

/** Posterior mass of every state over all runs. */
function totalsOf({ runCounts }: ProductRows, states: number): Float64Array {
  const totals = new Float64Array(states);
  for (let at = 0; at < runCounts.length; at++) totals[at % states] = (totals[at % states] as number) + (runCounts[at] as number);
  return totals;
}

/** Σ weight · log(product) of what the runs left. */
function leftover({ weights, products }: ProductRows): number {
  let logLik = 0;
  for (let c = 0; c < products.length; c++) {
    const product = products[c] as number;
    if (product !== 1) logLik += (weights[c] as number) * portableLog(product);
  }
  return logLik;
}

function addTotals(body: Body, totals: Float64Array): void {
  for (const { counts } of body.constants) for (let s = 0; s < body.states; s++) counts[s] = (counts[s] as number) + (totals[s] as number);
}

/** The rows that came near underflow, one by one in logs. */
function rescueRows(body: Body, product: Product, rescue: Int32Array, scratch: Scratch, result: PassResult): void {
  for (const row of rescue) {
    rescueBlock(body, row, 1, scratch, result);
    scaleAndCount(body, product, row, 1, scratch);
    for (let f = 1; f < product.codes.length; f++) countOne(body, product, f, row, 1, scratch.table);
  }
}

function settleWritten(body: Body, { walk, rows }: WrittenProduct, scratch: Scratch, result: PassResult): void {
  fillRows(body, rows);
  for (let run = 0; run < rows.runCodes.length; run++) result.logLik += walk(rows, run);
  result.logLik += leftover(rows);
  if (body.fused.length === 2) flushTransposed(body.fused[0] as FusedFactor, rows.runCounts);
  flushTransposed(body.fused.at(-1) as FusedFactor, rows.counts);
  if (rows.rescued > 0) {
    const product = productOf(body);
    rescueRows(body, product, rows.rescue.subarray(0, rows.rescued), scratch, result);
    addTotals(body, product.totals);
  }
  addTotals(body, totalsOf(rows, body.states));
}

/** One pass over a body of tables, by products of probabilities. */
export function settleProducts(body: Body, scratch: Scratch, { accumulate }: PassOptions, result: PassResult): void {
  if (body.product) {
    settleWritten(body, body.product, scratch, result);
    return;
  }
  const product = productOf(body);
  const { table, normaliser } = scratch;
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    multiply(body, product, start, count, table);
    if (sumStates(body, count, table, normaliser) < UNDERFLOW) rescueBlock(body, start, count, scratch, result);
    else scaleRows(body, start, count, normaliser, result);
    if (!accumulate) continue;
    scaleAndCount(body, product, start, count, scratch);
    for (let f = 1; f < product.codes.length; f++) countOne(body, product, f, start, count, table);
  }
  addTotals(body, product.totals);
}
