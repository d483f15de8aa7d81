import type { Body, Inbox, Scratch } from "./body.ts";
import type { PassResult } from "./pass.ts";

/** Multiplies the conditional posteriors of a block by the parent's posterior of their outer states. */
export function joinParent(body: Body, outbox: Inbox, start: number, count: number, table: Float64Array): void {
  const local = body.states / body.outerStates;
  const parents = body.parents as Int32Array;
  for (let s = 0; s < body.states; s++) {
    const from = Math.floor(s / local) * outbox.instances;
    const at = s * body.block;
    for (let i = 0; i < count; i++)
      table[at + i] = (table[at + i] as number) * (outbox.posterior[from + (parents[start + i] as number)] as number);
  }
}

/** table[s] *= weight of the row. */
export function applyWeights(body: Body, start: number, count: number, table: Float64Array): void {
  const weights = body.weights as Float64Array;
  for (let s = 0; s < body.states; s++) {
    const at = s * body.block;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (weights[start + i] as number);
  }
}

/** Counts the rows whose one-hot posterior moved, and keeps where it is. */
export function recordAssignments(body: Body, start: number, count: number, table: Float64Array, result: PassResult): void {
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
export function addLogLik(body: Body, start: number, count: number, scratch: Scratch, result: PassResult): void {
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
