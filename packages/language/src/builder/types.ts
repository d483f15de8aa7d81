import type { Expr, TypeExpr } from "../syntax/program.ts";
import { exprOf, labelLiteral, nameExpr, nameOf, nowhere, type Shape, type Value } from "./value.ts";

declare const shapeOfType: unique symbol;

/** The type of a parameter or node, with the shape of its values. */
export interface TypeOf<S extends Shape> {
  readonly type: TypeExpr;
  readonly [shapeOfType]?: S;
}

/** A declared set of labels: a type, and an index set. */
export interface LabelSet extends TypeOf<"state"> {
  readonly set: Expr;
}

/** A size or an index set: a number, a constant or a declared set of labels. */
export type SizeLike = number | Value<"scalar"> | LabelSet;

/** The expression of a size or an index set. */
export function sizeExpr(size: SizeLike): Expr {
  return typeof size === "object" && "set" in size ? size.set : exprOf(size);
}

function named<S extends Shape>(name: string, ...sizes: SizeLike[]): TypeOf<S> {
  return Object.freeze({ type: { kind: "named", name: nameOf(name), args: sizes.map(sizeExpr), span: nowhere } as const });
}

/** Any number. */
export const real: TypeOf<"scalar"> = named("real");
/** A number above zero. */
export const positive: TypeOf<"scalar"> = named("positive");
/** A number from 0 to 1. */
export const probability: TypeOf<"scalar"> = named("probability");
/** A whole number. */
export const int: TypeOf<"scalar"> = named("int");

/** A list of `size` numbers. */
export function vector(size: SizeLike): TypeOf<"vector"> {
  return named("vector", size);
}

/** A table of numbers. */
export function matrix(rows: SizeLike, columns: SizeLike): TypeOf<"matrix"> {
  return named("matrix", rows, columns);
}

/** A list of probabilities that sum to one, over a number of states or a set of labels. */
export function simplex(over: SizeLike): TypeOf<"simplex"> {
  return named("simplex", over);
}

/** A full covariance matrix. */
export function covariance(size: SizeLike): TypeOf<"spread"> {
  return named("covariance", size);
}

/** A covariance matrix without correlations. */
export function diagonal(size: SizeLike): TypeOf<"spread"> {
  return named("diagonal", size);
}

/** A covariance matrix with one variance and no correlations. */
export function spherical(size: SizeLike): TypeOf<"spread"> {
  return named("spherical", size);
}

/** A set of labels without a name: the domain of one node. */
export function labels(...members: readonly (string | number)[]): TypeOf<"state"> {
  return Object.freeze({ type: { kind: "labels", labels: members.map(labelLiteral), span: nowhere } as const });
}

/** A declared set of labels, by its name. */
export function labelSet(name: string): LabelSet {
  return Object.freeze({ ...named<"state">(name), set: nameExpr(name) });
}
