// Besag, "Statistical analysis of non-lattice data", The Statistician 24 (1975); Lindsay, "Composite likelihood methods",
// Contemporary Mathematics 80 (1988).

import { addTransposed, applyMap, type LinearMap, type RowNetwork, type RowStates } from "@platewise/graph";
import type { Objective } from "../optimizers/objective.ts";
import { createTile, passBlock } from "./block-pass.ts";
import { type BoundNetwork, bindRows, compileBlock, jointStateOf, type LocalBlock, weightOf } from "./local-block.ts";

/**
 * The sum over rows and blocks of log p(block | all other variables), as a function of the log-potentials: each term concave, and
 * maximal in expectation at the true ones. Terms for which a cell of the block or around it is empty are dropped.
 */
export interface LocalLikelihood {
  /** The free variables whose joint law is taken at a time. */
  readonly blocks: readonly LocalBlock[];
  /** Number of log-potentials. */
  readonly entries: number;
  /** Weighted number of terms that are summed, and of those that were dropped. */
  readonly terms: number;
  readonly dropped: number;
  /**
   * The log-likelihood at these log-potentials. Overwrites `counts` with its derivatives: counts of entries, observed minus expected
   * given the variables around a block. NaN where a log-potential is not a number or Infinity. Allocates nothing.
   */
  readonly evaluate: (logPotentials: Float64Array, counts: Float64Array) => number;
}

function addObserved(bound: BoundNetwork, block: LocalBlock, counts: Float64Array): void {
  for (let row = 0; row < bound.data.rows; row++) {
    const at = block.caseOf[row] as number;
    if (at < 0) continue;
    const joint = jointStateOf(bound, block, row);
    const weight = weightOf(bound.data, row);
    for (const { project, factors } of block.parts) {
      const state = project === null ? joint : (project[joint] as number);
      for (const { codes, bases, offsets, scales } of factors) {
        const entry = (bases[codes[at] as number] as number) + (offsets[state] as number);
        counts[entry] = (counts[entry] as number) + (scales === null ? weight : weight * (scales[at] as number));
      }
    }
  }
}

/** Σ counts · log-potentials, in which a removed entry (−Infinity) that never occurs counts nothing. */
function observedPart(counts: Float64Array, logPotentials: Float64Array): number {
  let sum = 0;
  for (let e = 0; e < counts.length; e++) {
    const value = logPotentials[e] as number;
    // NaN and Infinity pass into the sum even where the count is zero.
    if (counts[e] !== 0 || !(value < Infinity)) sum += (counts[e] as number) * value;
  }
  return sum;
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

function droppedOf({ data }: BoundNetwork, { caseOf }: LocalBlock): number {
  let sum = 0;
  for (let row = 0; row < data.rows; row++) if (caseOf[row] === -1) sum += weightOf(data, row);
  return sum;
}

/** The likelihood of blocks of free variables, each given all other variables. */
export function localLikelihood(network: RowNetwork, data: RowStates, variables: readonly (readonly number[])[]): LocalLikelihood {
  const bound = bindRows(network, data);
  const blocks = variables.map((each) => compileBlock(bound, each));
  const observed = new Float64Array(network.entries);
  for (const block of blocks) addObserved(bound, block, observed);
  const tile = createTile(blocks.reduce((most, { states }) => Math.max(most, states), 1));
  const evaluate = (logPotentials: Float64Array, counts: Float64Array): number => {
    counts.set(observed);
    let value = observedPart(observed, logPotentials);
    for (const block of blocks) value -= passBlock(block, logPotentials, tile, counts);
    return value;
  };
  const terms = sumOf(blocks.map(({ weights }) => sumOf(weights)));
  const dropped = sumOf(blocks.map((block) => droppedOf(bound, block)));
  return { blocks, entries: network.entries, terms, dropped, evaluate };
}

/** The negative of a local likelihood as a function of `size` parameters, to be minimised; convex. */
export function localObjective({ entries, evaluate }: LocalLikelihood, map: LinearMap, size: number): Objective {
  const logPotentials = new Float64Array(entries);
  const counts = new Float64Array(entries);
  return {
    size,
    evaluate: (theta, gradient) => {
      applyMap(map, theta, logPotentials);
      const value = evaluate(logPotentials, counts);
      gradient.fill(0);
      addTransposed(map, counts, -1, gradient);
      return -value;
    },
  };
}
