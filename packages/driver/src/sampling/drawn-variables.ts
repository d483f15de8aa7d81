import type { BoundData, BoundNode, NodeDecl } from "@platewise/core";
import { indexSetSize, isDiscrete, missingCode, stateCount } from "@platewise/core";
import { ROOT, variableKey } from "@platewise/graph";
import { boundPlate } from "../binding/bind-plates.ts";
import { enclosingPlates, memberIndices } from "../binding/node-readings.ts";

/**
 * A node, or one member of a node in fixed plates, with a value for each instance of the plate that reads its rows (ROOT: one).
 * `values[instance * length + component]` is a state for discrete nodes, whose values in arithmetic are `numbers`. `known` is
 * 1 where the value stands and is not drawn.
 */
export interface DrawnVariable {
  readonly key: string;
  readonly decl: NodeDecl;
  readonly indices: readonly number[];
  readonly plate: number;
  readonly states: number | null;
  readonly labels: readonly string[];
  readonly numbers: readonly number[];
  readonly length: number;
  readonly values: Float64Array;
  readonly known: Uint8Array;
  readonly bound: BoundNode | null;
}

function lengthOf({ domain }: NodeDecl): number {
  if (domain.kind === "vector") return domain.size;
  return domain.kind === "simplex" ? (indexSetSize(domain.over) ?? 1) : 1;
}

function labelsOf({ domain }: NodeDecl, states: number | null): readonly string[] {
  if (domain.kind === "labels") return domain.labels ?? [];
  return Array.from({ length: states ?? 0 }, (_, i) => String(i));
}

/** The values of labels in arithmetic: their numbers where all are numbers, else their states. */
function numbersOf(labels: readonly string[]): readonly number[] {
  const numbers = labels.map(Number);
  return numbers.some(Number.isNaN) ? labels.map((_, i) => i) : numbers;
}

/** Copies what the data says into a variable's values and marks it as known. */
function copyBound({ values: bound }: BoundNode, length: number, values: Float64Array, known: Uint8Array): void {
  if (bound.kind === "absent") return;
  if (bound.kind === "codes") {
    const gone = missingCode(bound.codes);
    bound.codes.forEach((code, i) => {
      if (code === gone) return;
      values[i] = code;
      known[i] = 1;
    });
    return;
  }
  for (let i = 0; i < known.length; i++) {
    if (bound.components.some((component) => Number.isNaN(component[i]))) continue;
    bound.components.forEach((component, c) => {
      values[i * length + c] = component[i] as number;
    });
    known[i] = 1;
  }
}

/** The running indices of a node's members in the fixed plates around it, the last one fastest. */
export function membersOf({ model }: BoundData, node: NodeDecl): readonly (readonly number[])[] {
  const fixed = enclosingPlates(model, node.plate).filter((plate) => plate.kind === "fixed");
  return memberIndices(fixed.map(({ over }) => (over ? (indexSetSize(over) ?? 0) : 0)));
}

/** Every node of bound data with room for its values, members of fixed plates written out; cells that are filled are known. */
export function drawnVariables(data: BoundData): readonly DrawnVariable[] {
  const bound = new Map(data.nodes.map((node) => [variableKey(node.name, node.indices), node]));
  return data.model.nodes.flatMap((decl) => {
    const plate = boundPlate(data.model.plates, decl.plate)?.id ?? ROOT;
    const instances = data.plates.find((p) => p.plate === plate)?.instances ?? 1;
    const states = isDiscrete(decl.domain) ? stateCount(decl.domain) : null;
    const labels = labelsOf(decl, states);
    const length = lengthOf(decl);
    return membersOf(data, decl).map((indices): DrawnVariable => {
      const key = variableKey(decl.name, indices);
      const values = new Float64Array(instances * length);
      const known = new Uint8Array(instances);
      const cells = bound.get(key) ?? null;
      if (cells) copyBound(cells, length, values, known);
      return { key, decl, indices, plate, states, labels, numbers: numbersOf(labels), length, values, known, bound: cells };
    });
  });
}
