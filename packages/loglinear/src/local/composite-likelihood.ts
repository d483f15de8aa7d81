import type { RowNetwork, RowStates } from "@platewise/graph";
import { distinct, jointStates } from "./local-block.ts";
import { type LocalLikelihood, localLikelihood } from "./local-likelihood.ts";
import { freeVariables } from "./pseudo-likelihood.ts";

/** Blocks of more joint states than this are taken apart into their variables. */
const MOST_STATES = 4096;

const contains = (outer: readonly number[], inner: readonly number[]): boolean => inner.every((v) => outer.includes(v));

function pushTo<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Each set once, without those that lie within another; the largest first. */
function maximalSets(sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const unique = [...new Map(sets.map((set) => [set.join(), set])).values()];
  const holding = new Map<number, (readonly number[])[]>();
  const maximal: (readonly number[])[] = [];
  for (const size of distinct(unique.map((set) => set.length)).toReversed()) {
    const isWithin = (set: readonly number[]) => holding.get(set[0] as number)?.some((other) => contains(other, set)) ?? false;
    const kept = unique.filter((set) => set.length === size && !isWithin(set));
    for (const set of kept) for (const v of set) pushTo(holding, v, set);
    maximal.push(...kept);
  }
  return maximal;
}

/**
 * The blocks of the composite likelihood: the sets of free variables of factors that lie within no other factor's, and single
 * variables that no block holds. A set of more than 4096 joint states is replaced by its variables, one by one.
 */
export function compositeBlocks(network: RowNetwork): readonly (readonly number[])[] {
  const singles = freeVariables(network).map((v) => [v]);
  const scopes = network.factors.map(({ scope }) => distinct(scope.filter((v) => network.given[v] !== 1)));
  const affordable = scopes.filter((scope) => scope.length > 0 && jointStates(network.sizes, scope) <= MOST_STATES);
  return maximalSets([...affordable, ...singles]);
}

/**
 * The composite likelihood: Σ over rows and blocks of log p(block | all other variables); with one block of all variables it is the
 * likelihood. Consistent like the pseudo-likelihood, and mostly more efficient. `compositeBlocks` when no blocks are named.
 */
export function compositeLikelihood(
  network: RowNetwork,
  data: RowStates,
  blocks: readonly (readonly number[])[] = compositeBlocks(network),
): LocalLikelihood {
  return localLikelihood(network, data, blocks);
}
