import { portableExp, portableLog, type Random } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import { type Axis, averageAlong, findAxes } from "./axes.ts";
import { type Cluster, type Clusters, findSeats, type Seat } from "./clusters.ts";
import { normaliseLogs } from "./normalise-logs.ts";
import { findStateStarts } from "./row-case.ts";

/** A factorised law in the making, with the room that updates need. `marginals` are its probabilities, by `starts`. */
export interface Field {
  readonly layout: Clusters;
  readonly axes: readonly (readonly Axis[])[];
  /** The unknown variables, and where each stands in clusters. */
  readonly variables: readonly { readonly variable: number; readonly size: number; readonly seats: readonly Seat[] }[];
  readonly tables: Float64Array;
  readonly starts: Int32Array;
  readonly marginals: Float64Array;
  readonly beliefs: Float64Array;
  /** Room for one table, and for the log-probabilities of one variable. */
  readonly work: Float64Array;
  readonly logits: Float64Array;
}

/** A factorised law over the variables that are unknown in `states`; the tables belong to its clusters. */
export function createField({ sizes }: RowNetwork, layout: Clusters, tables: Float64Array, states: Int32Array): Field {
  const starts = findStateStarts(sizes);
  const seats = findSeats(layout, sizes.length);
  const unknown = [...states.keys()].filter((v) => (states[v] as number) < 0);
  return {
    layout,
    axes: layout.clusters.map((cluster) => findAxes(cluster.sizes)),
    variables: unknown.map((variable) => ({ variable, size: sizes[variable] as number, seats: seats[variable] ?? [] })),
    tables,
    starts,
    marginals: new Float64Array(starts[sizes.length] as number),
    beliefs: new Float64Array(layout.entries),
    work: new Float64Array(layout.clusters.reduce((max, { length }) => Math.max(max, length), 1)),
    logits: new Float64Array(sizes.reduce((max, size) => Math.max(max, size), 1)),
  };
}

/** Sets even probabilities for what is unknown. */
export function startEvenly({ variables, marginals, starts }: Field): void {
  for (const { variable, size } of variables) {
    const start = starts[variable] as number;
    marginals.fill(1 / size, start, start + size);
  }
}

/** Sets probability 1 for known states. */
export function setKnown({ marginals, starts }: Field, states: Int32Array): void {
  states.forEach((state, v) => {
    if (state < 0) return;
    marginals.fill(0, starts[v], starts[v + 1]);
    marginals[(starts[v] as number) + state] = 1;
  });
}

/** Probabilities drawn evenly from the simplex. */
export function drawStarts({ variables, marginals, starts }: Field, random: Random): void {
  for (const { variable, size } of variables) {
    const start = starts[variable] as number;
    random.dirichlet(new Float64Array(size).fill(1), marginals.subarray(start, start + size));
  }
}

/** Updates every variable once; returns the largest change of a probability. */
export function updateAll(field: Field): number {
  const { variables, marginals, starts, logits } = field;
  let change = 0;
  for (const { variable, size, seats } of variables) {
    logits.fill(0, 0, size);
    for (const seat of seats) addExpected(field, seat, size);
    if (normaliseLogs(logits, 0, size) === -Infinity) continue;
    const start = starts[variable] as number;
    for (let k = 0; k < size; k++) {
      const p = portableExp(logits[k] as number);
      change = Math.max(change, Math.abs(p - (marginals[start + k] as number)));
      marginals[start + k] = p;
    }
  }
  return change;
}

/** Adds to the logits what a cluster expects of its table for each state of the variable in the seat. */
function addExpected(field: Field, { cluster, axis }: Seat, size: number): void {
  averageTable(field, cluster, axis);
  const { logits, work } = field;
  for (let k = 0; k < size; k++) logits[k] = (logits[k] as number) + (work[k] as number);
}

/** Leaves in `work` the mean of a cluster's table over all of its variables but the one at the axis `kept` (−1: over all). */
function averageTable({ layout, axes, tables, starts, marginals, work }: Field, cluster: number, kept: number): void {
  const { start, length, scope } = layout.clusters[cluster] as Cluster;
  for (let i = 0; i < length; i++) work[i] = tables[start + i] as number;
  const own = axes[cluster] as readonly Axis[];
  let inner = 1;
  for (let axis = scope.length - 1; axis >= 0; axis--) {
    const { outer, size } = own[axis] as Axis;
    if (axis === kept) inner = size;
    else averageAlong({ outer, size, inner }, marginals, starts[scope[axis] as number] as number, work);
  }
}

/** The expected log-potential and the entropy of the factorised law, without the constant factors. */
export function boundOf(field: Field): number {
  const { layout, variables, marginals, starts, work } = field;
  let bound = 0;
  for (let c = 0; c < layout.clusters.length; c++) {
    averageTable(field, c, -1);
    bound += work[0] as number;
  }
  for (const { variable } of variables) {
    for (let i = starts[variable] as number; i < (starts[variable + 1] as number); i++) {
      const p = marginals[i] as number;
      if (p > 0) bound -= p * portableLog(p);
    }
  }
  return bound;
}

/** The probability of each entry of each cluster: the product of those of its states. */
export function fillBeliefs({ layout, axes, beliefs, starts, marginals }: Field): void {
  layout.clusters.forEach(({ start, length, scope }, c) => {
    const own = axes[c] as readonly Axis[];
    beliefs.fill(1, start, start + length);
    scope.forEach((v, axis) => {
      const { size, inner } = own[axis] as Axis;
      const first = starts[v] as number;
      for (let i = 0; i < length; i++) {
        beliefs[start + i] = (beliefs[start + i] as number) * (marginals[first + (Math.floor(i / inner) % size)] as number);
      }
    });
  });
}
