import type { RowNetwork } from "@platewise/graph";
import { factorScale, type RowCase } from "../approximate/row-case.ts";
import { findNeighbourhoods, type Touch } from "./neighbourhoods.ts";

/**
 * Writes to `into` the log-weights of a variable's states given all other variables, which must be known: the sum of the factors
 * that touch it. A factor that the row's column multiplies by 0 says nothing.
 */
export type ConditionalLogWeights = (potentials: Float64Array, variable: number, at: RowCase, into: Float64Array) => void;

/** Prepares the conditional laws of a network's variables. */
export function createConditionalLogWeights(network: RowNetwork): ConditionalLogWeights {
  const neighbourhoods = findNeighbourhoods(network);
  return (potentials, variable, { row, states }, into) => {
    const touches = neighbourhoods[variable] as readonly Touch[];
    const size = network.sizes[variable] as number;
    for (let k = 0; k < size; k++) into[k] = 0;
    for (let t = 0; t < touches.length; t++) {
      const touch = touches[t] as Touch;
      const scale = factorScale(network, touch.basis, row);
      const entry = entryOf(touch, states);
      if (scale === 0) continue;
      for (let k = 0; k < size; k++) into[k] = (into[k] as number) + scale * (potentials[entry + k * touch.stride] as number);
    }
  };
}

function entryOf({ offset, others, otherStrides }: Touch, states: Int32Array): number {
  let entry = offset;
  for (let i = 0; i < others.length; i++) entry += (states[others[i] as number] as number) * (otherStrides[i] as number);
  return entry;
}
