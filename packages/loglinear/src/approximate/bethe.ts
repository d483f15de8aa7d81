import { logSumExp, portableExp } from "@platewise/core";
import type { Cluster } from "./clusters.ts";
import { gatherIncoming, joinIncoming, type Messages } from "./messages.ts";
import { normaliseLogs } from "./normalise-logs.ts";

/**
 * Bethe's log Z in terms of messages, without constant factors: Σ_c log Z_c + Σ_v log Z_v − Σ_e log Z_e, where Z_c sums a cluster with
 * what comes in, Z_v the product of the messages to a variable, and Z_e the product of both messages of an edge. −Infinity where one
 * of them leaves no possible state.
 */
export function betheLogZ(messages: Messages, states: Int32Array): number {
  const { layout, totals, starts } = messages;
  let sum = 0;
  for (let v = 0; v < states.length; v++) {
    const start = starts[v] as number;
    if ((states[v] as number) < 0) sum += logSumExp(totals, start, (starts[v + 1] as number) - start);
  }
  for (let c = 0; c < layout.clusters.length; c++) {
    if (sum === -Infinity) return sum;
    sum += clusterTerm(messages, c);
  }
  return sum;
}

function clusterTerm(messages: Messages, cluster: number): number {
  const { layout, edges, toVariable, incoming, work } = messages;
  const { length, sizes } = layout.clusters[cluster] as Cluster;
  gatherIncoming(messages, cluster);
  joinIncoming(messages, cluster, -1);
  let term = logSumExp(work, 0, length);
  if (term === -Infinity) return term;
  const own = edges[cluster] as readonly number[];
  for (let axis = 0; axis < own.length; axis++) {
    const edge = own[axis] as number;
    const from = edge - (own[0] as number);
    const size = sizes[axis] as number;
    for (let k = 0; k < size; k++) incoming[from + k] = (incoming[from + k] as number) + (toVariable[edge + k] as number);
    const both = logSumExp(incoming, from, size);
    if (both === -Infinity) return both;
    term -= both;
  }
  return term;
}

/** Fills the probabilities of each variable's states; 1 for a known state. */
export function fillMarginals({ totals, starts }: Messages, states: Int32Array, marginals: Float64Array): void {
  states.forEach((state, v) => {
    const start = starts[v] as number;
    const end = starts[v + 1] as number;
    for (let i = start; i < end; i++) marginals[i] = state < 0 ? (totals[i] as number) : i - start === state ? 0 : -Infinity;
    normaliseLogs(marginals, start, end - start);
    for (let i = start; i < end; i++) marginals[i] = portableExp(marginals[i] as number);
  });
}

/** Fills the probabilities of each cluster's entries; all 0 where none is possible. */
export function fillClusterBeliefs(messages: Messages): void {
  const { layout, beliefs, work } = messages;
  layout.clusters.forEach(({ start, length }, c) => {
    gatherIncoming(messages, c);
    joinIncoming(messages, c, -1);
    normaliseLogs(work, 0, length);
    for (let i = 0; i < length; i++) beliefs[start + i] = portableExp(work[i] as number);
  });
}
