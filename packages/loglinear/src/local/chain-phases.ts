import { InternalError, type Random } from "@platewise/core";
import type { RowNetwork, RowStates } from "@platewise/graph";
import { type ChainCounts, createChainCounts } from "../sampling/chain-counts.ts";
import { type Chains, createChains, placeChains, releaseChains } from "../sampling/chains.ts";
import { createGibbs, type Gibbs } from "../sampling/gibbs.ts";
import { bindRows, weightOf } from "./local-block.ts";

/** Chains with what samples them and what reads them off. */
export interface SampledChains {
  readonly chains: Chains;
  readonly gibbs: Gibbs;
  readonly counts: ChainCounts;
}

/** Chains of a network, not placed yet. */
export function sampleChains(network: RowNetwork, count: number, random: Random): SampledChains {
  const chains = createChains(network, count, random);
  return { chains, gibbs: createGibbs(network, chains), counts: createChainCounts(network, chains) };
}

/** True where a variable that is not given has empty cells. */
export const hasUnknownCells = ({ states }: RowStates): boolean => states.includes(-1);

/** Sweeps that settle what is unknown, where unknowns depend on one another. */
const SETTLING = 10;

/** Sweeps after which what is unknown follows its law given the rest: one is exact where no factor holds two variables with empty cells. */
export function settlingSweeps({ sizes, factors }: RowNetwork, { rows, states }: RowStates): number {
  const width = sizes.length;
  const isUnknown = Uint8Array.from(sizes, (_, v) => {
    for (let row = 0; row < rows; row++) if (states[row * width + v] === -1) return 1;
    return 0;
  });
  if (!isUnknown.includes(1)) return 0;
  return factors.some(({ scope }) => new Set(scope.filter((v) => isUnknown[v] === 1)).size > 1) ? SETTLING : 1;
}

/** True where rows have laws of their own: something is given, or numbers multiply factors. */
export const isConditional = ({ given, columns }: RowNetwork): boolean => given.includes(1) || columns.length > 0;

/** Sum of the rows' weights. */
export function totalWeight(data: RowStates): number {
  let sum = 0;
  for (let row = 0; row < data.rows; row++) sum += weightOf(data, row);
  return sum;
}

/** Puts a chain at every row, with its weight; holds what is known. InternalError where the rows don't fit the network. */
export function placeAtRows(network: RowNetwork, { chains }: SampledChains, data: RowStates): void {
  bindRows(network, data);
  if (chains.count !== data.rows) throw new InternalError(`${chains.count} chains at ${data.rows} rows`);
  placeChains(network, chains, { rows: data, pick: null, hold: "known" });
}

/**
 * Chooses rows by weight at even distances from a random place on: each row as often as its share says, to within one. Every chain
 * counts the same, and all together `weight`.
 */
export function placeAtDrawnRows(
  network: RowNetwork,
  sampled: SampledChains,
  data: RowStates,
  draw: { random: Random; pick: Int32Array },
): void {
  const { chains } = sampled;
  const { pick, random } = draw;
  const weight = totalWeight(data);
  const apart = weight / pick.length;
  const first = random.next() * apart;
  let row = 0;
  let passed = weightOf(data, 0);
  for (let c = 0; c < pick.length; c++) {
    while (row + 1 < data.rows && passed <= first + c * apart) {
      row += 1;
      passed += weightOf(data, row);
    }
    pick[c] = row;
  }
  placeChains(network, chains, { rows: data, pick, hold: "known" });
  chains.weights.fill(apart);
}

/** Draws what is unknown given what is held, so many times over, then lets go of all that is not given. */
export function completeAndRelease(
  network: RowNetwork,
  { gibbs, chains }: SampledChains,
  logPotentials: Float64Array,
  sweeps: number,
): void {
  gibbs.sweep(logPotentials, sweeps);
  releaseChains(network, chains);
}
