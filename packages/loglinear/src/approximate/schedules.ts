import type { Cluster } from "./clusters.ts";
import { changeOf, type Messages, sendMessages, sumMessages } from "./messages.ts";
import { createPriorities, type Priorities } from "./priorities.ts";

/** How messages are sent: what `BeliefPropagationOptions` says of it. */
export interface SendingOptions {
  readonly damping: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** What came of sending messages. */
export interface Sent {
  readonly converged: boolean;
  readonly iterations: number;
  readonly change: number;
}

/** Sends all messages at once, over and over. */
export function floodMessages(messages: Messages, { damping, maxIterations, tolerance }: SendingOptions): Sent {
  const { layout, seats, toVariable, next } = messages;
  let change = 0;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    change = 0;
    for (let c = 0; c < layout.clusters.length; c++) change = Math.max(change, sendMessages(messages, c, damping));
    toVariable.set(next);
    for (let v = 0; v < seats.length; v++) sumMessages(messages, v);
    if (change <= tolerance) return { converged: true, iterations: iteration, change };
  }
  return { converged: false, iterations: maxIterations, change };
}

/** Sends the messages of the cluster whose incoming ones have changed most since it last sent, over and over. */
export function sendByResidual(messages: Messages, { damping, maxIterations, tolerance }: SendingOptions): Sent {
  const { clusters } = messages.layout;
  const waiting = createPriorities(clusters.length);
  const most = maxIterations * clusters.length;
  let updates = 0;
  while (updates < most && waiting.largest() > tolerance) {
    const cluster = waiting.first();
    // Damping leaves a share of the change undone.
    const left = damping * sendMessages(messages, cluster, damping);
    waiting.set(cluster, left);
    commit(messages, cluster, waiting);
    updates += 1;
    // Sums that are only ever corrected would gather rounding errors.
    if (updates % clusters.length === 0) for (let v = 0; v < messages.seats.length; v++) sumMessages(messages, v);
  }
  const change = waiting.largest();
  return { converged: change <= tolerance, iterations: Math.ceil(updates / Math.max(1, clusters.length)), change };
}

function replaceMessage(messages: Messages, edge: number, variable: number, size: number): void {
  const { toVariable, next, totals, starts } = messages;
  const start = starts[variable] as number;
  let isPlain = true;
  for (let k = 0; k < size; k++) {
    const old = toVariable[edge + k] as number;
    const one = next[edge + k] as number;
    toVariable[edge + k] = one;
    if (old === -Infinity || one === -Infinity) isPlain = false;
    else totals[start + k] = (totals[start + k] as number) + (one - old);
  }
  if (!isPlain) sumMessages(messages, variable);
}

/** Puts a cluster's new messages in place, and tells the neighbours by how much they changed. */
function commit(messages: Messages, cluster: number, waiting: Priorities): void {
  const { layout, edges, seats } = messages;
  const { scope, sizes } = layout.clusters[cluster] as Cluster;
  for (let axis = 0; axis < scope.length; axis++) {
    const edge = edges[cluster]?.[axis] as number;
    const size = sizes[axis] as number;
    const change = changeOf(messages, edge, size);
    replaceMessage(messages, edge, scope[axis] as number, size);
    if (change === 0) continue;
    for (const seat of seats[scope[axis] as number] ?? []) {
      if (seat.cluster !== cluster) waiting.set(seat.cluster, waiting.of(seat.cluster) + change);
    }
  }
}
