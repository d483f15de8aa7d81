import type { BoundData, BoundNode, NodeDecl, PlateDecl } from "@platewise/core";
import { InternalError, indexSetSize, isDiscrete, stateCount } from "@platewise/core";
import { plateChain } from "../structure/factor-graph.ts";
import { type GroundPlate, type GroundVariable, ROOT, variableKey } from "./ground-graph.ts";
import { previousVariables } from "./previous-variables.ts";

/** The fixed plates around a node, outermost first, and the nearest plate that reads rows. */
export interface Surroundings {
  readonly fixed: readonly PlateDecl[];
  readonly rowPlate: number;
}

/** Splits the plates around `id` into the fixed ones and the innermost that reads rows. */
export function surroundings(plates: readonly PlateDecl[], id: number | null): Surroundings {
  const chain = plateChain(plates, id).map((p) => plates.find((plate) => plate.id === p) as PlateDecl);
  const reading = chain.filter((plate) => plate.kind !== "fixed");
  return { fixed: chain.filter((plate) => plate.kind === "fixed"), rowPlate: reading.at(-1)?.id ?? ROOT };
}

/** Every combination of running indices of fixed plates, the last one fastest. */
export function combinations(fixed: readonly PlateDecl[]): readonly (readonly number[])[] {
  let rows: readonly (readonly number[])[] = [[]];
  for (const plate of fixed) {
    const size = plate.over ? indexSetSize(plate.over) : null;
    if (size === null) throw new InternalError(`the size of plate ${plate.name} is not known`);
    rows = rows.flatMap((row) => Array.from({ length: size }, (_, i) => [...row, i]));
  }
  return rows;
}

function labelsOf(node: NodeDecl, states: number | null): readonly string[] {
  if (node.domain.kind === "labels") return node.domain.labels ?? [];
  return Array.from({ length: states ?? 0 }, (_, i) => String(i));
}

function numbersOf(labels: readonly string[]): readonly number[] {
  const numbers = labels.map(Number);
  return numbers.some(Number.isNaN) ? labels.map((_, i) => i) : numbers;
}

/** The tree of row plates, with a root of one instance where nodes stand outside all of them. */
export function groundPlates(plates: readonly PlateDecl[], nodes: readonly NodeDecl[]): readonly GroundPlate[] {
  const reading = plates.filter((plate) => plate.kind !== "fixed");
  const needsRoot = nodes.some((node) => node.role !== "given" && surroundings(plates, node.plate).rowPlate === ROOT);
  const top = needsRoot ? ROOT : null;
  const parentOf = (plate: PlateDecl): number | null => {
    const outer = surroundings(plates, plate.parent).rowPlate;
    return outer === ROOT ? top : outer;
  };
  const grounded = reading.map((plate) => ({ id: plate.id, name: plate.name, parent: parentOf(plate) }));
  const all = needsRoot ? [{ id: ROOT, name: "(once)", parent: null }, ...grounded] : grounded;
  return all.map((plate) => ({ ...plate, children: all.filter((p) => p.parent === plate.id).map((p) => p.id) }));
}

/** Writes the nodes of fixed plates out and joins each with its bound column. */
export function groundVariables(data: BoundData): readonly GroundVariable[] {
  const { model } = data;
  const bound = new Map<string, BoundNode>(data.nodes.map((node) => [variableKey(node.name, node.indices), node]));
  const variables: GroundVariable[] = [];
  for (const decl of model.nodes) {
    const { fixed, rowPlate } = surroundings(model.plates, decl.plate);
    const states = isDiscrete(decl.domain) ? stateCount(decl.domain) : null;
    const labels = labelsOf(decl, states);
    const numbers = numbersOf(labels);
    for (const indices of combinations(fixed)) {
      const key = variableKey(decl.name, indices);
      const values = bound.get(key) ?? null;
      variables.push({
        id: variables.length,
        key,
        decl,
        indices,
        plate: rowPlate,
        states,
        numbers,
        labels,
        bound: values,
        previous: null,
      });
    }
  }
  return [...variables, ...previousVariables(data, variables)];
}
