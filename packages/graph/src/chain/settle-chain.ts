import { accumulateBlock } from "../kernel/accumulate-block.ts";
import { recordAssignments } from "../kernel/block-steps.ts";
import type { Body, Scratch } from "../kernel/body.ts";
import { fillTable } from "../kernel/fill-table.ts";
import { normaliseTable } from "../kernel/normalise-table.ts";
import type { PassOptions, PassResult } from "../kernel/pass.ts";
import type { ChainBody, Portion, Slice, StepWeights } from "./chain-body.ts";
import { bestPath, logLikInLogs, posteriorInLogs } from "./log-walk.ts";
import { aim, initialPlace, inLogs, loadInitial, openPortion, type PortionRun, shiftOf } from "./portion-run.ts";
import { accumulateRows, rowDensityOf } from "./row-densities.ts";
import { countRows, flushRowTables, refreshRowTables } from "./row-tables.ts";
import { eachBlock, type Stretch } from "./step-logs.ts";
import { flushStepTable, hasFarRows, refreshStepTable } from "./step-table.ts";
import { flushSymbols, refreshSymbols } from "./symbols.ts";

/** How far the posterior of a first step may be from a whole one: what scaled weights lost would be missing there. */
const LOST = 1e-7;

/** Reads the law kernels' tables again; the slices' bodies have done so before. */
export function refreshChain({ initial, transition, symbols, outbox, slices }: ChainBody): void {
  for (const { tables } of slices) if (tables) refreshRowTables(tables);
  refreshStepTable(initial);
  refreshStepTable(transition);
  if (symbols) refreshSymbols(symbols);
  outbox?.log.fill(0);
}

const wantsPosterior = ({ accumulate, hard, onPosterior }: PassOptions): boolean => accumulate || hard || onPosterior !== undefined;

function runOf(chain: ChainBody, portion: Portion, scratch: Scratch, options: PassOptions): PortionRun {
  const bySymbol = chain.symbols !== null && !options.hard && options.onPosterior === undefined;
  const isFar = hasFarRows(chain.transition, chain.states);
  return { chain, portion, scratch, options, bySymbol, inLogs: options.hard || isFar };
}

/** What the scales of two steps may multiply to: a row is multiplied by its transitions before it is scaled. */
const HELD = 1e200;

/** Whether the rows of a walk stayed in the range of numbers before they were scaled. */
function isHeld(scale: Float64Array, start: number, end: number): boolean {
  for (let t = start + 1; t < end; t++) {
    const both = (scale[t - 1] as number) * (scale[t] as number);
    if (!(both < HELD && both > 1 / HELD)) return false;
  }
  return true;
}

/** Log-likelihood of a sequence given outer state o, by the scaled walk; NaN where that can't hold it. */
function scaledLogLik(run: PortionRun, q: number, o: number): number {
  const { chain, portion } = run;
  const [start, end] = [chain.starts[q] as number, chain.ends[q] as number];
  loadInitial(chain, start, o);
  const [first, last] = [start - portion.from, end - portion.from];
  const logLik = chain.walk.forward(chain.memory.steps, first, last);
  if (chain.paired && !isHeld(chain.memory.steps.scale, first, last)) return Number.NaN;
  return logLik + shiftOf(run, o, start, end);
}

/** Sends the log-likelihood of every sequence, for each outer state, to the plate around the chain. */
export function sendChain(chain: ChainBody, scratch: Scratch, options: PassOptions): void {
  const { outbox } = chain;
  if (!outbox) return;
  const send = (q: number, o: number, logLik: number): void => {
    const at = o * outbox.instances + (chain.owners[q] as number);
    outbox.log[at] = (outbox.log[at] as number) + logLik;
  };
  for (const portion of chain.portions) {
    const run = runOf(chain, portion, scratch, options);
    if (!run.inLogs) openPortion(run);
    for (let o = 0; o < chain.outerStates; o++) {
      if (!run.inLogs) aim(run, o);
      for (let q = portion.first; q < portion.last; q++) {
        const scaled = run.inLogs ? Number.NaN : scaledLogLik(run, q, o);
        send(q, o, Number.isNaN(scaled) ? slowLogLik(run, q, o) : scaled);
      }
    }
  }
}

function slowLogLik(run: PortionRun, q: number, o: number): number {
  const steps = inLogs(run, q)(o);
  return run.options.hard ? bestPath(steps).logProb : logLikInLogs(steps);
}

function saveFirst({ chain, portion }: PortionRun, q: number, o: number, posterior: Float64Array): void {
  chain.memory.firsts.set(posterior, ((q - portion.first) * chain.outerStates + o) * chain.states);
}

/** Adds the posterior of a pair of states, before step t of a sequence, that a walk in logs found. */
function addPair({ chain, portion }: PortionRun, start: number, o: number): (t: number, i: number, j: number, p: number) => void {
  const { memory, transition, states } = chain;
  const size = states * states;
  const { steps, extra } = memory;
  if (chain.paired) {
    return (t, i, j, p) => {
      const at = (start + t - portion.from) * size + i * states + j;
      // The walk's pairs are multiplied by their weights in the end.
      steps.matrix[at] = 1;
      steps.pairs[at] = (steps.pairs[at] as number) + p;
    };
  }
  return (t, i, j, p) => {
    const at = (transition.code ? (transition.code[start + t] as number) : 0) * transition.states + o * size + i * states + j;
    extra[at] = (extra[at] as number) + p;
  };
}

