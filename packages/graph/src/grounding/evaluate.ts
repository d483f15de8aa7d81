import type { Expression } from "@platewise/core";
import { sigmoid } from "@platewise/core";
import type { ParameterEntry, ParameterLayout } from "../structure/parameter-layout.ts";

type Sum = Expression & { readonly op: "sum" };

/** A number or nested array. */
export type Value = number | readonly Value[];

/** What an expression came to: known numbers, a place in the parameter vector, or something that neither covers. */
export type Evaluated =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "place"; readonly entry: ParameterEntry; readonly offset: number; readonly length: number; readonly whole: boolean }
  | { readonly kind: "other"; readonly why: string };

/** What names stand for while an expression is evaluated: the state of each node instance and the running indices. */
export interface Environment {
  readonly layout: ParameterLayout;
  readonly index: (name: string) => number | undefined;
  /** `state` counts from 0; `number` is the value in arithmetic (a numeric label, else the state). */
  readonly node: (name: string, indices: readonly number[], previous: boolean) => { state: number; number: number } | undefined;
}

const value = (v: Value): Evaluated => ({ kind: "value", value: v });
const other = (why: string): Evaluated => ({ kind: "other", why });

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "%": (a, b) => a - b * Math.floor(a / b),
  "==": (a, b) => (a === b ? 1 : 0),
  "!=": (a, b) => (a === b ? 0 : 1),
};

const unary: Readonly<Record<string, (a: number) => number>> = {
  negate: (a) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sigmoid,
};

function broadcast(fn: (a: number, b: number) => number, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return fn(a, b);
  if (typeof a === "number") return (b as readonly Value[]).map((item) => broadcast(fn, a, item));
  if (typeof b === "number") return a.map((item) => broadcast(fn, item, b));
  return a.map((item, i) => broadcast(fn, item, b[i] as Value));
}

const mapValue = (fn: (a: number) => number, a: Value): Value => (typeof a === "number" ? fn(a) : a.map((item) => mapValue(fn, item)));

function softmax(items: readonly number[]): Value {
  const top = Math.max(...items);
  const terms = items.map((item) => Math.exp(item - top));
  const total = terms.reduce((a, b) => a + b, 0);
  return terms.map((term) => term / total);
}

/** Functions that make arrays; sizes are plain numbers by now. */
function construct(fn: string, args: readonly Value[]): Value | undefined {
  const n = args[0] as number;
  const repeat = (v: number): Value => Array.from({ length: n }, () => v);
  if (fn === "uniform") return repeat(1 / n);
  if (fn === "zeros") return repeat(0);
  if (fn === "eye") return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (i === j ? 1 : 0)));
  if (fn === "softmax") return softmax(args[0] as readonly number[]);
  if (fn === "dot") return (args[0] as readonly number[]).reduce((sum, a, i) => sum + a * ((args[1] as readonly number[])[i] as number), 0);
  return undefined;
}

/** Numbers of the indices of a reference, in index position: nodes count as states. */
function indexNumbers(indices: readonly Expression[], env: Environment): readonly number[] | string {
  const numbers: number[] = [];
  for (const index of indices) {
    if (index.op === "label") {
      if (index.state === null) return `the label \`${index.label}\``;
      numbers.push(index.state);
    } else if (index.op === "node") {
      const state = nodeState(index, env);
      if (!state) return `the node \`${index.name}\``;
      numbers.push(state.state);
    } else {
      const result = evaluate(index, env);
      if (result.kind !== "value" || typeof result.value !== "number") return "an index that is not a known number";
      numbers.push(result.value);
    }
  }
  return numbers;
}

function nodeState(e: Expression & { op: "node" }, env: Environment): { state: number; number: number } | undefined {
  const indices = indexNumbers(e.indices, env);
  return typeof indices === "string" ? undefined : env.node(e.name, indices, e.previous);
}

function stateOf(e: Expression & { op: "node" }, env: Environment): Evaluated {
  const state = nodeState(e, env);
  return state ? value(state.state) : other(`the state of \`${e.name}\``);
}

