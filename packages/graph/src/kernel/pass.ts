import { normaliseBlockTotal, writtenNormalisers } from "@platewise/core";
import type { ChainBody } from "../chain/chain-body.ts";
import type { LogSteps } from "../chain/log-walk.ts";
import { refreshChain, sendChain, settleChain } from "../chain/settle-chain.ts";
import { accumulateBlock, postInboxes } from "./accumulate-block.ts";
import { addLogLik, applyWeights, joinParent, recordAssignments } from "./block-steps.ts";
import type { Body, BodyRows, Kernel, Scratch } from "./body.ts";
import { addCounts, countCluster, countedLogLik, rowLogLik } from "./counted.ts";
import { addDensities, fillTable } from "./fill-table.ts";
import { isMixture, settleMixture } from "./mixtures.ts";
import { normaliseTable } from "./normalise-table.ts";
import { isProduct, settleProducts } from "./products.ts";
import { refreshBody } from "./refresh.ts";
import { settleCases } from "./settle-cases.ts";
import { collectOutwards, settleTree } from "./tree-pass.ts";

/** What one pass over the data does besides computing the log-likelihood. */
export interface PassOptions {
  /** Adds expected statistics to the law kernels (which the caller has zeroed). */
  readonly accumulate: boolean;
  /** True where the parameters are those of the last pass, whose tables are taken again. */
  readonly sameTables?: boolean;
  /** Replaces every posterior by its most probable state (ties to the lowest index): hard EM. */
  readonly hard: boolean;
  /** Told every block of posteriors: `table[s * stride + i]` for rows `start + i` of the body, before weighting. */
  readonly onPosterior?: (body: Body, start: number, count: number, table: Float64Array, stride: number) => void;
  /** Told every sequence of a chain, with its steps in logs for each outer state, before the posteriors within its steps. */
  readonly onSequence?: (chain: ChainBody, sequence: number, steps: (outer: number) => LogSteps) => void;
  /** Log-likelihood of every instance of a body that sends no messages. */
  readonly onRows?: (body: BodyRows, start: number, count: number, logLik: Float64Array) => void;
}

/** What a pass found. `changed` counts hard assignments that moved; `impossible` is a row of probability zero. */
export interface PassResult {
  logLik: number;
  changed: number;
  impossible: { readonly plate: number; readonly instance: number } | null;
}

function sendMessages(body: Body, scratch: Scratch, hard: boolean): void {
  const { outbox, parents } = body;
  if (!outbox || !parents) return;
  const root = body.cliques[0];
  const { normaliser } = root ? root.scratch : scratch;
  for (let start = 0; start < body.count; start += body.block) {
    const count = Math.min(body.block, body.count - start);
    if (root) collectOutwards(body, start, count, hard);
    else {
      fillTable(body, start, count, scratch);
      normaliseTable(body, count, scratch, hard);
    }
    for (let o = 0; o < body.outerStates; o++) {
      for (let i = 0; i < count; i++) {
        const at = o * outbox.instances + (parents[start + i] as number);
        const weight = body.weights ? (body.weights[start + i] as number) : 1;
        if (weight !== 0) outbox.log[at] = (outbox.log[at] as number) + weight * (normaliser[o * body.block + i] as number);
      }
    }
  }
}

function settleCompleteBlock(
  body: Body,
  start: number,
  count: number,
  scratch: Scratch,
  options: PassOptions,
  result: PassResult,
  rowByRow: boolean,
): void {
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
  const written = writtenNormalisers[body.states];
  if (written) {
    const total = written(scratch.table, body.block, count);
    if (total > -Infinity) {
      result.logLik += total;
      return;
    }
    fillTable(body, start, count, scratch);
  }
  const total = normaliseBlockTotal(scratch.table, body.states, body.block, count);
  if (total > -Infinity) {
    result.logLik += total;
    return;
  }
  fillTable(body, start, count, scratch);
  normaliseTable(body, count, scratch, false);
  addLogLik(body, start, count, scratch, result);
}

/** Rows first … end−1 of a body with unknowns: posteriors, then statistics, block by block. */
function settleRows(body: Body, scratch: Scratch, options: PassOptions, result: PassResult, first: number, end: number): void {
  const plain = isPlain(body, options);
  for (let start = first; start < end; start += body.block) {
    const count = Math.min(body.block, end - start);
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
  for (const cluster of body.clusters) countCluster(cluster, body.count, body.weights);
  if (options.accumulate) addCounts(body);
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
  for (const clique of body.cliques) flushCounts(clique.body);
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
  const { bodies, chains, cases, scratch } = kernel;
  const slices = chains.flatMap((chain) => chain.slices.map(({ body }) => body));
  for (const body of [...bodies, ...slices]) refreshBody(body, options.sameTables ?? false);
  for (const chain of chains) refreshChain(chain);
  for (const chain of chains) sendChain(chain, scratch, options);
  for (let b = bodies.length - 1; b >= 0; b--) sendMessages(bodies[b] as Body, scratch, options.hard);
  for (const body of bodies) {
    if (body.cliques.length > 0) settleTree(body, options, result);
    else if (body.states === 1 && body.axisIds.length === 0 && body.inboxes.length === 0) settleComplete(body, scratch, options, result);
    else if (isProduct(body, options)) settleProducts(body, scratch, options, result);
    else if (isMixture(body, options)) settleMixture(body, result, (start, end) => settleRows(body, scratch, options, result, start, end));
    else settleRows(body, scratch, options, result, 0, body.count);
    if (options.accumulate) flushCounts(body);
  }
  if (cases) settleCases(cases, options, result);
  for (const chain of chains) settleChain(chain, scratch, options, result);
  if (options.accumulate) for (const body of slices) flushCounts(body);
  return result;
}
