import { logSumExp } from "@platewise/core";
import type { RowFactor, RowNetwork } from "@platewise/graph";
import { strideOf } from "../approximate/clusters.ts";
import { factorScale, findStateStarts, type RowCase } from "../approximate/row-case.ts";

/**
 * A law of independent variables from which annealing starts: uniform; fitted to the factors that have one unknown variable
 * (`fields`); or log-weights of the states of all variables, one variable after the other.
 */
export type AnnealingBase = "uniform" | "fields" | Float64Array;

/** A network with one more factor for each variable that is unknown in a case, that of the base. */
export interface BasedNetwork {
  readonly network: RowNetwork;
  /** Log-weights of the base by variable and state; they are the last entries of the network. */
  readonly base: Float64Array;
  /** The base's log Z. */
  readonly logZ: number;
}

/** Adds a base to a network. */
export function createBasedNetwork(network: RowNetwork, potentials: Float64Array, at: RowCase, kind: AnnealingBase): BasedNetwork {
  const { sizes, factors, entries } = network;
  const starts = findStateStarts(sizes);
  const base = typeof kind === "string" ? new Float64Array(starts[sizes.length] as number) : Float64Array.from(kind);
  if (kind === "fields") for (const factor of factors) addField(network, { factor, potentials, starts, base }, at);
  const unknown = [...sizes.keys()].filter((v) => (at.states[v] as number) < 0);
  const added = unknown.map((v): RowFactor => {
    return { scope: [v], strides: [1], offset: entries + (starts[v] as number), length: sizes[v] as number, basis: -1 };
  });
  return {
    network: { ...network, factors: [...factors, ...added], entries: entries + base.length },
    base,
    logZ: unknown.reduce((sum, v) => sum + logSumExp(base, starts[v] as number, sizes[v] as number), 0),
  };
}

interface Field {
  readonly factor: RowFactor;
  readonly potentials: Float64Array;
  readonly starts: Int32Array;
  readonly base: Float64Array;
}

/** Adds to the base a factor that has exactly one unknown variable. */
function addField(network: RowNetwork, { factor, potentials, starts, base }: Field, { row, states }: RowCase): void {
  const open = [...new Set(factor.scope)].filter((v) => (states[v] as number) < 0);
  const variable = open[0];
  if (open.length !== 1 || variable === undefined) return;
  const scale = factorScale(network, factor.basis, row);
  if (scale === 0) return;
  const entry = factor.scope.reduce(
    (sum, v, i) => sum + (v === variable ? 0 : (states[v] as number) * (factor.strides[i] as number)),
    factor.offset,
  );
  const start = starts[variable] as number;
  const stride = strideOf(factor, variable);
  for (let k = 0; k < (network.sizes[variable] as number); k++) {
    base[start + k] = (base[start + k] as number) + scale * (potentials[entry + k * stride] as number);
  }
}