/** Posterior of a sequence in logs: all of it (hard: its best path alone), times `weight`. Returns the log-likelihood. */
function settleInLogs(run: PortionRun, q: number, o: number, weight: number): number {
  const { chain, portion, options } = run;
  const { states, memory } = chain;
  const [start, end] = [chain.starts[q] as number, chain.ends[q] as number];
  const sequence = inLogs(run, q)(o);
  const add = addPair(run, start, o);
  const { steps } = memory;
  const grow = (t: number, k: number, p: number): void => {
    const at = (steps.place[start + t - portion.from] as number) + k;
    steps.posterior[at] = (steps.posterior[at] as number) + p;
    if (t === 0) steps.first[k] = p;
  };
  steps.first.fill(0);
  let logLik: number;
  if (options.hard) {
    const { logProb, path } = bestPath(sequence);
    logLik = logProb;
    if (logLik > -Infinity && weight > 0) {
      path.forEach((k, t) => {
        grow(t, k, weight);
        if (t > 0) add(t, path[t - 1] as number, k, weight);
      });
    }
  } else {
    const found = posteriorInLogs(sequence, (t, i, j, p) => add(t, i, j, p * weight));
    logLik = found.logLik;
    for (let t = 0; t < end - start; t++) for (let k = 0; k < states; k++) grow(t, k, weight * (found.states[t * states + k] as number));
  }
  saveFirst(run, q, o, steps.first);
  return logLik;
}

const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Log-likelihood and, where wanted, posterior of a sequence; null where scaled weights lost some of it. */
function settleSequence(run: PortionRun, q: number, o: number, weight: number): number | null {
  const { chain, portion, options } = run;
  const { steps } = chain.memory;
  const logLik = run.inLogs ? Number.NaN : scaledLogLik(run, q, o);
  if (!wantsPosterior(options)) return Number.isNaN(logLik) ? slowLogLik(run, q, o) : logLik;
  if (Number.isNaN(logLik)) return settleInLogs(run, q, o, weight);
  chain.walk.backward(steps, (chain.starts[q] as number) - portion.from, (chain.ends[q] as number) - portion.from, weight);
  if (Math.abs(sumOf(steps.first) - weight) > LOST * weight) return null;
  saveFirst(run, q, o, steps.first);
  return logLik;
}

/** All sequences of a portion; false where one has to be done again in logs. */
function settlePortion(run: PortionRun): boolean {
  const { chain, portion } = run;
  openPortion(run);
  const { outbox } = chain;
  for (let o = 0; o < chain.outerStates; o++) {
    aim(run, o);
    for (let q = portion.first; q < portion.last; q++) {
      const weight = outbox ? (outbox.posterior[o * outbox.instances + (chain.owners[q] as number)] as number) : 1;
      const logLik = settleSequence(run, q, o, weight);
      if (logLik === null) return false;
      chain.memory.logLik[q - portion.first] = logLik;
    }
  }
  return true;
}

/** Adds the portion's pairs and first steps to the counts of the chain's own tables. */
function countTables({ chain, portion }: PortionRun): void {
  const { memory, transition, initial, states, outerStates, walk } = chain;
  const { pairs, extra, transitionPlace, firsts } = memory;
  const { counts, weights } = transition;
  const row = transitionPlace ? states : walk.width;
  const outer = row * (transitionPlace ? states : walk.width);
  for (let at = 0; at < extra.length; at++) {
    const i = Math.floor(at / states);
    const from = transitionPlace ? at : Math.floor(i / states) * outer + (i % states) * row + (at % states);
    counts[at] = (counts[at] as number) + (extra[at] as number) + (pairs[from] as number) * (weights[at] as number);
  }
  for (let q = portion.first; q < portion.last; q++) {
    for (let o = 0; o < outerStates; o++) {
      const to = initialPlace(chain, chain.starts[q] as number, o);
      const from = ((q - portion.first) * outerStates + o) * states;
      for (let k = 0; k < states; k++) initial.counts[to + k] = (initial.counts[to + k] as number) + (firsts[from + k] as number);
    }
  }
}

/** table[at + i] = posterior[from + i * per]. */
function copyColumn(posterior: Float64Array, from: number, per: number, count: number, table: Float64Array, at: number): void {
  for (let i = 0, source = from; i < count; i++, source += per) table[at + i] = posterior[source] as number;
}

