// Geman & Geman, "Stochastic relaxation, Gibbs distributions, and the Bayesian restoration of images" (IEEE Trans. PAMI 6, 1984);
// in blocks of one colour as in Gonzalez, Low, Gretton & Guestrin, "Parallel Gibbs sampling" (AISTATS 2011).

import { normaliseBlockTotal, type Random, sigmoid } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import type { Chains } from "./chains.ts";
import { colourVariables, orderByColour } from "./colour-variables.ts";
import { createLanes, fillLaneDifferences, fillLaneWeights, type Lanes } from "./lane-weights.ts";
import { findNeighbourhoods, type Touch } from "./neighbourhoods.ts";

/**
 * In which order a sweep goes through the variables: as they stand, or block by block, where the variables of a block share no
 * factor, so that a block is drawn at once from its joint law given the rest. A restricted Boltzmann machine has two blocks.
 */
export type SweepOrder = "variables" | "blocks";

/** Gibbs sampling of chains. */
export interface Gibbs {
  readonly chains: Chains;
  /** The variables in the order of a sweep; given ones are not among them. */
  readonly order: Int32Array;
  /**
   * Draws every variable that is not held once per sweep, in every chain, given all others, at these log-potentials. Where others
   * leave no state possible, all are taken to be as likely: a chain that starts where the law has no probability may leave.
   */
  readonly sweep: (potentials: Float64Array, sweeps: number) => void;
}

/** Prepares Gibbs sampling of chains of a network; all memory is taken here. */
export function createGibbs(network: RowNetwork, chains: Chains, order: SweepOrder = "blocks"): Gibbs {
  const neighbourhoods = findNeighbourhoods(network);
  const { sizes, given, columns } = network;
  const lanes = createLanes(
    chains,
    columns,
    sizes.reduce((max, size) => Math.max(max, size), 1),
  );
  const variables =
    order === "blocks" ? orderByColour(colourVariables(network)) : Int32Array.from([...sizes.keys()].filter((v) => given[v] !== 1));
  const sweep = (potentials: Float64Array, sweeps: number): void => {
    for (let s = 0; s < sweeps; s++) {
      for (let i = 0; i < variables.length; i++) {
        const v = variables[i] as number;
        if (allHeld(chains, v)) continue;
        const touches = neighbourhoods[v] as readonly Touch[];
        const size = sizes[v] as number;
        if (size === 2) drawPairs(lanes, touches, potentials, v);
        else drawStates(lanes, touches, potentials, { variable: v, size });
      }
    }
  };
  return { chains, order: variables, sweep };
}

function allHeld({ count, held }: Chains, variable: number): boolean {
  for (let at = variable * count; at < (variable + 1) * count; at++) if (held[at] === 0) return false;
  return true;
}

/** Draws a variable of two states in every chain. */
function drawPairs(lanes: Lanes, touches: readonly Touch[], potentials: Float64Array, variable: number): void {
  const { chains, weights } = lanes;
  const { count, states, held, streams } = chains;
  fillLaneDifferences(lanes, touches, potentials);
  const first = variable * count;
  for (let c = 0; c < count; c++) {
    if (held[first + c] !== 0) continue;
    const difference = weights[c] as number;
    const p = Number.isNaN(difference) ? 0.5 : sigmoid(difference);
    states[first + c] = (streams[c] as Random).next() < p ? 1 : 0;
  }
}

interface Drawn {
  readonly variable: number;
  readonly size: number;
}

/** Draws a variable in every chain. */
function drawStates(lanes: Lanes, touches: readonly Touch[], potentials: Float64Array, { variable, size }: Drawn): void {
  const { chains, weights } = lanes;
  const { count, states, held, streams } = chains;
  fillLaneWeights(lanes, touches, potentials, size);
  normaliseBlockTotal(weights, size, count, count);
  const first = variable * count;
  for (let c = 0; c < count; c++) {
    if (held[first + c] === 0) states[first + c] = stateAt(lanes, c, size, (streams[c] as Random).next());
  }
}

/** The state up to which the probabilities of a chain first exceed u, and never one of probability 0 if there is another. */
function stateAt({ chains, weights }: Lanes, chain: number, size: number, u: number): number {
  const { count } = chains;
  let left = u;
  let last = -1;
  for (let k = 0; k < size; k++) {
    const p = weights[k * count + chain] as number;
    if (p <= 0) continue;
    if (left < p) return k;
    left -= p;
    last = k;
  }
  return last >= 0 ? last : Math.floor(u * size);
}
