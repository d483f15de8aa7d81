import type { BoundData } from "@platewise/core";
import { type GroundGraph, type GroundLaw, type GroundVariable, ROOT } from "../grounding/ground-graph.ts";
import { firstSteps } from "../grounding/previous-variables.ts";

/** Ground quantities of one row plate that every later step asks for. */
export interface PlateScope {
  readonly plate: number;
  readonly name: string;
  readonly parent: number | null;
  readonly children: readonly number[];
  readonly instances: number;
  readonly variables: readonly GroundVariable[];
  readonly laws: readonly GroundLaw[];
  /**
   * Variables of enclosing plates that laws of this plate or of plates inside it mention, outermost first, and those of this plate
   * that its laws mention one step earlier.
   */
  readonly outer: readonly GroundVariable[];
  /** Instance of the parent plate that holds each instance (null at the top, or under a root: all in instance 0). */
  readonly parentOf: Int32Array | null;
  readonly weights: Float64Array | null;
  readonly rowOf: Int32Array;
  /** 1 at the first step of every sequence of a chain (null: no chain). */
  readonly firsts: Uint8Array | null;
}

/** True where no cell of the variable is ever seen. */
export const isAbsent = (v: GroundVariable): boolean => v.decl.role !== "given" && (v.bound === null || v.bound.values.kind === "absent");

/** True where some cells are empty and others are not. */
export const isPartial = (v: GroundVariable): boolean => !isAbsent(v) && v.bound !== null && v.bound.missing > 0;

/** Depth of each plate in the tree of row plates. */
function depthOf(graph: GroundGraph, plate: number): number {
  const parent = graph.plates.find((p) => p.id === plate)?.parent ?? null;
  return parent === null ? 0 : 1 + depthOf(graph, parent);
}

function subtree(graph: GroundGraph, plate: number): readonly number[] {
  const children = graph.plates.find((p) => p.id === plate)?.children ?? [];
  return [plate, ...children.flatMap((child) => subtree(graph, child))];
}

function outerVariables(graph: GroundGraph, plate: number): readonly GroundVariable[] {
  const inside = new Set(subtree(graph, plate));
  const mentioned = new Set<GroundVariable>();
  for (const law of graph.laws) {
    if (!inside.has((graph.variables[law.child] as GroundVariable).plate)) continue;
    for (const parent of law.parents) {
      const variable = graph.variables[parent] as GroundVariable;
      if (!inside.has(variable.plate) || (variable.previous !== null && variable.plate === plate)) mentioned.add(variable);
    }
  }
  return [...mentioned].sort((a, b) => depthOf(graph, a.plate) - depthOf(graph, b.plate) || a.id - b.id);
}

/** The scopes of all row plates, parents before children. */
export function plateScopes(graph: GroundGraph, data: BoundData): readonly PlateScope[] {
  return graph.plates.map((plate): PlateScope => {
    const bound = data.plates.find((p) => p.plate === plate.id);
    const instances = plate.id === ROOT ? 1 : (bound?.instances ?? 0);
    const isChain = data.model.plates.some((p) => p.id === plate.id && p.kind === "chain");
    const underRoot = plate.parent === ROOT ? new Int32Array(instances) : null;
    return {
      plate: plate.id,
      name: plate.name,
      parent: plate.parent,
      children: plate.children,
      instances,
      variables: graph.variables.filter((v) => v.plate === plate.id && v.previous === null),
      laws: graph.laws.filter((law) => (graph.variables[law.child] as GroundVariable).plate === plate.id),
      outer: outerVariables(graph, plate.id),
      parentOf: plate.parent === null ? null : (bound?.parentOf ?? underRoot),
      weights: bound?.weights ?? null,
      rowOf: bound?.rowOf ?? new Int32Array(instances),
      firsts: isChain ? firstSteps(bound?.parentOf ?? null, instances) : null,
    };
  });
}

/** Maps an instance of `from` to its instance in the enclosing plate `to`; null where they are the same plate. */
export function ancestorMap(scopes: readonly PlateScope[], from: PlateScope, to: number): Int32Array | null {
  if (from.plate === to) return null;
  let map: Int32Array | null = null;
  for (let at: PlateScope | undefined = from; at && at.plate !== to; at = scopes.find((s) => s.plate === at?.parent)) {
    const step: Int32Array = at.parentOf ?? new Int32Array(at.instances);
    map = map ? map.map((i) => step[i] as number) : step;
  }
  return map;
}
