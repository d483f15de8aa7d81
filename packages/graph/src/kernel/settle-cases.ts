import { InternalError, portableExp, portableLog } from "@platewise/core";
import type { CaseClique, CasePart, CaseParts } from "./case-parts.ts";
import type { PassOptions, PassResult } from "./pass.ts";
import { collectLogs, distributeLogs } from "./rescue-case.ts";

/*
 * Parts of few rows, one case after the other: messages in the clique tree by products of probabilities (as in tree-products.ts),
 * every law read from its own table and counted into it. A case that comes near underflow is done again in logs.
 */

/** Sums of a clique below this are computed again in logs. */
const UNDERFLOW = 1e-200;
/** Products of sums outside these give their logarithm away. */
const [SMALL, LARGE] = [1e-100, 1e100];

/** table[s] = Π over the laws of their probability at state s of a case. */
function fillClique(
  { states, laws, entries, places, table }: CaseClique,
  row: number,
  probabilities: Float64Array,
  memory: Float64Array,
): void {
  const end = table + states;
  if (laws === 0) memory.fill(1, table, end);
  let from = 0;
  for (let f = 0; f < laws; f++) {
    const place = places[row * laws + f] as number;
    if (f === 0) for (let at = table; at < end; at++) memory[at] = probabilities[place + (entries[from++] as number)] as number;
    else
      for (let at = table; at < end; at++)
        memory[at] = (memory[at] as number) * (probabilities[place + (entries[from++] as number)] as number);
  }
}

/** message[u] = Σ over the states of u, which stand together; returns the sum of all. */
function sumClique({ states, shared, table, message }: CaseClique, memory: Float64Array): number {
  const local = states / shared;
  let total = 0;
  let at = table;
  for (let u = 0; u < shared; u++) {
    const end = at + local;
    let sum = 0;
    for (; at < end; at++) sum += memory[at] as number;
    memory[message + u] = sum;
    total += sum;
  }
  return total;
}

/** The parent's table times the message, scaled to sum to one. */
function sendUp({ above, message }: CaseClique, parent: CaseClique, total: number, memory: Float64Array): void {
  const scale = 1 / total;
  const to = parent.table;
  for (let s = 0; s < above.length; s++)
    memory[to + s] = (memory[to + s] as number) * ((memory[message + (above[s] as number)] as number) * scale);
}

/** Messages from the leaves to the root; returns the log-likelihood of the case, NaN where that is out of reach. */
function collect(cliques: readonly CaseClique[], row: number, probabilities: Float64Array, memory: Float64Array): number {
  for (let c = 0; c < cliques.length; c++) fillClique(cliques[c] as CaseClique, row, probabilities, memory);
  let [product, logLik] = [1, 0];
  for (let c = cliques.length - 1; c >= 0; c--) {
    const clique = cliques[c] as CaseClique;
    const total = sumClique(clique, memory);
    if (!(total > UNDERFLOW)) return Number.NaN;
    if (c > 0) sendUp(clique, cliques[clique.parent] as CaseClique, total, memory);
    product *= total;
    if (product > SMALL && product < LARGE) continue;
    logLik += portableLog(product);
    product = 1;
  }
  return logLik + portableLog(product);
}

/** table *= the parent's margin over the message: the joint posterior of a clique from its parent's. */
function joinParent({ states, shared, above, table, message }: CaseClique, parent: CaseClique, memory: Float64Array): void {
  const margin = message + shared;
  memory.fill(0, margin, margin + shared);
  for (let s = 0; s < above.length; s++) {
    const u = margin + (above[s] as number);
    memory[u] = (memory[u] as number) + (memory[parent.table + s] as number);
  }
  const local = states / shared;
  let at = table;
  for (let u = 0; u < shared; u++) {
    const end = at + local;
    const sum = memory[message + u] as number;
    const ratio = sum > 0 ? (memory[margin + u] as number) / sum : 0;
    for (; at < end; at++) memory[at] = (memory[at] as number) * ratio;
  }
}

/** Joint posteriors of all cliques, times the weight of the case. */
function distribute(cliques: readonly CaseClique[], weight: number, memory: Float64Array): void {
  const { states, table, message } = cliques[0] as CaseClique;
  const scale = weight / (memory[message] as number);
  for (let at = table; at < table + states; at++) memory[at] = (memory[at] as number) * scale;
  for (let c = 1; c < cliques.length; c++) {
    const clique = cliques[c] as CaseClique;
    joinParent(clique, cliques[clique.parent] as CaseClique, memory);
  }
}

/** Adds the posterior of a clique to the counts of its laws. */
function countClique({ states, laws, entries, places, table }: CaseClique, row: number, counts: Float64Array, memory: Float64Array): void {
  const end = table + states;
  let from = 0;
  for (let f = 0; f < laws; f++) {
    const place = places[row * laws + f] as number;
    for (let at = table; at < end; at++) {
      const to = place + (entries[from++] as number);
      counts[to] = (counts[to] as number) + (memory[at] as number);
    }
  }
}

function settlePart({ plate, cliques, first, weights }: CasePart, parts: CaseParts, accumulate: boolean, result: PassResult): void {
  const { logs, probabilities, counts, memory } = parts;
  for (let row = 0; row < first.length; row++) {
    const weight = weights[row] as number;
    if (weight === 0) continue;
    let logLik = collect(cliques, row, probabilities, memory);
    const plain = !Number.isNaN(logLik);
    if (!plain) logLik = collectLogs(cliques, row, logs, memory);
    if (logLik === -Infinity) result.impossible ??= { plate, instance: first[row] as number };
    result.logLik += weight * logLik;
    if (!accumulate) continue;
    if (plain) distribute(cliques, weight, memory);
    else distributeLogs(cliques, weight, memory);
    for (let c = 0; c < cliques.length; c++) countClique(cliques[c] as CaseClique, row, counts, memory);
  }
}

/** Reads the tables of all laws again, after `prepare`, and empties the counts. */
function refreshCases({ placed, logs, probabilities, counts }: CaseParts): void {
  for (const { kernel, offset } of placed) logs.set(kernel.logTable, offset);
  for (let i = 0; i < logs.length; i++) probabilities[i] = portableExp(logs[i] as number);
  counts.fill(0);
}

function flushCounts({ placed, counts }: CaseParts): void {
  for (const { kernel, offset } of placed) {
    const { statistics } = kernel;
    for (let i = 0; i < statistics.length; i++) statistics[i] = (statistics[i] as number) + (counts[offset + i] as number);
  }
}

/** One pass over all parts that are settled case by case. */
export function settleCases(parts: CaseParts, { accumulate, hard, onPosterior, onRows }: PassOptions, result: PassResult): void {
  if (hard || onPosterior || onRows) throw new InternalError("equal rows counted once have no posteriors of their own");
  refreshCases(parts);
  for (const part of parts.list) settlePart(part, parts, accumulate, result);
  if (accumulate) flushCounts(parts);
}
