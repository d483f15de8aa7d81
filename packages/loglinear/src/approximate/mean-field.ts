// Coordinate ascent over fully factorised laws: log q_v(k) = E[log-potential | x_v = k] + const under the other variables' q.
// Wainwright & Jordan, "Graphical models, exponential families, and variational inference" (2008), section 5.

import type { Random } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import { createClusterTables } from "./cluster-tables.ts";
import { findClusters } from "./clusters.ts";
import { boundOf, createField, drawStarts, fillBeliefs, setKnown, startEvenly, updateAll } from "./mean-field-updates.ts";
import { assertGivenKnown, openCase, type RowCase } from "./row-case.ts";
import type { RowEngine } from "./row-engine.ts";

/**
 * Settings of mean field. It has converged when no probability changes by more than `tolerance` in an iteration, which updates
 * every unknown variable once. It starts from even probabilities, from where the last run ended, or from points drawn at random:
 * where a network has a symmetry even probabilities may be a saddle point that ascent doesn't leave.
 */
export interface MeanFieldOptions {
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly start: "even" | "last" | Random;
}

/** What mean field does where nothing else is said. */
export const meanFieldDefaults: MeanFieldOptions = { maxIterations: 1000, tolerance: 1e-10, start: "even" };

/**
 * What mean field says of a case. `bound` is at most log Z, by which it falls short of it is the divergence of the factorised law
 * from the network's. `change` is the largest change of a probability in the last iteration.
 */
export interface MeanFieldAnswer {
  readonly bound: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly change: number;
}

/** An engine that approximates the law of a row by independent variables; `marginals` are their probabilities. */
export interface MeanField extends RowEngine<MeanFieldAnswer> {
  /** The bound at these log-potentials and the probabilities that are there, without an update. */
  readonly findBound: (potentials: Float64Array, at: RowCase) => number;
}

/** Mean field for cases in which the same variables are unknown as in `states`. */
export function createMeanField(network: RowNetwork, states: Int32Array, options: Partial<MeanFieldOptions> = {}): MeanField {
  const settings = { ...meanFieldDefaults, ...options };
  assertGivenKnown(network, states);
  const layout = findClusters(network, states);
  const cells = createClusterTables(network, layout, states);
  const field = createField(network, layout, cells.tables, states);
  const { starts, marginals } = field;
  startEvenly(field);
  const run = (potentials: Float64Array, at: RowCase): MeanFieldAnswer => {
    const constant = cells.fill(potentials, at);
    setKnown(field, at.states);
    if (settings.start === "even") startEvenly(field);
    if (typeof settings.start === "object") drawStarts(field, settings.start);
    let change = 0;
    for (let iteration = 1; iteration <= settings.maxIterations; iteration++) {
      change = updateAll(field);
      const converged = change <= settings.tolerance;
      if (converged) return { bound: constant + boundOf(field), converged, iterations: iteration, change };
    }
    return { bound: constant + boundOf(field), converged: false, iterations: settings.maxIterations, change };
  };
  const addCounts = (scale: number, counts: Float64Array): void => {
    fillBeliefs(field);
    cells.scatter(field.beliefs, scale, counts);
  };
  const findBound = (potentials: Float64Array, at: RowCase): number => cells.fill(potentials, at) + boundOf(field);
  return { run, addCounts, findBound, marginals, starts };
}

/** What `meanField` takes; `at` null: nothing is known. */
export interface MeanFieldRequest extends Partial<MeanFieldOptions> {
  readonly network: RowNetwork;
  readonly potentials: Float64Array;
  readonly at: RowCase | null;
}

/** Mean field of one case, with the expected counts by entry and the probabilities of each variable's states. */
export function meanField({ network, potentials, at, ...options }: MeanFieldRequest): MeanFieldAnswer & {
  readonly counts: Float64Array;
  readonly marginals: Float64Array;
} {
  const where = at ?? openCase(network);
  const engine = createMeanField(network, where.states, options);
  const answer = engine.run(potentials, where);
  const counts = new Float64Array(network.entries);
  engine.addCounts(1, counts);
  return { ...answer, counts, marginals: engine.marginals };
}