function evaluateParam(e: Expression & { op: "param" }, env: Environment): Evaluated {
  const entry = env.layout.byName.get(e.name);
  const indices = indexNumbers(e.indices, env);
  if (!entry) return other(`the unknown parameter \`${e.name}\``);
  if (typeof indices === "string") return other(indices);
  const { dimensions, length } = entry;
  let position = 0;
  dimensions.forEach((size, axis) => {
    position = position * size + (indices[axis] ?? 0);
  });
  const offset = entry.offset + position * length;
  if (indices.length === dimensions.length) return { kind: "place", entry, offset, length, whole: true };
  if (indices.length < dimensions.length) return other(`several elements of \`${e.name}\` at once`);
  if (entry.decl.domain.kind === "vector" && indices.length === dimensions.length + 1) {
    return { kind: "place", entry, offset: offset + (indices.at(-1) as number), length: 1, whole: true };
  }
  return other(`a part of one element of \`${e.name}\``);
}

function evaluateCall(e: Expression & { op: "call" }, env: Environment): Evaluated {
  const againstLabel = e.args.some((arg) => arg.op === "label");
  // A node that selects from a list counts its states, whatever numbers they stand for.
  const selects = (at: number): boolean => againstLabel || (e.fn === "index" && at > 0);
  const results = e.args.map((arg, at) => (arg.op === "node" && selects(at) ? stateOf(arg, env) : evaluate(arg, env)));
  const failed = results.find((result) => result.kind !== "value");
  if (failed)
    return failed.kind === "other"
      ? failed
      : other(`arithmetic on the parameter \`${failed.kind === "place" ? failed.entry.decl.name : ""}\``);
  const args = results.map((result) => (result as { value: Value }).value);
  if (e.fn === "index")
    return value(args.slice(1).reduce<Value>((array, i) => (array as readonly Value[])[i as number] as Value, args[0] as Value));
  const made = construct(e.fn, args);
  if (made !== undefined) return value(made);
  const one = unary[e.fn];
  if (one && args.length === 1) return value(mapValue(one, args[0] as Value));
  const two = binary[e.fn];
  return two ? value(broadcast(two, args[0] as Value, args[1] as Value)) : other(`the function \`${e.fn}\``);
}

const termsOf = (e: Sum): number => (e.over.kind === "states" ? e.over.size : (e.over.labels?.length ?? 0));

/** Terms of the longest sum in an expression, with those of the sums inside it. */
function allTerms(e: Expression): number {
  const longest = (parts: readonly Expression[]): number => parts.reduce((most, part) => Math.max(most, allTerms(part)), 1);
  if (e.op === "sum") return termsOf(e) * allTerms(e.body);
  if (e.op === "array") return longest(e.items);
  if (e.op === "call") return longest(e.args);
  return e.op === "param" || e.op === "node" ? longest(e.indices) : 1;
}

/** Terms that a sum may have before it counts as too long to evaluate for every configuration. */
const MOST_TERMS = 1e6;

function evaluateSum(e: Sum, env: Environment): Evaluated {
  const size = termsOf(e);
  if (allTerms(e) > MOST_TERMS) return other("a sum of more than a million terms");
  let total: Value = 0;
  for (let i = 0; i < size; i++) {
    const term = evaluate(e.body, { ...env, index: (name) => (name === e.index ? i : env.index(name)) });
    if (term.kind !== "value") return term.kind === "other" ? term : other("a sum over parameters");
    total = broadcast(binary["+"] as (a: number, b: number) => number, total, term.value);
  }
  return value(total);
}

/** Evaluates an expression in an environment that knows every node it mentions. */
export function evaluate(e: Expression, env: Environment): Evaluated {
  switch (e.op) {
    case "number":
      return value(e.value);
    case "label":
      return e.state === null ? other(`the label \`${e.label}\``) : value(e.state);
    case "index": {
      const i = env.index(e.name);
      return i === undefined ? other(`the index \`${e.name}\``) : value(i);
    }
    case "node": {
      const state = nodeState(e, env);
      return state ? value(state.number) : other(`the value of \`${e.name}\``);
    }
    case "param":
      return evaluateParam(e, env);
    case "array": {
      const items = e.items.map((item) => evaluate(item, env));
      const bad = items.find((item) => item.kind !== "value");
      if (bad) return bad.kind === "other" ? bad : other("an array of parameters");
      return value(items.map((item) => (item as { value: Value }).value));
    }
    case "call":
      return evaluateCall(e, env);
    case "sum":
      return evaluateSum(e, env);
  }
}

/** A value as one flat list, row-major. */
export function flatten(v: Value): readonly number[] {
  return typeof v === "number" ? [v] : v.flatMap(flatten);
}
