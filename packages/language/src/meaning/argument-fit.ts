import type { Expression, SignatureArgument, Span, Support } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { constantDims, constantExpression, constantOf, flattenConstant } from "./constant-values.ts";
import { type Checker, lineOf, report, textOf } from "./context.ts";
import { reportMissingIndices } from "./missing-indices.ts";
import { isPositiveDefinite } from "./positive-definite.ts";
import { supportFix } from "./support-fix.ts";
import { isNonnegative, type NumberSupport, type Typed, type ValueType } from "./value-type.ts";
import { sizeOfSet, typeText } from "./words.ts";

/** An argument's place: whose it is, what it must be, and the length that the law's target asks for. */
export interface ArgumentPlace {
  readonly law: string;
  readonly name: string;
  readonly expects: SignatureArgument;
  readonly size: number | null;
  readonly value: Expr;
  readonly prior: boolean;
}

/** Checks shape and support of an argument and gives its expression (a literal simplex normalised). */
export function fitArgument(checker: Checker, place: ArgumentPlace, typed: Typed): Expression {
  const { expr, type } = typed;
  if (type.kind === "unknown") return expr;
  if (!hasShape(place, type)) {
    if (!reportMissingIndices(checker, type, place.value)) reportShape(checker, place, type);
    return expr;
  }
  if (type.kind === "scalar" && type.words) {
    const label = type.set?.kind === "labels" ? (type.set.labels?.[1] ?? "label") : "label";
    report(checker, "label-in-arithmetic", { text: textOf(checker, place.value.span), label }, place.value.span);
    return expr;
  }
  return fitSupport(checker, place, typed);
}

function hasShape(place: ArgumentPlace, type: ValueType): boolean {
  const { shape, name } = place.expects;
  const fits = (size: number | null) => size === null || place.size === null || size === place.size;
  switch (shape) {
    case "scalar":
      return type.kind === "scalar";
    case "vector":
      return (
        (type.kind === "vector" && fits(type.size)) ||
        (type.kind === "simplex" && fits(sizeOfSet(type.over))) ||
        (name === "alpha" && type.kind === "scalar")
      );
    case "matrix":
      return (
        (type.kind === "matrix" && fits(type.rows) && fits(type.columns)) || (place.law === "InverseWishart" && type.kind === "scalar")
      );
    case "simplex":
      return (type.kind === "simplex" && fits(sizeOfSet(type.over))) || (type.kind === "vector" && fits(type.size));
  }
}

function reportShape(checker: Checker, place: ArgumentPlace, type: ValueType): void {
  const { law, name, size, value } = place;
  report(
    checker,
    "argument-shape",
    { law, name, expected: expectedText(place, size), found: typeText(type), text: textOf(checker, value.span) },
    value.span,
  );
}

function expectedText(place: ArgumentPlace, size: number | null): string {
  const length = size === null ? "" : ` of ${size}`;
  switch (place.expects.shape) {
    case "scalar":
      return "a number";
    case "vector":
      return place.name === "alpha" ? `a number or a vector${length}` : `a vector${length}`;
    case "simplex":
      return size === null ? "a simplex (probabilities that sum to 1)" : `a simplex of ${size} probabilities`;
    case "matrix": {
      const matrix = size === null ? "a covariance matrix" : `a ${size} by ${size} covariance matrix`;
      return place.law === "InverseWishart" ? `a number or ${matrix}` : matrix;
    }
  }
}

function fitSupport(checker: Checker, place: ArgumentPlace, { expr, type }: Typed): Expression {
  const constant = expr.op === "number" || expr.op === "array" ? constantOf(expr) : null;
  const { support } = place.expects;
  if (support === "simplex") return fitSimplex(checker, place, { expr, type });
  if (type.kind === "matrix") return fitMatrix(checker, place, { expr, type });
  const needed: Support = support === "spread" ? "positive" : support;
  if (constant !== null) {
    const bad = flattenConstant(constant).find((value) => !holds(needed, value));
    if (bad !== undefined)
      report(checker, "argument-value", { law: place.law, name: place.name, expected: needText(needed), value: bad }, place.value.span);
    return expr;
  }
  const found = type.kind === "scalar" || type.kind === "vector" ? type.support : "real";
  const direct = type.kind !== "unknown" && type.owner !== undefined;
  if (!allowed(needed, found, direct)) reportSupport(checker, place, needed, type);
  return expr;
}