/** table[s] = conditional posterior of what is unknown within a step, times the posterior of the chain's states around it. */
function gather(
  body: Body,
  start: number,
  count: number,
  { from, span, per }: Stretch,
  posterior: Float64Array,
  table: Float64Array,
): void {
  const { rows } = body;
  const local = body.states / body.outerStates;
  for (let s = 0; s < body.states; s++) {
    const u = Math.floor(s / local);
    const base = Math.floor(u / per) * span * per + (u % per);
    const at = s * body.block;
    if (!rows && local === 1) copyColumn(posterior, base + (start - from) * per, per, count, table, at);
    else {
      for (let i = 0; i < count; i++) {
        const step = rows ? (rows[start + i] as number) : start + i;
        const p = posterior[base + (step - from) * per] as number;
        table[at + i] = local === 1 ? p : (table[at + i] as number) * p;
      }
    }
  }
}

/** Adds up the statistics of a slice straight from the walk's posteriors; false where they go through the table of a block. */
function settleRows({ chain, portion, options }: PortionRun, slice: Slice): boolean {
  if (options.hard || options.onPosterior) return false;
  if (slice.tables) {
    const { states } = chain.memory.posterior as StepWeights;
    if (options.accumulate) for (const table of slice.tables) countRows(table, portion.from, portion.to, states);
    return true;
  }
  if (slice.body.constants.length > 0) return false;
  const density = rowDensityOf(chain, slice);
  if (!density) return false;
  const { states } = chain.memory.posterior as StepWeights;
  if (options.accumulate) accumulateRows(density, portion.from, portion.to - portion.from, states);
  return true;
}

/** Hands the posteriors of a slice's steps in the portion on. */
function settleSlice(run: PortionRun, slice: Slice, result: PassResult): void {
  if (settleRows(run, slice)) return;
  const { chain, portion, scratch, options } = run;
  const { body, paired } = slice;
  const per = paired ? chain.states ** 2 : chain.states;
  const posterior = chain.memory.posterior as StepWeights;
  const source = (paired ? posterior.pairs : posterior.states) as Float64Array;
  const stretch = { from: portion.from, span: portion.to - portion.from, per };
  eachBlock(body, portion.from, portion.to, (start, count) => {
    if (body.states !== body.outerStates) {
      fillTable(body, start, count, scratch);
      normaliseTable(body, count, scratch, options.hard);
    }
    gather(body, start, count, stretch, source, scratch.table);
    if (options.hard) recordAssignments(body, start, count, scratch.table, result);
    options.onPosterior?.(body, start, count, scratch.table, body.block);
    if (options.accumulate) accumulateBlock(body, start, count, scratch);
  });
}

/** pairs *= their weights, over all the portion's steps: what the walk adds up leaves the weight of the pair itself out. */
function weighPairs({ chain, portion, inLogs: logs }: PortionRun): void {
  const { posterior, weights } = chain.memory;
  if (logs || !posterior?.pairs || !weights?.pairs) return;
  const entries = chain.outerStates * (portion.to - portion.from) * chain.states ** 2;
  for (let i = 0; i < entries; i++) posterior.pairs[i] = (posterior.pairs[i] as number) * (weights.pairs[i] as number);
}

/** Hands the portion's posteriors on: to the chain's own tables, to the table of symbols or to the slices. */
function commit(run: PortionRun, result: PassResult): void {
  const { chain, options } = run;
  if (!wantsPosterior(options)) return;
  weighPairs(run);
  if (options.onSequence) for (let q = run.portion.first; q < run.portion.last; q++) options.onSequence(chain, q, inLogs(run, q));
  if (options.accumulate) countTables(run);
  const { symbols } = chain;
  if (run.bySymbol && symbols) {
    for (let i = 0; i < symbols.counts.length; i++) symbols.counts[i] = (symbols.counts[i] as number) + (symbols.portion[i] as number);
  } else for (const slice of chain.slices) settleSlice(run, slice, result);
}

/** Adds the log-likelihoods of a portion's sequences; of a chain inside something unknown, that plate has them. */
function report({ chain, portion, options }: PortionRun, result: PassResult): void {
  if (chain.outbox) return;
  const plate = chain.parent ?? chain.plate;
  const at = chain.parent === null ? chain.starts : chain.owners;
  const { logLik } = chain.memory;
  for (let q = portion.first; q < portion.last; q++) {
    const value = logLik[q - portion.first] as number;
    if (value === -Infinity) result.impossible ??= { plate, instance: at[q] as number };
    result.logLik += value;
  }
  options.onRows?.({ plate, rows: at, weights: null }, portion.first, portion.last - portion.first, logLik);
}

/** Posteriors and statistics of a chain at the posterior of what is unknown around it. */
export function settleChain(chain: ChainBody, scratch: Scratch, options: PassOptions, result: PassResult): void {
  for (const portion of chain.portions) {
    let run = runOf(chain, portion, scratch, options);
    if (!settlePortion(run)) {
      run = { ...run, inLogs: true };
      settlePortion(run);
    }
    commit(run, result);
    report(run, result);
  }
  if (!options.accumulate) return;
  for (const { tables } of chain.slices) if (tables) flushRowTables(tables);
  flushStepTable(chain.initial);
  flushStepTable(chain.transition);
  if (chain.symbols && runOf(chain, chain.portions[0] as Portion, scratch, options).bySymbol) flushSymbols(chain.symbols);
}
