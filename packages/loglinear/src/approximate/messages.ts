import { portableExp, portableLog } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import { type Axis, addAlong, findAxes, logSumAlong } from "./axes.ts";
import { type Cluster, type Clusters, findSeats, type Seat } from "./clusters.ts";
import { normaliseLogs } from "./normalise-logs.ts";
import { findStateStarts } from "./row-case.ts";

/**
 * Messages between clusters and variables, in logs. Axis j of cluster c is edge `edges[c][j]`, the place of its message's first
 * state in `toVariable`; `next` has the same layout. Messages sum to one, unless they forbid all states.
 */
export interface Messages {
  readonly layout: Clusters;
  readonly axes: readonly (readonly Axis[])[];
  readonly edges: readonly (readonly number[])[];
  readonly seats: readonly (readonly Seat[])[];
  readonly tables: Float64Array;
  readonly toVariable: Float64Array;
  readonly next: Float64Array;
  /** The sum of the messages to each variable, by `starts`. */
  readonly totals: Float64Array;
  readonly starts: Int32Array;
  /** What the variables of one cluster send to it: those of axis j from `edges[c][j] - edges[c][0]` on. */
  readonly incoming: Float64Array;
  /** Room for one table. */
  readonly work: Float64Array;
  readonly beliefs: Float64Array;
}

/** Even messages for the clusters of a network, with the tables that belong to them. */
export function createMessages({ sizes }: RowNetwork, layout: Clusters, tables: Float64Array): Messages {
  let length = 0;
  const edges = layout.clusters.map((cluster) =>
    cluster.sizes.map((size) => {
      length += size;
      return length - size;
    }),
  );
  const widest = (of: (cluster: Cluster) => number): number => layout.clusters.reduce((max, c) => Math.max(max, of(c)), 1);
  const starts = findStateStarts(sizes);
  const messages: Messages = {
    layout,
    axes: layout.clusters.map((cluster) => findAxes(cluster.sizes)),
    edges,
    seats: findSeats(layout, sizes.length),
    tables,
    toVariable: new Float64Array(length),
    next: new Float64Array(length),
    totals: new Float64Array(starts[sizes.length] as number),
    starts,
    incoming: new Float64Array(widest((c) => c.sizes.reduce((sum, size) => sum + size, 0))),
    work: new Float64Array(widest((c) => c.length)),
    beliefs: new Float64Array(layout.entries),
  };
  startMessages(messages);
  return messages;
}

/** Makes all messages even. */
export function startMessages(messages: Messages): void {
  const { layout, edges, toVariable, seats } = messages;
  layout.clusters.forEach(({ sizes }, c) => {
    sizes.forEach((size, axis) => {
      const edge = edges[c]?.[axis] as number;
      toVariable.fill(-portableLog(size), edge, edge + size);
    });
  });
  for (let v = 0; v < seats.length; v++) sumMessages(messages, v);
}

/** Sums the messages to a variable anew. */
export function sumMessages({ edges, seats, starts, toVariable, totals }: Messages, variable: number): void {
  const start = starts[variable] as number;
  const end = starts[variable + 1] as number;
  totals.fill(0, start, end);
  for (const { cluster, axis } of seats[variable] ?? []) {
    const edge = edges[cluster]?.[axis] as number;
    for (let k = 0; k < end - start; k++) totals[start + k] = (totals[start + k] as number) + (toVariable[edge + k] as number);
  }
}

/** Leaves in `incoming` what a cluster's variables say without the cluster itself. */
export function gatherIncoming(messages: Messages, cluster: number): void {
  const { layout, edges, starts, toVariable, totals, incoming } = messages;
  const { scope, sizes } = layout.clusters[cluster] as Cluster;
  const own = edges[cluster] as readonly number[];
  for (let axis = 0; axis < scope.length; axis++) {
    const edge = own[axis] as number;
    const into = edge - (own[0] as number);
    const start = starts[scope[axis] as number] as number;
    const size = sizes[axis] as number;
    for (let k = 0; k < size; k++) {
      const said = toVariable[edge + k] as number;
      incoming[into + k] = said > -Infinity ? (totals[start + k] as number) - said : sumOthers(messages, { cluster, axis }, k);
    }
    normaliseLogs(incoming, into, size);
  }
}

/** What the other clusters say of a state that this one forbids. */
function sumOthers({ layout, edges, seats, toVariable }: Messages, { cluster, axis }: Seat, state: number): number {
  let sum = 0;
  for (const seat of seats[layout.clusters[cluster]?.scope[axis] as number] ?? []) {
    if (seat.cluster !== cluster) sum += toVariable[(edges[seat.cluster]?.[seat.axis] as number) + state] as number;
  }
  return sum;
}

/** Leaves in `work` the cluster's log-potentials with what comes in, but for the variable at the axis `but` (−1: with all). */
export function joinIncoming({ layout, axes, edges, tables, incoming, work }: Messages, cluster: number, but: number): void {
  const { start, length, scope } = layout.clusters[cluster] as Cluster;
  for (let i = 0; i < length; i++) work[i] = tables[start + i] as number;
  const own = edges[cluster] as readonly number[];
  for (let axis = 0; axis < scope.length; axis++) {
    if (axis !== but) addAlong(axes[cluster]?.[axis] as Axis, incoming, (own[axis] as number) - (own[0] as number), work);
  }
}

/** Writes to `next` what a cluster says to its variables; returns the largest change of a probability before damping. */
export function sendMessages(messages: Messages, cluster: number, damping: number): number {
  gatherIncoming(messages, cluster);
  const { axes, edges, toVariable, next, work } = messages;
  const own = edges[cluster] as readonly number[];
  let change = 0;
  for (let axis = 0; axis < own.length; axis++) {
    const edge = own[axis] as number;
    const along = axes[cluster]?.[axis] as Axis;
    joinIncoming(messages, cluster, axis);
    logSumAlong(along, work, next, edge);
    normaliseLogs(next, edge, along.size);
    change = Math.max(change, changeOf(messages, edge, along.size));
    if (damping > 0) damp({ toVariable, next }, damping, edge, along.size);
  }
  return change;
}

/** By how much a message's probabilities in `next` differ from those that are there. */
export function changeOf({ toVariable, next }: Messages, edge: number, size: number): number {
  let change = 0;
  for (let i = edge; i < edge + size; i++) {
    change = Math.max(change, Math.abs(portableExp(next[i] as number) - portableExp(toVariable[i] as number)));
  }
  return change;
}

function damp({ toVariable, next }: Pick<Messages, "toVariable" | "next">, damping: number, edge: number, size: number): void {
  for (let i = edge; i < edge + size; i++) {
    const old = toVariable[i] as number;
    // What the last run forbade may be possible now, and a share of −∞ would keep it out for good.
    if (old > -Infinity) next[i] = (1 - damping) * (next[i] as number) + damping * old;
  }
  normaliseLogs(next, edge, size);
}
