import type { Expression, FactorDecl } from "@platewise/core";
import { type Environment, evaluate, flatten, type Value } from "@platewise/graph";
import type { ModelNumbers } from "./model-numbers.ts";

/** What the names in a factor stand for: running indices, and the states of nodes. */
export type Names = Pick<Environment, "index" | "node">;

/** The log-potential of a factor where its nodes have the given states, or what it depends on that is not known. */
export function factorValue({ layout, theta }: ModelNumbers, factor: FactorDecl, names: Names): number | string {
  const env: Environment = { layout, ...names };
  if (factor.kind === "feature") return numberOf(factor.value, env, theta);
  const place = evaluate({ op: "param", name: factor.param, indices: factor.args }, env);
  return place.kind === "place" ? (theta[place.offset] as number) : `the table \`${factor.param}\``;
}

/** The number that an expression with parameters comes to. */
function numberOf(e: Expression, env: Environment, theta: Float64Array): number | string {
  const plain = withoutParams(e, env, theta);
  if (typeof plain === "string") return plain;
  const result = evaluate(plain, env);
  if (result.kind === "value" && typeof result.value === "number") return result.value;
  return result.kind === "other" ? result.why : "more than one number";
}

const literal = (value: Value): Expression =>
  typeof value === "number" ? { op: "number", value } : { op: "array", items: value.map(literal) };

/** An expression with the numbers of its parameters in their place; sums are written out, as an index may pick a parameter. */
function withoutParams(e: Expression, env: Environment, theta: Float64Array): Expression | string {
  if (e.op === "param") {
    const place = evaluate(e, env);
    if (place.kind !== "place") return place.kind === "other" ? place.why : `the parameter \`${e.name}\``;
    const numbers = Array.from(theta.subarray(place.offset, place.offset + place.length));
    return literal(place.entry.decl.domain.kind === "vector" && place.length > 1 ? numbers : (numbers[0] as number));
  }
  if (e.op === "array") return withParts(e.items, env, theta, (items) => ({ ...e, items }));
  if (e.op === "call") return withParts(e.args, env, theta, (args) => ({ ...e, args }));
  return e.op === "sum" ? withoutSum(e, env, theta) : e;
}

function withParts(
  parts: readonly Expression[],
  env: Environment,
  theta: Float64Array,
  make: (parts: readonly Expression[]) => Expression,
): Expression | string {
  const made: Expression[] = [];
  for (const part of parts) {
    const plain = withoutParams(part, env, theta);
    if (typeof plain === "string") return plain;
    made.push(plain);
  }
  return make(made);
}

function withoutSum(e: Expression & { readonly op: "sum" }, env: Environment, theta: Float64Array): Expression | string {
  const size = e.over.kind === "states" ? e.over.size : (e.over.labels?.length ?? 0);
  let total = 0;
  for (let i = 0; i < size; i++) {
    const term = numberOf(e.body, { ...env, index: (name) => (name === e.index ? i : env.index(name)) }, theta);
    if (typeof term === "string") return term;
    total += term;
  }
  return { op: "number", value: total };
}

/** Every node that an expression reads, with its indices as numbers; null where an index is not known before the states are. */
export function nodesRead(e: Expression, env: Environment): readonly NodeRead[] | null {
  if (e.op === "node") {
    const indices = e.indices.map((index) => {
      const result = evaluate(index, env);
      return result.kind === "value" ? (flatten(result.value)[0] as number) : Number.NaN;
    });
    return indices.some(Number.isNaN) ? null : [{ name: e.name, indices }];
  }
  if (e.op === "sum") {
    const size = e.over.kind === "states" ? e.over.size : (e.over.labels?.length ?? 0);
    const terms = Array.from({ length: size }, (_, i) =>
      nodesRead(e.body, { ...env, index: (name) => (name === e.index ? i : env.index(name)) }),
    );
    return terms.includes(null) ? null : terms.flatMap((term) => term ?? []);
  }
  const parts = e.op === "array" ? e.items : e.op === "call" ? e.args : e.op === "param" ? e.indices : [];
  const reads = parts.map((part) => nodesRead(part, env));
  return reads.includes(null) ? null : reads.flatMap((read) => read ?? []);
}
/** An instance of a node: its place in the plates of fixed size around it. */
export interface NodeRead {
  readonly name: string;
  readonly indices: readonly number[];
}
