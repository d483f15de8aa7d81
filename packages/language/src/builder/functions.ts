import type { Expr, Loop } from "../syntax/program.ts";
import { type SizeLike, sizeExpr } from "./types.ts";
import {
  type AnyLike,
  type Composite,
  callExpr,
  composite,
  exprOf,
  type IndexLike,
  type MatrixLike,
  nameExpr,
  nameOf,
  nowhere,
  type ScalarLike,
  type Shape,
  type Value,
  type VectorLike,
  value,
} from "./value.ts";

type Operator = Extract<Expr, { readonly kind: "binary" }>["operator"];

function binary<S extends Shape>(operator: Operator, left: AnyLike, right: AnyLike): Value<S> {
  return value({ kind: "binary", operator, left: exprOf(left), right: exprOf(right), span: nowhere });
}

function fold<S extends Shape>(operator: Operator, [first, ...rest]: readonly AnyLike[]): Value<S> {
  return value(rest.reduce<Expr>((left, right) => binary<S>(operator, value(left), right).expr, exprOf(first as AnyLike)));
}

/** Values of one shape, or numbers with one. */
interface Additive {
  (...terms: readonly [ScalarLike, ScalarLike, ...ScalarLike[]]): Value<"scalar">;
  (...terms: readonly [VectorLike, VectorLike, ...VectorLike[]]): Value<"vector">;
  (...terms: readonly [MatrixLike, MatrixLike, ...MatrixLike[]]): Value<"matrix">;
}

/** `a + b + …`, of one shape. */
export const add: Additive = (...terms: readonly AnyLike[]) => fold<never>("+", terms);

/** `a - b - …`, of one shape. */
export const subtract: Additive = (...terms: readonly AnyLike[]) => fold<never>("-", terms);

/** Products by shape: numbers; a number with a vector; a matrix with a vector. */
interface Product {
  (...factors: readonly [ScalarLike, ScalarLike, ...ScalarLike[]]): Value<"scalar">;
  (left: ScalarLike, right: VectorLike): Value<"vector">;
  (left: MatrixLike, right: VectorLike): Value<"vector">;
  (left: MatrixLike, right: MatrixLike): Value<"matrix">;
  (left: ScalarLike, right: MatrixLike): Value<"matrix">;
}

/** `a * b * …`, by shape. */
export const multiply: Product = (...factors: readonly AnyLike[]) => fold<never>("*", factors);

/** `a / b` */
export function divide(left: ScalarLike, right: ScalarLike): Value<"scalar"> {
  return binary("/", left, right);
}

/** `a % b`, the remainder. */
export function remainder(left: ScalarLike, right: ScalarLike): Value<"scalar"> {
  return binary("%", left, right);
}

/** `a^b` */
export function power(base: ScalarLike, exponent: ScalarLike): Value<"scalar"> {
  return binary("^", base, exponent);
}

/** `-a` */
export function negate(operand: ScalarLike): Value<"scalar"> {
  return value({ kind: "unary", operator: "-", operand: exprOf(operand), span: nowhere });
}

/** `a == b`: 1 or 0; a string is a label. */
export function equal(left: IndexLike, right: IndexLike): Value<"scalar"> {
  return binary("==", left, right);
}

/** `a != b`: 1 or 0; a string is a label. */
export function different(left: IndexLike, right: IndexLike): Value<"scalar"> {
  return binary("!=", left, right);
}

function scalarFunction(name: string): (x: ScalarLike) => Value<"scalar"> {
  return (x) => value(callExpr(name, [x]));
}

/** e to the power of x. */
export const exp = scalarFunction("exp");
/** The natural logarithm. */
export const log = scalarFunction("log");
/** The square root. */
export const sqrt = scalarFunction("sqrt");
/** The size without the sign. */
export const abs = scalarFunction("abs");
/** 1 / (1 + exp(−x)). */
export const sigmoid = scalarFunction("sigmoid");

/** The simplex proportional to the exponentials of a vector. */
export function softmax(x: VectorLike): Value<"simplex"> {
  return value(callExpr("softmax", [x]));
}

/** The inner product of two vectors. */
export function dot(left: VectorLike, right: VectorLike): Value<"scalar"> {
  return value(callExpr("dot", [left, right]));
}

function sized(name: string, size: SizeLike): Expr {
  return callExpr(name, [value(sizeExpr(size))]);
}

/** The simplex with equal probabilities. */
export function uniform(size: SizeLike): Value<"simplex"> {
  return value(sized("uniform", size));
}

/** The vector of zeros. */
export function zeros(size: SizeLike): Value<"vector"> {
  return value(sized("zeros", size));
}

/** The identity matrix. */
export function eye(size: SizeLike): Value<"spread"> {
  return value(sized("eye", size));
}

/** The node one step earlier in the chain. */
export function prev<S extends Shape>(node: Value<S>): Composite<S, "scalar"> {
  return composite({ kind: "previous", operand: node.expr, span: nowhere });
}

/** In a network: the full interaction of discrete nodes. */
export function table(...nodes: readonly Value<"state">[]): Value<"scalar"> {
  return value(callExpr("table", nodes));
}

/** Indices by name and what each runs over. */
export type LoopSizes = Readonly<Record<string, SizeLike>>;
/** The index values of loops. */
export type LoopIndices<L extends LoopSizes> = { readonly [K in keyof L]: Value<"scalar"> };

/** Loops and the values of their indices. */
export function loopsOf<L extends LoopSizes>(sizes: L): { readonly loops: readonly Loop[]; readonly indices: LoopIndices<L> } {
  const names = Object.keys(sizes);
  const loops = names.map((name): Loop => ({ index: nameOf(name), over: sizeExpr(sizes[name]!) }));
  const indices = Object.fromEntries(names.map((name) => [name, value<"scalar">(nameExpr(name))]));
  return { loops, indices: indices as LoopIndices<L> };
}

/** `sum(body for i in n, …)`: `sum({ i: n }, ({ i }) => body)`. */
export function sum<L extends LoopSizes>(sizes: L, body: (indices: LoopIndices<L>) => ScalarLike): Value<"scalar"> {
  const { loops, indices } = loopsOf(sizes);
  return value({ kind: "sum", body: exprOf(body(indices)), loops, span: nowhere });
}
