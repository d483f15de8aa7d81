import type { Expression, IndexSet } from "@platewise/core";

/** A number or nested lists of numbers. */
export type Nested = number | readonly Nested[];

/** What a node stands for: the number that arithmetic sees, and its state where it has states. */
export interface NodeValue {
  readonly number: number;
  readonly state: number | null;
}

/** What the names of an expression stand for. */
export interface Names {
  readonly param: (name: string) => Nested;
  readonly node: (name: string, indices: readonly number[], previous: boolean) => NodeValue;
  readonly index: ReadonlyMap<string, number>;
}

type Node = Expression & { readonly op: "node" };

const scalar = (value: Nested): number => {
  if (typeof value !== "number") throw new Error("a list where a number is needed");
  return value;
};

const pick = (value: Nested, at: number): Nested => {
  const item = (value as readonly Nested[])[at];
  if (item === undefined) throw new Error(`no element ${at}`);
  return item;
};

const each = (fn: (x: number) => number, a: Nested): Nested => (typeof a === "number" ? fn(a) : a.map((item) => each(fn, item)));

function pairwise(fn: (x: number, y: number) => number, a: Nested, b: Nested): Nested {
  if (typeof a === "number" && typeof b === "number") return fn(a, b);
  if (typeof a === "number") return (b as readonly Nested[]).map((item) => pairwise(fn, a, item));
  return a.map((item, i) => pairwise(fn, item, typeof b === "number" ? b : (b[i] as Nested)));
}

const ones: Readonly<Record<string, (x: number) => number>> = {
  negate: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

const twos: Readonly<Record<string, (x: number, y: number) => number>> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "^": (x, y) => x ** y,
  "%": (x, y) => x - y * Math.floor(x / y),
  "==": (x, y) => Number(x === y),
  "!=": (x, y) => Number(x !== y),
};

/** The indices of a node's reference. */
export const nodeIndices = (e: Node, names: Names): readonly number[] => e.indices.map((index) => position(index, names));

/** What an index selects: the state of a node, a label's place, or a number. */
function position(e: Expression, names: Names): number {
  if (e.op !== "node") return scalar(evaluateBy(e, names));
  const { state, number } = names.node(e.name, nodeIndices(e, names), e.previous);
  return state ?? number;
}

function call(e: Expression & { readonly op: "call" }, names: Names): Nested {
  if (e.fn === "index")
    return e.args.slice(1).reduce<Nested>((list, i) => pick(list, position(i, names)), evaluateBy(e.args[0] as Expression, names));
  const sides = e.args.some(({ op }) => op === "label")
    ? e.args.map((arg) => (arg.op === "label" ? (arg.state as number) : position(arg, names)))
    : e.args.map((arg) => evaluateBy(arg, names));
  const [a, b] = sides as [Nested, Nested];
  if (e.fn === "dot") return (a as readonly number[]).reduce((sum, x, i) => sum + x * scalar(pick(b, i)), 0);
  const one = ones[e.fn];
  if (one) return each(one, a);
  const two = twos[e.fn];
  if (!two) throw new Error(`no ${e.fn} here`);
  return pairwise(two, a, b);
}

/** Members of an index set. */
export const sizeOf = (set: IndexSet): number => (set.kind === "states" ? set.size : (set.labels as readonly string[]).length);

function sum(e: Expression & { readonly op: "sum" }, names: Names): Nested {
  let total: Nested = 0;
  for (let i = 0; i < sizeOf(e.over); i++) {
    const inner = { ...names, index: new Map([...names.index, [e.index, i]]) };
    total = pairwise((x, y) => x + y, total, evaluateBy(e.body, inner));
  }
  return total;
}

/** The value of an expression, straight from what is written. */
export function evaluateBy(e: Expression, names: Names): Nested {
  if (e.op === "number") return e.value;
  if (e.op === "label") return e.state as number;
  if (e.op === "array") return e.items.map((item) => evaluateBy(item, names));
  if (e.op === "index") return names.index.get(e.name) as number;
  if (e.op === "node") return names.node(e.name, nodeIndices(e, names), e.previous).number;
  if (e.op === "param") return e.indices.reduce<Nested>((value, i) => pick(value, position(i, names)), names.param(e.name));
  return e.op === "sum" ? sum(e, names) : call(e, names);
}
