import type { BoundData, BoundNode, Codes, TemplateModel } from "@platewise/core";
import { factorExpressions, walkExpression } from "../structure/factor-graph.ts";
import { type GroundVariable, previousKey } from "./ground-graph.ts";

/** 1 at the first step of every sequence of a chain: where the instance of the enclosing plate changes. */
export function firstSteps(parentOf: Int32Array | null, instances: number): Uint8Array {
  const first = new Uint8Array(instances);
  for (let i = 0; i < instances; i++) first[i] = i === 0 || (parentOf !== null && parentOf[i] !== parentOf[i - 1]) ? 1 : 0;
  return first;
}

/** Names of the nodes that some law or factor mentions one step earlier. */
function mentionedBefore({ nodes, factors }: TemplateModel): ReadonlySet<string> {
  const names = new Set<string>();
  const laws = nodes.flatMap(({ law, initial }) => [...(law?.args ?? []), ...(initial?.args ?? [])].map(({ value }) => value));
  for (const expression of [...laws, ...factors.flatMap(factorExpressions)]) {
    walkExpression(expression, (e) => {
      if (e.op === "node" && e.previous) names.add(e.name);
    });
  }
  return names;
}

function shiftCodes(codes: Codes, first: Uint8Array): Codes {
  const shifted = codes.slice();
  for (let i = 0; i < shifted.length; i++) shifted[i] = first[i] === 1 ? 0 : (codes[i - 1] as number);
  return shifted;
}

function shiftNumbers(numbers: Float64Array, first: Uint8Array): Float64Array {
  return numbers.map((_, i) => (first[i] === 1 ? Number.NaN : (numbers[i - 1] as number)));
}

/** A node's values one step later; at first steps, where no law reads them, something harmless. */
function shiftValues(bound: BoundNode, first: Uint8Array): BoundNode {
  const { values } = bound;
  if (values.kind === "codes") return { ...bound, values: { kind: "codes", codes: shiftCodes(values.codes, first) } };
  if (values.kind === "numbers")
    return { ...bound, values: { kind: "numbers", components: values.components.map((c) => shiftNumbers(c, first)) } };
  return bound;
}

/** For every variable that a law of a chain mentions by `prev`, a further one that stands for its value one step earlier. */
export function previousVariables(data: BoundData, variables: readonly GroundVariable[]): readonly GroundVariable[] {
  const names = mentionedBefore(data.model);
  const mentioned = variables.filter((v) => names.has(v.decl.name));
  return mentioned.map((v, i): GroundVariable => {
    const plate = data.plates.find((p) => p.plate === v.plate);
    const first = firstSteps(plate?.parentOf ?? null, plate?.instances ?? 0);
    const bound = v.bound ? shiftValues(v.bound, first) : null;
    return { ...v, id: variables.length + i, key: previousKey(v.decl.name, v.indices), bound, previous: v.id };
  });
}
