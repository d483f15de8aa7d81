import type { RowFactor, RowNetwork } from "@platewise/graph";
import type { Chains } from "./chains.ts";
import { createLanes, findEntries, findScales, type Lanes } from "./lane-weights.ts";

/** Reads off chains what their states say of a network. */
export interface ChainCounts {
  /**
   * Adds to each entry of `counts` `scale` times the weights of the chains whose states are at it, each times what a column multiplies
   * the entry's factor by.
   */
  readonly add: (scale: number, counts: Float64Array) => void;
  /** Writes the log-potential of each chain's states to `into`. */
  readonly readPotentials: (potentials: Float64Array, into: Float64Array) => void;
}

/** Prepares the counts of chains of a network. */
export function createChainCounts({ factors, columns }: RowNetwork, chains: Chains): ChainCounts {
  const lanes = createLanes(chains, columns, 0);
  return {
    add: (scale, counts) => {
      for (const factor of factors) (isPair(factor) ? addPairCounts : addCounts)(lanes, factor, scale, counts);
    },
    readPotentials: (potentials, into) => {
      into.fill(0);
      for (const factor of factors) (isPair(factor) ? addPairPotentials : addPotentials)(lanes, factor, potentials, into);
    },
  };
}

/** A factor of two variables that no column multiplies, the commonest by far. */
const isPair = ({ scope, basis }: RowFactor): boolean => basis < 0 && scope.length === 2;

function addPairCounts({ chains }: Lanes, { offset, scope, strides }: RowFactor, scale: number, counts: Float64Array): void {
  const { count, states, weights } = chains;
  const [first, second] = [(scope[0] as number) * count, (scope[1] as number) * count];
  const [a, b] = [strides[0] as number, strides[1] as number];
  for (let c = 0; c < count; c++) {
    const entry = offset + (states[first + c] as number) * a + (states[second + c] as number) * b;
    counts[entry] = (counts[entry] as number) + scale * (weights[c] as number);
  }
}

function addPairPotentials({ chains }: Lanes, { offset, scope, strides }: RowFactor, potentials: Float64Array, into: Float64Array): void {
  const { count, states } = chains;
  const [first, second] = [(scope[0] as number) * count, (scope[1] as number) * count];
  const [a, b] = [strides[0] as number, strides[1] as number];
  for (let c = 0; c < count; c++) {
    const entry = offset + (states[first + c] as number) * a + (states[second + c] as number) * b;
    into[c] = (into[c] as number) + (potentials[entry] as number);
  }
}

function place(lanes: Lanes, { offset, scope, strides, basis }: RowFactor): void {
  findEntries(lanes, offset, scope, strides);
  if (basis < 0) lanes.scales.fill(1);
  else findScales(lanes, basis);
}

function addCounts(lanes: Lanes, factor: RowFactor, scale: number, counts: Float64Array): void {
  const { chains, entries, scales } = lanes;
  const { count, weights } = chains;
  place(lanes, factor);
  for (let c = 0; c < count; c++) {
    const entry = entries[c] as number;
    counts[entry] = (counts[entry] as number) + scale * (weights[c] as number) * (scales[c] as number);
  }
}

function addPotentials(lanes: Lanes, factor: RowFactor, potentials: Float64Array, into: Float64Array): void {
  const { chains, entries, scales } = lanes;
  place(lanes, factor);
  for (let c = 0; c < chains.count; c++) {
    const scale = scales[c] as number;
    if (scale !== 0) into[c] = (into[c] as number) + scale * (potentials[entries[c] as number] as number);
  }
}
