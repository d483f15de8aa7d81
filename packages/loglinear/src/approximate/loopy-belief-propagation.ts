// Sum-product on the graph of clusters and variables, in logs. Yedidia, Freeman & Weiss, "Constructing free-energy approximations
// and generalized belief propagation algorithms" (IEEE Trans. Information Theory 51, 2005), for the Bethe free energy; Sutton &
// McCallum, "Improved dynamic schedules for belief propagation" (UAI 2007), for the residual order without lookahead.

import type { RowNetwork } from "@platewise/graph";
import { betheLogZ, fillClusterBeliefs, fillMarginals } from "./bethe.ts";
import { createClusterTables } from "./cluster-tables.ts";
import { findClusters } from "./clusters.ts";
import { createMessages, startMessages } from "./messages.ts";
import { assertGivenKnown, openCase, type RowCase } from "./row-case.ts";
import type { RowEngine } from "./row-engine.ts";
import { floodMessages, sendByResidual } from "./schedules.ts";

/**
 * Settings of loopy belief propagation. With `flooding` all messages of an iteration are made of those of the one before; with
 * `residual` the cluster whose incoming messages changed most is next, and as many updates as there are clusters count as an
 * iteration. `damping` in [0, 1) is the share of the old message, in logs. It has converged when no message changes a probability
 * by more than `tolerance`. It starts from even messages or from where the last run ended.
 */
export interface BeliefPropagationOptions {
  readonly schedule: "flooding" | "residual";
  readonly damping: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly start: "even" | "last";
}

/** What loopy belief propagation does where nothing else is said. */
export const beliefPropagationDefaults: BeliefPropagationOptions = {
  schedule: "residual",
  damping: 0,
  maxIterations: 1000,
  tolerance: 1e-10,
  start: "even",
};

/**
 * What belief propagation says of a case. `logZ` is Bethe's: exact where the clusters form a tree, otherwise neither a lower nor an
 * upper bound. `change` is the largest change that a message still makes; where it has not converged the beliefs contradict one
 * another.
 */
export interface BeliefPropagationAnswer {
  readonly logZ: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly change: number;
}

/** Belief propagation for cases in which the same variables are unknown as in `states`. */
export function createBeliefPropagation(
  network: RowNetwork,
  states: Int32Array,
  options: Partial<BeliefPropagationOptions> = {},
): RowEngine<BeliefPropagationAnswer> {
  const settings = { ...beliefPropagationDefaults, ...options };
  assertGivenKnown(network, states);
  const layout = findClusters(network, states);
  const cells = createClusterTables(network, layout, states);
  const messages = createMessages(network, layout, cells.tables);
  const marginals = new Float64Array(messages.totals.length);
  const send = settings.schedule === "flooding" ? floodMessages : sendByResidual;
  startMessages(messages);
  const run = (potentials: Float64Array, at: RowCase): BeliefPropagationAnswer => {
    const constant = cells.fill(potentials, at);
    if (settings.start === "even") startMessages(messages);
    const sent = send(messages, settings);
    fillMarginals(messages, at.states, marginals);
    return { logZ: constant + betheLogZ(messages, at.states), ...sent };
  };
  const addCounts = (scale: number, counts: Float64Array): void => {
    fillClusterBeliefs(messages);
    cells.scatter(messages.beliefs, scale, counts);
  };
  return { run, addCounts, marginals, starts: messages.starts };
}

/** What `loopyBeliefPropagation` takes; `at` null: nothing is known. */
export interface BeliefPropagationRequest extends Partial<BeliefPropagationOptions> {
  readonly network: RowNetwork;
  readonly potentials: Float64Array;
  readonly at: RowCase | null;
}

/** Belief propagation of one case, with the expected counts by entry and the probabilities of each variable's states. */
export function loopyBeliefPropagation({ network, potentials, at, ...options }: BeliefPropagationRequest): BeliefPropagationAnswer & {
  readonly counts: Float64Array;
  readonly marginals: Float64Array;
} {
  const where = at ?? openCase(network);
  const engine = createBeliefPropagation(network, where.states, options);
  const answer = engine.run(potentials, where);
  const counts = new Float64Array(network.entries);
  engine.addCounts(1, counts);
  return { ...answer, counts, marginals: engine.marginals };
}
