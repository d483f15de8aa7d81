import { type Expression, type IndexSet, indexSetSize, type NodeDomain, type ParamDomain } from "@platewise/core";
import type { ProgramSymbol } from "./symbols.ts";

/** What is known about the sign and kind of numbers. `probability` is 0 … 1, `count` 0, 1, 2, …. */
export type NumberSupport = "real" | "positive" | "nonnegative" | "probability" | "count" | "int";

/** Whole numbers from `low` to `high`. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What the checker knows about the value of an expression. `unknown` follows a reported mistake and fits everything.
 * A scalar has a `range` where it is certain to be a whole number within bounds, a `set` where it is one value of a finite
 * node (`random`) or running index, and `words` where its values are labels that are no numbers. Sizes are null where
 * only the data knows or a mistake hides them. `owner` is the declared thing that the expression names, `missing` the index
 * sets that it still lacks.
 */
export type ValueType =
  | { readonly kind: "unknown" }
  | ScalarType
  | {
      readonly kind: "vector";
      readonly size: number | null;
      readonly support: NumberSupport;
      readonly over?: IndexSet;
      readonly owner?: ProgramSymbol;
      readonly missing?: number;
    }
  | { readonly kind: "simplex"; readonly over: IndexSet | null; readonly owner?: ProgramSymbol; readonly missing?: number }
  | MatrixType
  | { readonly kind: "array"; readonly owner?: ProgramSymbol; readonly missing?: number };

/** A single number: see `ValueType`. */
export interface ScalarType {
  readonly kind: "scalar";
  readonly support: NumberSupport;
  readonly range?: Range | undefined;
  readonly set?: IndexSet;
  readonly random?: boolean;
  readonly words?: boolean;
  readonly value?: number;
  readonly owner?: ProgramSymbol;
  readonly missing?: number;
}

/** A matrix; `form` says whether it is certain to be a covariance. `computed` may be one. */
export interface MatrixType {
  readonly kind: "matrix";
  readonly rows: number | null;
  readonly columns: number | null;
  readonly form: "covariance" | "diagonal" | "spherical" | "general" | "computed";
  readonly owner?: ProgramSymbol;
  readonly missing?: number;
}

/** A resolved expression with what is known about its value. */
export interface Typed {
  readonly expr: Expression;
  readonly type: ValueType;
}

/** Stands for whatever could not be resolved; its reason has been reported. */
export const unknownValue: Typed = { expr: { op: "number", value: Number.NaN }, type: { kind: "unknown" } };

/** A number that the program gives. */
export function numberValue(value: number): Typed {
  return { expr: { op: "number", value }, type: numberType(value) };
}

/** What is known about the number `value`. */
export function numberType(value: number): ScalarType {
  const whole = Number.isInteger(value);
  const support = value >= 0 && value <= 1 ? "probability" : value > 0 ? (whole ? "count" : "positive") : whole ? "int" : "real";
  return whole ? { kind: "scalar", support, value, range: { low: value, high: value } } : { kind: "scalar", support, value };
}

/** True when a value is certain not to be negative. */
export function isNonnegative(support: NumberSupport): boolean {
  return support !== "real" && support !== "int";
}

/** True when every label of the set is a number, so that its states have values; unknown labels may be. */
export function hasNumericLabels(set: IndexSet): boolean {
  return set.kind === "states" || set.labels === null || set.labels.every(isNumericLabel);
}

/** True for labels that compare by value. */
export function isNumericLabel(label: string): boolean {
  const first = label.charCodeAt(0) | 32;
  const startsWithLetter = first >= 97 && first <= 122;
  return !startsWithLetter && label.trim() !== "" && Number.isFinite(Number(label));
}

function discreteType(set: IndexSet, owner: ProgramSymbol): ScalarType {
  const size = indexSetSize(set);
  const words = !hasNumericLabels(set);
  const values = set.kind === "labels" && set.labels !== null && !words ? set.labels.map(Number) : null;
  const range = values === null ? { low: 0, high: (size ?? 1) - 1 } : { low: Math.min(...values), high: Math.max(...values) };
  const whole = values?.every(Number.isInteger) ?? true;
  const support = !whole || range.low < 0 ? "real" : range.high <= 1 ? "probability" : "count";
  return { kind: "scalar", support, set, range: size !== null && whole ? range : undefined, random: true, words, owner };
}

/** The value of a running index over `set`. */
export function indexType(set: IndexSet): ScalarType {
  const size = indexSetSize(set);
  const support = size !== null && size <= 2 ? "probability" : "count";
  return { kind: "scalar", support, set, ...(size === null ? {} : { range: { low: 0, high: size - 1 } }) };
}

/** The value of one node with that domain, which `owner` declares. */
export function nodeType(domain: NodeDomain, owner: ProgramSymbol): ValueType {
  switch (domain.kind) {
    case "states":
    case "labels":
      return discreteType(domain, owner);
    case "boolean":
      return discreteType({ kind: "states", size: 2 }, owner);
    case "vector":
      return { kind: "vector", size: domain.size, support: "real", owner };
    case "simplex":
      return { kind: "simplex", over: domain.over, owner };
    default:
      return { kind: "scalar", support: domain.kind, owner };
  }
}

/** The value of one element of a parameter with that domain. */
export function paramType(domain: ParamDomain): ValueType {
  switch (domain.kind) {
    case "vector":
      return { kind: "vector", size: domain.size, support: "real" };
    case "simplex":
      return { kind: "simplex", over: domain.over };
    case "matrix":
      return { kind: "matrix", rows: domain.rows, columns: domain.columns, form: "general" };
    case "covariance":
    case "diagonal":
    case "spherical":
      return { kind: "matrix", rows: domain.size, columns: domain.size, form: domain.kind };
    default:
      return { kind: "scalar", support: domain.kind };
  }
}
