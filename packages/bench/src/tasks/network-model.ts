import type { ParamInput, ParamInputValue } from "platewise";

/** A discrete network: per node its name, its states, the places of its parents and, where known, its table, parents first, row by row. */
export interface NetworkStart {
  readonly names: readonly string[];
  readonly card: readonly number[];
  readonly parents: readonly (readonly number[])[];
  readonly cpt?: readonly (readonly number[])[];
}

const stateList = (states: number): string => Array.from({ length: states }, (_, s) => s).join(", ");

/** A network as a model with a table for each node, every node in the data; states are numbered from 0. */
export function networkText(title: string, { names, card, parents }: NetworkStart): string {
  const parentsOf = (node: number): string => (parents[node] ?? []).map((p) => names[p]).join(", ");
  const nodes = names.map((name, i) => `  observed ${name} : {${stateList(card[i] ?? 0)}} ~ Table(${parentsOf(i)})`);
  return `model ${title}\nplate row {\n${nodes.join("\n")}\n}\n`;
}

function nest(flat: readonly number[], shape: readonly number[]): ParamInputValue {
  const [first = 0, ...rest] = shape;
  if (rest.length === 0) return flat;
  const size = flat.length / first;
  return Array.from({ length: first }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), rest));
}

/** The tables of a network as start values of its model. */
export function networkTables({ names, card, parents, cpt = [] }: NetworkStart): ParamInput {
  const sizes = (node: number): readonly number[] => [...(parents[node] ?? []), node].map((v) => card[v] ?? 0);
  return Object.fromEntries(names.map((name, i) => [name, nest(cpt[i] ?? [], sizes(i))]));
}
