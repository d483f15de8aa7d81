import type { BoundData, BoundNode, NodeDecl, Span } from "@platewise/core";
import { isDiscrete } from "@platewise/core";
import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { Basis } from "./linear-form.ts";

/** Maps the instances of row plate `from` to those of the plate `to` around it; null where they are the same. */
function instanceMap({ plates, model }: BoundData, from: number, to: number): Int32Array | null {
  let map: Int32Array | null = null;
  for (let at = from; at !== to; ) {
    const bound = plates.find(({ plate }) => plate === at);
    const step: Int32Array = bound?.parentOf ?? new Int32Array(bound?.instances ?? 1);
    map = map ? map.map((i) => step[i] as number) : step;
    let parent = model.plates.find(({ id }) => id === at)?.parent ?? null;
    while (parent !== null && model.plates.find(({ id }) => id === parent)?.kind === "fixed") {
      parent = model.plates.find(({ id }) => id === parent)?.parent ?? null;
    }
    if (parent === null) return map;
    at = parent;
  }
  return map;
}

const instancesOf = ({ plates }: BoundData, plate: number): number => plates.find((p) => p.plate === plate)?.instances ?? 1;

/** The values of a basis at every instance of a row plate; 0 at first steps, where what looks back has none and no factor stands. */
function valuesOf(data: BoundData, variables: readonly GroundVariable[], basis: Basis | null, plate: number): Float64Array {
  const values = new Float64Array(instancesOf(data, plate)).fill(1);
  if (!basis) return values;
  const columns = new Map(
    basis.columns.map((id) => {
      const v = variables[id] as GroundVariable;
      const numbers = v.bound?.values.kind === "numbers" ? v.bound.values.components[0] : null;
      return [id, { numbers: numbers ?? null, map: instanceMap(data, plate, v.plate) }] as const;
    }),
  );
  for (let i = 0; i < values.length; i++) {
    let isFirst = false;
    const value = basis.at((id) => {
      const column = columns.get(id);
      const number = column?.numbers?.[column.map ? (column.map[i] as number) : i] ?? Number.NaN;
      isFirst ||= Number.isNaN(number);
      return number;
    });
    values[i] = isFirst ? 0 : value;
  }
  return values;
}

/** A basis as a variable that is always seen; null stands for the number 1. */
export function basisVariable(
  data: BoundData,
  variables: readonly GroundVariable[],
  basis: Basis | null,
  place: { readonly plate: number; readonly span: Span },
): GroundVariable {
  const key = basis?.key ?? "1";
  const decl: NodeDecl = {
    name: key,
    plate: place.plate,
    role: "given",
    domain: { kind: "real" },
    columns: null,
    law: null,
    initial: null,
    span: place.span,
  };
  const components = [valuesOf(data, variables, basis, place.plate)];
  const bound: BoundNode = { name: key, indices: [], columns: [], missing: 0, values: { kind: "numbers", components } };
  return {
    id: variables.length,
    key,
    decl,
    indices: [],
    plate: place.plate,
    states: null,
    numbers: [],
    labels: [],
    bound,
    previous: null,
  };
}

/** True for a variable that a factor may only be multiplied by. */
export const isNumber = (v: GroundVariable): boolean => !isDiscrete(v.decl.domain);
