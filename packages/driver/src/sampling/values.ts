import type { Expression, Operator } from "@platewise/core";
import { InternalError, indexSetSize, sigmoid } from "@platewise/core";
import type { Value } from "@platewise/graph";

/** What names stand for while an expression is evaluated: everything is known. */
export interface ValueEnvironment {
  /** Parameters as nested arrays; spreads of every form as D×D matrices. */
  readonly params: ReadonlyMap<string, Value>;
  readonly index: (name: string) => number | undefined;
  /** The value of a node instance; `asState` asks for the state of a discrete one in place of its value in arithmetic. */
  readonly node: (name: string, indices: readonly number[], previous: boolean, asState: boolean) => Value;
}

type Binary = (a: number, b: number) => number;

const binary: Partial<Record<Operator, Binary>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "%": (a, b) => a - b * Math.floor(a / b),
  "==": (a, b) => (a === b ? 1 : 0),
  "!=": (a, b) => (a === b ? 0 : 1),
};

const unary: Partial<Record<Operator, (a: number) => number>> = {
  negate: (a) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sigmoid,
};

const each = (f: (a: number) => number, a: Value): Value => (typeof a === "number" ? f(a) : a.map((item) => each(f, item)));

/** A function of two numbers, entry by entry; a number goes with every entry. */
function pairwise(f: Binary, a: Value, b: Value): Value {
  if (typeof a === "number") return each((y) => f(a, y), b);
  if (typeof b === "number") return each((x) => f(x, b), a);
  return a.map((item, i) => pairwise(f, item, b[i] as Value));
}

const isMatrix = (a: Value): a is readonly (readonly number[])[] => typeof a !== "number" && typeof a[0] === "object";

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** Products by shape: a matrix times a vector or a matrix; anything else entry by entry. */
function multiply(a: Value, b: Value): Value {
  if (!isMatrix(a) || typeof b === "number") return pairwise((x, y) => x * y, a, b);
  if (!isMatrix(b)) return a.map((row) => dot(row, b as readonly number[]));
  const columns = (b[0] as readonly number[]).map((_, j) => b.map((row) => row[j] as number));
  return a.map((row) => columns.map((column) => dot(row, column)));
}

function softmax(a: readonly number[]): Value {
  const top = Math.max(...a);
  const terms = a.map((x) => Math.exp(x - top));
  const total = terms.reduce((sum, x) => sum + x, 0);
  return terms.map((x) => x / total);
}

const filled = (n: number, f: (i: number) => Value): Value => Array.from({ length: n }, (_, i) => f(i));

function applyFunction(fn: Operator, args: readonly Value[]): Value {
  const [a, b] = args as readonly [Value, Value];
  const one = unary[fn];
  if (one) return each(one, a);
  if (fn === "*") return multiply(a, b);
  const two = binary[fn];
  if (two) return pairwise(two, a, b);
  if (fn === "softmax") return softmax(a as readonly number[]);
  if (fn === "dot") return dot(a as readonly number[], b as readonly number[]);
  const n = a as number;
  if (fn === "uniform") return filled(n, () => 1 / n);
  if (fn === "zeros") return filled(n, () => 0);
  if (fn === "eye") return filled(n, (i) => filled(n, (j) => (i === j ? 1 : 0)));
  throw new InternalError(`the function ${fn} is not known`);
}

const select = (array: Value, at: number): Value => {
  const item = typeof array === "number" ? undefined : array[at];
  if (item === undefined) throw new InternalError(`there is no element ${at}`);
  return item;
};

/** The number by which an index selects: nodes and labels count as states. */
export function selector(e: Expression, env: ValueEnvironment): number {
  if (e.op === "label") return labelState(e);
  if (e.op === "node") return env.node(e.name, indicesOf(e.indices, env), e.previous, true) as number;
  return evaluateValue(e, env) as number;
}

const indicesOf = (indices: readonly Expression[], env: ValueEnvironment): readonly number[] =>
  indices.map((index) => selector(index, env));

function labelState(e: Expression & { op: "label" }): number {
  if (e.state === null) throw new InternalError(`the label ${e.label} has no state`);
  return e.state;
}

function evaluateCall({ fn, args }: Expression & { op: "call" }, env: ValueEnvironment): Value {
  const [first, ...rest] = args as readonly [Expression, ...Expression[]];
  if (fn === "index") return rest.reduce((array, index) => select(array, selector(index, env)), evaluateValue(first, env));
  const isAgainstLabel = args.some((arg) => arg.op === "label");
  return applyFunction(
    fn,
    args.map((arg) => (isAgainstLabel ? selector(arg, env) : evaluateValue(arg, env))),
  );
}

function evaluateSum({ index, over, body }: Expression & { op: "sum" }, env: ValueEnvironment): Value {
  const size = indexSetSize(over) ?? 0;
  let total: Value = 0;
  for (let i = 0; i < size; i++) {
    const inner = { ...env, index: (name: string) => (name === index ? i : env.index(name)) };
    total = pairwise((a, b) => a + b, total, evaluateValue(body, inner));
  }
  return total;
}

/** The value of an expression where all nodes and parameters are known: a number, or nested arrays. */
export function evaluateValue(e: Expression, env: ValueEnvironment): Value {
  switch (e.op) {
    case "number":
      return e.value;
    case "label":
      return labelState(e);
    case "index": {
      const i = env.index(e.name);
      if (i === undefined) throw new InternalError(`the index ${e.name} is not known`);
      return i;
    }
    case "node":
      return env.node(e.name, indicesOf(e.indices, env), e.previous, false);
    case "param": {
      const whole = env.params.get(e.name);
      if (whole === undefined) throw new InternalError(`the parameter ${e.name} is not known`);
      return indicesOf(e.indices, env).reduce(select, whole);
    }
    case "array":
      return e.items.map((item) => evaluateValue(item, env));
    case "call":
      return evaluateCall(e, env);
    case "sum":
      return evaluateSum(e, env);
  }
}