function holds(needed: Support, value: number): boolean {
  switch (needed) {
    case "positive":
    case "spread":
      return value > 0;
    case "nonnegative":
      return value >= 0;
    case "probability":
    case "simplex":
      return value >= 0 && value <= 1;
    case "count":
      return value >= 0 && Number.isInteger(value);
    case "real":
      return true;
  }
}

/** What an argument must be, in words. */
export function needText(needed: Support): string {
  switch (needed) {
    case "positive":
    case "spread":
      return "a positive number";
    case "nonnegative":
      return "a number that is not negative";
    case "probability":
      return "a probability from 0 to 1";
    case "simplex":
      return "a simplex (probabilities that sum to 1)";
    case "count":
      return "a whole number from 0 up";
    case "real":
      return "a real number";
  }
}

/** Whether values known to be `found` may stand where `needed` is asked; a computed value gets the benefit of the doubt. */
function allowed(needed: Support, found: NumberSupport, direct: boolean): boolean {
  switch (needed) {
    case "positive":
    case "nonnegative":
    case "spread":
      return isNonnegative(found);
    case "probability":
    case "simplex":
      return found === "probability" || (!direct && isNonnegative(found));
    case "count":
      return found === "count" || found === "int" || found === "probability";
    case "real":
      return true;
  }
}

function reportSupport(checker: Checker, place: ArgumentPlace, needed: Support, type: ValueType): void {
  const { law, name, value } = place;
  const { owner, suggestion, fix } = supportFix(needed, type);
  const line = suggestion ? lineOf(checker, suggestion.span) : null;
  const found = `${owner === null ? typeText(type).replace(/^a real/, "any real") : typeText(type)}${type.kind === "vector" ? " numbers" : ""}`;
  const details = { law, name, text: textOf(checker, value.span), expected: needText(needed), found, owner, fix, line, needed };
  report(checker, "argument-support", details, value.span, { suggestion });
}

function fitSimplex(checker: Checker, place: ArgumentPlace, { expr, type }: Typed): Expression {
  const constant = expr.op === "array" ? constantOf(expr) : null;
  if (constant !== null) return normalizeSimplex(checker, flattenConstant(constant), place.value.span) ?? expr;
  const declared = type.kind === "vector" && type.owner !== undefined;
  if (declared && type.support !== "probability") reportSupport(checker, place, "simplex", type);
  return expr;
}

/** A literal simplex, divided by its sum; entries outside 0 … 1 or a sum that misses 1 by more than 1e-6 are reported. */
export function normalizeSimplex(checker: Checker, values: readonly number[], span: Span): Expression | null {
  const bad = values.find((value) => !(value >= 0 && value <= 1));
  const sum = values.reduce((total, value) => total + value, 0);
  if (bad !== undefined) report(checker, "simplex-entry", { value: bad }, span);
  else if (!(Math.abs(sum - 1) <= 1e-6)) report(checker, "simplex-sum", { sum: Number(sum.toPrecision(12)) }, span);
  else return constantExpression(Math.abs(sum - 1) <= 1e-12 ? values : values.map((value) => value / sum));
  return null;
}

function fitMatrix(checker: Checker, place: ArgumentPlace, { expr, type }: Typed): Expression {
  if (type.kind !== "matrix") return expr;
  if (type.rows !== null && type.columns !== null && type.rows !== type.columns) {
    reportShape(checker, place, type);
  } else if (type.form === "general") {
    const { owner, suggestion, fix } = supportFix("spread", type);
    const text = textOf(checker, place.value.span);
    report(checker, "not-a-covariance", { law: place.law, name: place.name, text, owner, fix }, place.value.span, { suggestion });
  } else if (expr.op === "array") {
    const constant = constantOf(expr);
    const rows = constant !== null && constantDims(constant)?.length === 2 ? (constant as readonly (readonly number[])[]) : null;
    if (rows && !isPositiveDefinite(rows))
      report(checker, "not-positive-definite", { text: textOf(checker, place.value.span) }, place.value.span);
  }
  return expr;
}
