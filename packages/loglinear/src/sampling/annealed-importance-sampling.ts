// Neal, "Annealed importance sampling" (Statistics and Computing 11, 2001); Salakhutdinov & Murray, "On the quantitative analysis of
// deep belief networks" (ICML 2008), for a base of independent variables.

import { InternalError, logSumExp, portableExp, type Random } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";
import { assertGivenKnown, openCase, type RowCase } from "../approximate/row-case.ts";
import { type AnnealingBase, type BasedNetwork, createBasedNetwork } from "./annealing-base.ts";
import { createChainCounts } from "./chain-counts.ts";
import { type Chains, createChains, placeChains } from "./chains.ts";
import { createGibbs } from "./gibbs.ts";

/**
 * How log Z is estimated. `at` null: nothing is known; what is known in a case stays, and the sum is over the rest. `runs` chains
 * (2 or more) go from the base to the network through `temperatures`: their number, evenly spaced, or they themselves, ascending
 * and ending in 1. At each but the last every chain makes `sweeps` sweeps (default 1). The base is fitted to the factors of one
 * variable by default.
 */
export interface AnnealingRequest {
  readonly network: RowNetwork;
  readonly potentials: Float64Array;
  readonly at: RowCase | null;
  readonly runs: number;
  readonly temperatures: number | Float64Array;
  readonly random: Random;
  readonly base?: AnnealingBase;
  readonly sweeps?: number;
}

/**
 * An estimate of log Z. The mean of the weights is unbiased for Z, so that their log tends to be too small. `standardError` is
 * that of log Z by the delta method, from the spread of the weights; it says too little where `effectiveRuns` = (Σw)² / Σw², the
 * number of equal weights that would be as good, is small. `logWeights` are those of the runs, the base's log Z included.
 */
export interface AnnealingEstimate {
  readonly logZ: number;
  readonly standardError: number;
  readonly effectiveRuns: number;
  readonly logWeights: Float64Array;
}

/** Estimates log Z by annealed importance sampling; the same random stream gives the same estimate. */
export function annealedImportanceSampling(request: AnnealingRequest): AnnealingEstimate {
  const { network, potentials, runs, random, base = "fields", sweeps = 1 } = request;
  if (!(runs >= 2)) throw new InternalError(`annealed importance sampling with ${runs} runs`);
  const at = request.at ?? openCase(network);
  assertGivenKnown(network, at.states);
  const based = createBasedNetwork(network, potentials, at, base);
  const chains = createChains(based.network, runs, random);
  holdCase(based.network, chains, at);
  const gibbs = createGibbs(based.network, chains);
  const counts = createChainCounts(based.network, chains);
  const tempered = new Float64Array(based.network.entries);
  const ratio = new Float64Array(based.network.entries);
  const rises = new Float64Array(runs);
  const logWeights = new Float64Array(runs).fill(based.logZ);
  fillRatio(based, potentials, ratio);
  temper(based, potentials, 0, tempered);
  gibbs.sweep(tempered, 1);
  let reached = 0;
  for (const beta of temperaturesOf(request.temperatures)) {
    counts.readPotentials(ratio, rises);
    addRises(rises, beta - reached, logWeights);
    reached = beta;
    if (beta === 1) break;
    temper(based, potentials, beta, tempered);
    gibbs.sweep(tempered, sweeps);
  }
  return { ...summarise(logWeights), logWeights };
}

function addRises(rises: Float64Array, step: number, logWeights: Float64Array): void {
  for (let c = 0; c < rises.length; c++) {
    const sum = logWeights[c] as number;
    // A run that has come to a forbidden state is lost, and may go on to where the rise is NaN.
    if (sum > -Infinity) logWeights[c] = sum + step * (rises[c] as number);
  }
}

function temperaturesOf(temperatures: number | Float64Array): Float64Array {
  const steps =
    typeof temperatures === "number" ? Float64Array.from({ length: temperatures }, (_, k) => (k + 1) / temperatures) : temperatures;
  if (steps[steps.length - 1] !== 1 || steps.some((beta, k) => !(beta > (steps[k - 1] ?? 0)))) {
    throw new InternalError("temperatures that do not ascend from above 0 to 1");
  }
  return steps;
}

/** Every chain is in the case's row and keeps what is known there. */
function holdCase(network: RowNetwork, chains: Chains, { row, states }: RowCase): void {
  placeChains(network, chains, { rows: { rows: 1, states, weights: null }, pick: new Int32Array(chains.count), hold: "known" });
  chains.rows.fill(row);
}

/** Log-potentials at which the chance of x is base(x)^(1−β) · network(x)^β, for β from 0 to below 1. */
function temper({ network, base }: BasedNetwork, potentials: Float64Array, beta: number, into: Float64Array): void {
  const own = network.entries - base.length;
  // A state that is forbidden must not give 0 · −∞ at the base.
  for (let e = 0; e < own; e++) into[e] = beta === 0 ? 0 : beta * (potentials[e] as number);
  for (let e = 0; e < base.length; e++) into[own + e] = (1 - beta) * (base[e] as number);
}

/** Log-potentials whose sum is by how much the network's log-potential exceeds the base's. */
function fillRatio({ network, base }: BasedNetwork, potentials: Float64Array, into: Float64Array): void {
  const own = network.entries - base.length;
  into.set(potentials);
  for (let e = 0; e < base.length; e++) into[own + e] = -(base[e] as number);
}

function summarise(logWeights: Float64Array): Omit<AnnealingEstimate, "logWeights"> {
  const runs = logWeights.length;
  const total = logSumExp(logWeights, 0, runs);
  const logZ = total - logSumExp(new Float64Array(runs), 0, runs);
  if (logZ === -Infinity) return { logZ, standardError: Infinity, effectiveRuns: 0 };
  let squares = 0;
  let spread = 0;
  for (const logWeight of logWeights) {
    const relative = portableExp(logWeight - logZ);
    squares += relative * relative;
    spread += (relative - 1) ** 2;
  }
  return { logZ, standardError: Math.sqrt(spread / (runs * (runs - 1))), effectiveRuns: (runs * runs) / squares };
}
