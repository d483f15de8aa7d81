import { accumulateBlock, marginalise, postInboxes } from "./accumulate-block.ts";
import { addLogLik, applyWeights, joinParent, recordAssignments } from "./block-steps.ts";
import type { Body, Clique } from "./body.ts";
import { fillTable } from "./fill-table.ts";
import { normaliseTable } from "./normalise-table.ts";
import type { PassOptions, PassResult } from "./pass.ts";
import { refreshBase } from "./refresh.ts";
import { collectProducts, distributeProducts, rootMessage, settleRoot } from "./tree-products.ts";

/*
 * Messages in a clique tree (Shafer & Shenoy 1990; the posteriors as in Hugin propagation). A clique is a body whose outer
 * axes are those that it shares with its parent: normalising its table group by group leaves the posterior given the shared
 * states, and the log-normalisers are the message upwards.
 */

/** table[s] += message[stateOf[s]] of a child, for a block of rows. */
function addMessage({ body, scratch }: Clique, child: Clique, count: number): void {
  const { stateOf } = child;
  const { table } = scratch;
  const { normaliser } = child.scratch;
  for (let s = 0; s < body.states; s++) {
    const to = s * body.block;
    const from = (stateOf ? (stateOf[s] as number) : s) * body.block;
    for (let i = 0; i < count; i++) table[to + i] = (table[to + i] as number) + (normaliser[from + i] as number);
  }
}

/** Messages from the leaves to the root for a block of rows; tables are left as posteriors given the shared states. */
function collectMessages(body: Body, start: number, count: number, hard: boolean): void {
  const { cliques } = body;
  for (let c = cliques.length - 1; c >= 0; c--) {
    const clique = cliques[c] as Clique;
    refreshBase(clique.body);
    fillTable(clique.body, start, count, clique.scratch);
    for (const child of clique.children) addMessage(clique, cliques[child] as Clique, count);
    normaliseTable(clique.body, count, clique.scratch, hard);
  }
}

/** table[s] *= posterior of its shared states, which is a margin of the parent's table. */
function joinAbove({ body, scratch, stateOf }: Clique, parent: Clique, count: number): void {
  const { table, marginal } = scratch;
  const shared = stateOf ? marginal : parent.scratch.table;
  if (stateOf) marginalise(parent.body, stateOf, body.outerStates, count, parent.scratch.table, marginal);
  const local = body.states / body.outerStates;
  for (let s = 0; s < body.states; s++) {
    const to = s * body.block;
    const from = Math.floor(s / local) * body.block;
    for (let i = 0; i < count; i++) table[to + i] = (table[to + i] as number) * (shared[from + i] as number);
  }
}

/** What follows from a block's joint posteriors: assignments, messages inwards, statistics. */
function settleClique({ body, scratch }: Clique, start: number, count: number, options: PassOptions, result: PassResult): void {
  if (options.hard) recordAssignments(body, start, count, scratch.table, result);
  options.onPosterior?.(body, start, count, scratch.table, body.block);
  if (body.inboxes.length > 0) postInboxes(body, start, count, scratch);
  if (!options.accumulate) return;
  if (body.weights) applyWeights(body, start, count, scratch.table);
  accumulateBlock(body, start, count, scratch);
}

/** Joint posteriors of all cliques for a block of rows, by products where those are in reach, else in logs. */
function settleBlock(body: Body, start: number, count: number, hard: boolean, joinOutside: (root: Clique) => void): void {
  const { cliques } = body;
  const root = cliques[0] as Clique;
  const products = !hard && collectProducts(body, start, count);
  if (products) settleRoot(root, count);
  else collectMessages(body, start, count, hard);
  joinOutside(root);
  for (const clique of cliques) {
    if (products) distributeProducts(clique, cliques, count);
    else if (clique.parent >= 0) joinAbove(clique, cliques[clique.parent] as Clique, count);
  }
}

/** The messages of a block to the plate outside, in the root's `normaliser`. */
export function collectOutwards(body: Body, start: number, count: number, hard: boolean): void {
  if (!hard && collectProducts(body, start, count)) rootMessage(body.cliques[0] as Clique, count);
  else collectMessages(body, start, count, hard);
}

/** A pass over the rows of a body in cliques, block by block. */
export function settleTree(body: Body, options: PassOptions, result: PassResult): void {
  const { cliques, block } = body;
  for (let start = 0; start < body.count; start += block) {
    const count = Math.min(block, body.count - start);
    settleBlock(body, start, count, options.hard, (root) => {
      if (root.body.outbox) joinParent(root.body, root.body.outbox, start, count, root.scratch.table);
      else {
        addLogLik(body, start, count, root.scratch, result);
        options.onRows?.(body, start, count, root.scratch.normaliser);
      }
    });
    for (const clique of cliques) settleClique(clique, start, count, options, result);
  }
}
