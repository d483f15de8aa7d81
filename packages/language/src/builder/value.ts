import type { CallArgument, Expr, LabelLiteral, Name } from "../syntax/program.ts";
import { isNameText, isNumberText, isWordText } from "../syntax/words.ts";

/** What TypeScript knows of a value: a state is a label or an integer 0 … K−1, a spread any kind of covariance matrix. */
export type Shape = "scalar" | "state" | "vector" | "simplex" | "matrix" | "spread";

declare const shapeOf: unique symbol;

/** An expression of a model that is being built, with its shape for the type checker. */
export interface Value<S extends Shape> {
  readonly expr: Expr;
  readonly [shapeOf]?: S;
}

/** The shape of one component. */
export type ComponentOf<S extends Shape> = S extends "matrix" | "spread" ? "vector" : "scalar";

/** A value with components (of a vector, a simplex, a matrix, or of a node by its indices). */
export interface Composite<S extends Shape, C extends Shape> extends Value<S> {
  /** One component, by its place from zero; a matrix takes two places for a number. */
  readonly at: AtComponent<C>;
}

/** `m.at(i)` is a component of `m`, `m.at(i, j)` a number in a matrix. */
export interface AtComponent<C extends Shape> {
  (index: IndexLike): Value<C>;
  (row: IndexLike, column: IndexLike): Value<"scalar">;
}

/** A family of values that have to be picked by indices before they can be used. */
export interface Indexed<S extends Shape, I extends readonly unknown[]> {
  /** The element at these indices: one for each that was declared. */
  readonly at: (...indices: { readonly [K in keyof I]: IndexLike }) => Element<S>;
}

/** What a declaration without indices gives. */
export type Element<S extends Shape> = S extends "scalar" | "state" ? Value<S> : Composite<S, ComponentOf<S>>;

/** What a declaration gives: itself without indices, a family with some. */
export type Declared<S extends Shape, I extends readonly unknown[]> = I extends readonly [] ? Element<S> : Indexed<S, I>;

/** A number, or a value that is one. */
export type ScalarLike = number | Value<"scalar"> | Value<"state">;
/** A list of numbers, or a value that is one. */
export type VectorLike = readonly ScalarLike[] | Value<"vector"> | Value<"simplex">;
/** A list of probabilities, or a value that is one. */
export type SimplexLike = readonly ScalarLike[] | Value<"simplex">;
/** A list of rows, or a value that is a matrix. */
export type MatrixLike = readonly (readonly ScalarLike[])[] | Value<"matrix"> | Value<"spread">;
/** A covariance: a declared one of any kind, or a list of rows. */
export type SpreadLike = readonly (readonly ScalarLike[])[] | Value<"spread"> | Value<"matrix">;
/** What picks an element: a place from zero, a label, a discrete node, a plate's index. */
export type IndexLike = number | string | Value<"scalar"> | Value<"state">;
/** Nested lists of numbers. */
export type NumbersLike = number | readonly NumbersLike[];
/** Whatever can stand as an argument. */
export type AnyLike = ScalarLike | string | readonly AnyLike[] | Value<Shape> | Law<Shape>;

/** A distribution with its arguments, and the shape of what it generates. */
export interface Law<S extends Shape> {
  readonly law: Expr;
  readonly [shapeOf]?: S;
}

/** The span of what no text holds. */
export const nowhere = { start: 0, end: 0 } as const;

/** A name without a place. */
export function nameOf(text: string): Name {
  return { text, span: nowhere };
}

/** The expression that a name is. */
export function nameExpr(name: string): Expr {
  return { kind: "name", name, span: nowhere };
}

/** Wraps an expression. */
export function value<S extends Shape>(expr: Expr): Value<S> {
  return Object.freeze({ expr });
}

/** A number as the language writes it: a minus sign is an operator. */
export function numberExpr(number: number): Expr {
  const negative = number < 0 || Object.is(number, -0);
  const size = Math.abs(number);
  const literal: Expr = Number.isFinite(size)
    ? { kind: "number", value: size, text: String(size), span: nowhere }
    : nameExpr(Number.isNaN(size) ? "NaN" : "Infinity");
  return negative ? { kind: "unary", operator: "-", operand: literal, span: nowhere } : literal;
}

/** The expression of anything that can stand as an argument; a string is a label. */
export function exprOf(given: AnyLike): Expr {
  if (typeof given === "number") return numberExpr(given);
  if (typeof given === "string") return labelExpr(given);
  if (isList(given)) return { kind: "array", items: given.map(exprOf), span: nowhere };
  return "law" in given ? given.law : given.expr;
}

function isList(given: Exclude<AnyLike, number | string>): given is readonly AnyLike[] {
  return Array.isArray(given);
}

function labelExpr(label: string): Expr {
  if (isNameText(label)) return nameExpr(label);
  return isNumberText(label) ? numberExpr(Number(label)) : { kind: "string", text: label, span: nowhere };
}

/** A label of a set, in quotes where the language asks for them. */
export function labelLiteral(label: string | number): LabelLiteral {
  const text = String(label);
  return { text, quoted: !isWordText(text) && !isNumberText(text), span: nowhere };
}

/** `operand[indices…]`, or the operand without indices. */
export function indexExpr(operand: Expr, indices: readonly IndexLike[]): Expr {
  return indices.length === 0 ? operand : { kind: "index", operand, indices: indices.map(exprOf), span: nowhere };
}

/** `name(args…)`, named arguments behind the positional ones. */
export function callExpr(name: string, args: readonly AnyLike[], named: Readonly<Record<string, AnyLike>> = {}): Expr {
  const positional = args.map((arg): CallArgument => ({ name: null, value: exprOf(arg), span: nowhere }));
  const rest = Object.entries(named).map(([key, arg]): CallArgument => ({ name: nameOf(key), value: exprOf(arg), span: nowhere }));
  return { kind: "call", name: nameOf(name), args: [...positional, ...rest], span: nowhere };
}

/** A value whose components can be picked. */
export function composite<S extends Shape, C extends Shape>(expr: Expr): Composite<S, C> {
  return Object.freeze({ expr, at: (...indices: IndexLike[]) => value<never>(indexExpr(expr, indices)) });
}

/** A declared name that has to be indexed; `at` gives an element whose components can be picked in turn. */
export function declared<S extends Shape, I extends readonly unknown[]>(name: string, indexed: boolean): Declared<S, I> {
  const expr = nameExpr(name);
  const element = { expr, at: (...indices: IndexLike[]) => composite<S, Shape>(indexExpr(expr, indices)) };
  return Object.freeze(indexed ? { at: element.at } : element) as unknown as Declared<S, I>;
}
