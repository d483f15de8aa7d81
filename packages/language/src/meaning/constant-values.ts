import { type ConstantValue, type Expression, indexSetSize, type Operator } from "@platewise/core";

/** The constant as an expression. */
export function constantExpression(value: ConstantValue): Expression {
  return typeof value === "number" ? { op: "number", value } : { op: "array", items: value.map(constantExpression) };
}

/** The sizes of a nested array, outermost first; empty for a number, null where rows differ in shape. */
export function constantDims(value: ConstantValue): readonly number[] | null {
  if (typeof value === "number") return [];
  const [first] = value;
  if (first === undefined) return [0];
  const inner = constantDims(first);
  if (inner === null) return null;
  for (const item of value) {
    const dims = constantDims(item);
    if (dims === null || dims.length !== inner.length || dims.some((size, at) => size !== inner[at])) return null;
  }
  return [value.length, ...inner];
}

/** The numbers of a nested array in row-major order. */
export function flattenConstant(value: ConstantValue): readonly number[] {
  return typeof value === "number" ? [value] : value.flatMap(flattenConstant);
}

/** Steps and numbers that a constant may take before it is given up. */
const constantBudget = 1_000_000;

/** Indices that run around an expression, and the steps that are left for its evaluation. */
interface Evaluation {
  readonly env: ReadonlyMap<string, number>;
  readonly budget: { left: number };
}

/** The value of an expression; null where it holds nodes or parameters, where shapes do not fit, or where it takes too long. */
export function constantOf(expr: Expression): ConstantValue | null {
  return evaluate(expr, { env: new Map(), budget: { left: constantBudget } });
}

function evaluate(expr: Expression, at: Evaluation): ConstantValue | null {
  at.budget.left -= 1;
  if (at.budget.left < 0) return null;
  switch (expr.op) {
    case "number":
      return expr.value;
    case "array":
      return evaluateAll(expr.items, at);
    case "index":
      return at.env.get(expr.name) ?? null;
    case "call": {
      const args = evaluateAll(expr.args, at);
      return args === null || !affordable(expr.fn, args[0], at) ? null : applyOperator(expr.fn, args);
    }
    case "sum":
      return evaluateSum(expr, at);
    default:
      return null;
  }
}

/** `zeros`, `uniform` and `eye` write out as many numbers as their argument says. */
function affordable(fn: Operator, size: ConstantValue | undefined, { budget }: Evaluation): boolean {
  if (typeof size !== "number") return true;
  if (fn === "zeros" || fn === "uniform") budget.left -= size;
  if (fn === "eye") budget.left -= size * size;
  return budget.left >= 0;
}

function evaluateAll(items: readonly Expression[], at: Evaluation): readonly ConstantValue[] | null {
  const values: ConstantValue[] = [];
  for (const item of items) {
    const value = evaluate(item, at);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

function evaluateSum(expr: Expression & { readonly op: "sum" }, { env, budget }: Evaluation): ConstantValue | null {
  const size = indexSetSize(expr.over);
  let sum: ConstantValue | null = size === null ? null : 0;
  const inner = new Map(env);
  for (let index = 0; sum !== null && index < (size ?? 0); index++) {
    inner.set(expr.index, index);
    const term = evaluate(expr.body, { env: inner, budget });
    sum = term === null ? null : applyOperator("+", [sum, term]);
  }
  return sum;
}

function allOrNull(values: readonly (ConstantValue | null)[]): readonly ConstantValue[] | null {
  return values.some((value) => value === null) ? null : (values as readonly ConstantValue[]);
}

const binary: Partial<Record<Operator, (a: number, b: number) => number>> = {
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
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
};

/** An operator or function applied to constants, or null where the shapes do not fit. */
export function applyOperator(fn: Operator, args: readonly ConstantValue[]): ConstantValue | null {
  const [a, b] = args;
  if (a === undefined) return null;
  const one = unary[fn];
  if (one) return mapConstant(a, one);
  if (fn === "*" && b !== undefined && isMatrix(a) && typeof b !== "number") return multiply(a, b);
  const two = binary[fn];
  if (two && b !== undefined) return zipConstant(a, b, two);
  return applyFunction(fn, a, args.slice(1));
}

function applyFunction(fn: Operator, a: ConstantValue, rest: readonly ConstantValue[]): ConstantValue | null {
  switch (fn) {
    case "softmax":
      return softmax(flattenConstant(a));
    case "dot":
      return rest[0] === undefined ? null : dot(flattenConstant(a), flattenConstant(rest[0]));
    case "uniform":
      return typeof a === "number" ? Array.from({ length: a }, () => 1 / a) : null;
    case "zeros":
      return typeof a === "number" ? Array.from({ length: a }, () => 0) : null;
    case "eye":
      return typeof a === "number" ? scaledIdentity(a, 1) : null;
    case "index":
      return rest.reduce<ConstantValue | null>(pick, a);
    default:
      return null;
  }
}

/** `scale` times the identity matrix of `size` rows. */
export function scaledIdentity(size: number, scale: number): ConstantValue {
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => (row === column ? scale : 0)));
}

function pick(value: ConstantValue | null, at: ConstantValue): ConstantValue | null {
  return value === null || typeof value === "number" || typeof at !== "number" ? null : (value[at] ?? null);
}

function mapConstant(value: ConstantValue, f: (a: number) => number): ConstantValue {
  return typeof value === "number" ? f(value) : value.map((item) => mapConstant(item, f));
}

function zipConstant(a: ConstantValue, b: ConstantValue, f: (a: number, b: number) => number): ConstantValue | null {
  if (typeof a === "number") return mapConstant(b, (y) => f(a, y));
  if (typeof b === "number") return mapConstant(a, (x) => f(x, b));
  if (a.length !== b.length) return null;
  return allOrNull(a.map((item, at) => zipConstant(item, b[at] ?? 0, f)));
}

function isMatrix(value: ConstantValue): value is readonly (readonly number[])[] {
  return constantDims(value)?.length === 2;
}

function multiply(a: readonly (readonly number[])[], b: readonly ConstantValue[]): ConstantValue | null {
  if (a[0]?.length !== b.length) return null;
  if (!isMatrix(b)) return a.map((row) => dot(row, b as readonly number[]));
  return a.map((row) =>
    (b[0] ?? []).map((_, column) =>
      dot(
        row,
        b.map((line) => line[column] ?? 0),
      ),
    ),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

function softmax(values: readonly number[]): readonly number[] {
  const top = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}
