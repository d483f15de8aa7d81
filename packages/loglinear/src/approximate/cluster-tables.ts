import { InternalError } from "@platewise/core";
import type { RowFactor, RowNetwork } from "@platewise/graph";
import type { Clusters } from "./clusters.ts";
import { factorScale, type RowCase } from "./row-case.ts";

/** The log-potentials of one case, laid out by clusters, and the way back from beliefs of clusters to counts of entries. */
export interface ClusterTables {
  /** Log-potentials of all clusters, each at its `start`. */
  readonly tables: Float64Array;
  /** For each factor, the place of its first entry for the case's known states, and what multiplies it in the case's row. */
  readonly bases: Int32Array;
  readonly scales: Float64Array;
  /** Fills the tables, bases and scales, and returns the sum of the constant factors. What is unknown must be what was laid out. */
  readonly fill: (potentials: Float64Array, at: RowCase) => number;
  /** Adds to `counts`, by entry, `scale` times what beliefs of the clusters' entries expect of the case last filled in. */
  readonly scatter: (beliefs: Float64Array, scale: number, counts: Float64Array) => void;
}

/** Lays out tables for cases in which the same variables are unknown as in `states`. */
export function createClusterTables(network: RowNetwork, layout: Clusters, states: Int32Array): ClusterTables {
  const unknown = Uint8Array.from(states, (state) => (state < 0 ? 1 : 0));
  const bases = new Int32Array(network.factors.length);
  const scales = new Float64Array(network.factors.length);
  const tables = new Float64Array(layout.entries);
  const fill = (potentials: Float64Array, at: RowCase): number => {
    assertSamePattern(unknown, at.states);
    placeFactors(network, at, bases, scales);
    tables.fill(0);
    addMembers(layout, { bases, scales, potentials }, tables);
    let constant = 0;
    for (const f of layout.constants) constant += scaled(scales[f] as number, potentials[bases[f] as number] as number);
    return constant;
  };
  const scatter = (beliefs: Float64Array, scale: number, counts: Float64Array): void => {
    for (const f of layout.constants) addAt(counts, bases[f] as number, scale * (scales[f] as number));
    for (const { start, length, members } of layout.clusters) {
      for (const { factor, positions } of members) {
        const base = bases[factor] as number;
        const weight = scale * (scales[factor] as number);
        for (let i = 0; i < length; i++) addAt(counts, base + (positions[i] as number), weight * (beliefs[start + i] as number));
      }
    }
  };
  return { tables, bases, scales, fill, scatter };
}

function assertSamePattern(unknown: Uint8Array, states: Int32Array): void {
  for (let v = 0; v < unknown.length; v++) {
    if ((states[v] as number) < 0 !== (unknown[v] === 1)) throw new InternalError("a case with other unknown variables than were laid out");
  }
}

function placeFactors(network: RowNetwork, { row, states }: RowCase, bases: Int32Array, scales: Float64Array): void {
  network.factors.forEach(({ scope, strides, offset, basis }: RowFactor, f) => {
    let base = offset;
    for (let i = 0; i < scope.length; i++) {
      const state = states[scope[i] as number] as number;
      if (state > 0) base += state * (strides[i] as number);
    }
    bases[f] = base;
    scales[f] = factorScale(network, basis, row);
  });
}

interface Placed {
  readonly bases: Int32Array;
  readonly scales: Float64Array;
  readonly potentials: Float64Array;
}

function addMembers({ clusters }: Clusters, { bases, scales, potentials }: Placed, tables: Float64Array): void {
  for (const { start, length, members } of clusters) {
    for (const { factor, positions } of members) {
      const base = bases[factor] as number;
      const scale = scales[factor] as number;
      for (let i = 0; i < length; i++) addAt(tables, start + i, scaled(scale, potentials[base + (positions[i] as number)] as number));
    }
  }
}

/** A factor that a row's column multiplies by 0 says nothing, also where it forbids. */
const scaled = (scale: number, potential: number): number => (scale === 0 ? 0 : scale * potential);

function addAt(array: Float64Array, at: number, amount: number): void {
  array[at] = (array[at] as number) + amount;
}
