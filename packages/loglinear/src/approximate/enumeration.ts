import { InternalError, portableExp, portableLog } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import { createClusterTables } from "./cluster-tables.ts";
import { findClusters } from "./clusters.ts";
import { addEnumeratedCovariance } from "./enumerated-covariance.ts";
import { createJointWalk, type JointWalk } from "./joint-walk.ts";
import { assertGivenKnown, findStateStarts, openCase, type RowCase } from "./row-case.ts";
import type { RowEngine } from "./row-engine.ts";

/** Enumeration goes through this many joint states of the unknown variables at most. */
export const ENUMERATION_LIMIT: number = 2 ** 20;

/** What enumeration says of a case: log Σ_x exp(log-potential of x), −Infinity where no joint state is possible. */
export interface EnumerationAnswer {
  readonly logZ: number;
}

/** An engine that goes through all joint states. */
export interface Enumeration extends RowEngine<EnumerationAnswer> {
  /** Adds `scale` times the covariance of the counts of entries in the last run, `entries` by `entries`. */
  readonly addCovariance: (scale: number, into: Float64Array) => void;
}

/** Number of joint states of the variables that are unknown (−1) in `states`; may be Infinity. */
export function countJointStates({ sizes }: RowNetwork, states: Int32Array): number {
  return sizes.reduce((product, size, v) => ((states[v] as number) < 0 ? product * size : product), 1);
}

/**
 * An exact engine for cases in which the same variables are unknown as in `states`, for small networks: InternalError if there
 * are more joint states than ENUMERATION_LIMIT.
 */
export function createEnumeration(network: RowNetwork, states: Int32Array): Enumeration {
  const joint = countJointStates(network, states);
  if (joint > ENUMERATION_LIMIT) throw new InternalError(`${joint} joint states are too many to go through`);
  assertGivenKnown(network, states);
  const layout = findClusters(network, states);
  const cells = createClusterTables(network, layout, states);
  const walk = createJointWalk(network, layout, states);
  const probabilities = new Float64Array(joint);
  const beliefs = new Float64Array(layout.entries);
  const starts = findStateStarts(network.sizes);
  const marginals = new Float64Array(starts[network.sizes.length] as number);
  const run = (potentials: Float64Array, at: RowCase): EnumerationAnswer => {
    const constant = cells.fill(potentials, at);
    const logZ = constant + findProbabilities(walk, cells.tables, probabilities);
    at.states.forEach((state, v) => {
      marginals.fill(0, starts[v], starts[v + 1]);
      if (state >= 0) marginals[(starts[v] as number) + state] = 1;
    });
    addBeliefs(walk, probabilities, { beliefs, marginals, starts });
    return { logZ };
  };
  return {
    run,
    addCounts: (scale, counts) => cells.scatter(beliefs, scale, counts),
    addCovariance: (scale, into) =>
      addEnumeratedCovariance({ entries: network.entries, layout, cells, walk, probabilities, beliefs }, scale, into),
    marginals,
    starts,
  };
}

/** Fills the probability of each joint state, all 0 where none is possible; returns log Z. */
function findProbabilities(walk: JointWalk, tables: Float64Array, probabilities: Float64Array): number {
  const { places } = walk;
  let max = -Infinity;
  walk.reset();
  for (let j = 0; j < probabilities.length; j++) {
    let sum = 0;
    for (let c = 0; c < places.length; c++) sum += tables[places[c] as number] as number;
    probabilities[j] = sum;
    if (sum > max) max = sum;
    walk.advance();
  }
  let total = 0;
  const shift = max === -Infinity ? 0 : max;
  for (let j = 0; j < probabilities.length; j++) {
    const weight = portableExp((probabilities[j] as number) - shift);
    probabilities[j] = weight;
    total += weight;
  }
  if (total === 0) return -Infinity;
  for (let j = 0; j < probabilities.length; j++) probabilities[j] = (probabilities[j] as number) / total;
  return max + portableLog(total);
}

interface Gathered {
  readonly beliefs: Float64Array;
  readonly marginals: Float64Array;
  readonly starts: Int32Array;
}

function addBeliefs(walk: JointWalk, probabilities: Float64Array, { beliefs, marginals, starts }: Gathered): void {
  const { places, variables, digits } = walk;
  beliefs.fill(0);
  walk.reset();
  for (let j = 0; j < probabilities.length; j++) {
    const p = probabilities[j] as number;
    for (let c = 0; c < places.length; c++) beliefs[places[c] as number] = (beliefs[places[c] as number] as number) + p;
    for (let i = 0; i < variables.length; i++) {
      const at = (starts[variables[i] as number] as number) + (digits[i] as number);
      marginals[at] = (marginals[at] as number) + p;
    }
    walk.advance();
  }
}

/** What `enumerateNetwork` takes; `at` null: nothing is known. The covariance is made only if asked for. */
export interface EnumerationRequest {
  readonly network: RowNetwork;
  readonly potentials: Float64Array;
  readonly at: RowCase | null;
  readonly withCovariance?: boolean;
}

/** All expectations of one case, by entry; the covariance is `entries` by `entries`, null where it was not asked for. */
export interface EnumeratedNetwork {
  readonly logZ: number;
  readonly counts: Float64Array;
  readonly covariance: Float64Array | null;
  readonly marginals: Float64Array;
}

/** Goes through all joint states of one case, with the limits of `createEnumeration`. */
export function enumerateNetwork({ network, potentials, at, withCovariance }: EnumerationRequest): EnumeratedNetwork {
  const where = at ?? openCase(network);
  const engine = createEnumeration(network, where.states);
  const { logZ } = engine.run(potentials, where);
  const counts = new Float64Array(network.entries);
  engine.addCounts(1, counts);
  const covariance = withCovariance ? new Float64Array(network.entries ** 2) : null;
  if (covariance) engine.addCovariance(1, covariance);
  return { logZ, counts, covariance, marginals: engine.marginals };
}
