import {
  type ConstantValue,
  type Expression,
  elementLength,
  type IndexSet,
  indexSetSize,
  type ParamDomain,
  type Span,
} from "@platewise/core";
import { normalizeSimplex } from "./argument-fit.ts";
import { constantDims, constantExpression, constantOf, flattenConstant, scaledIdentity } from "./constant-values.ts";
import { type Checker, report, textOf } from "./context.ts";
import { isPositiveDefinite } from "./positive-definite.ts";
import type { Typed } from "./value-type.ts";
import { domainText } from "./words.ts";

/** A parameter that is given a value. */
export interface ValuePlace {
  readonly name: string;
  readonly indices: readonly (IndexSet | null)[];
  readonly domain: ParamDomain;
  readonly span: Span;
}

/** Numbers that the value of one parameter may be written out to. */
const mostNumbers = 1_000_000;

/**
 * The value of a whole parameter as constant arrays: a number fills it (a covariance gets that number times the identity), one
 * element's value is repeated over the indices. Null where it does not fit (reported).
 */
export function fixedValue(checker: Checker, typed: Typed, place: ValuePlace): Expression | null {
  if (typed.type.kind === "unknown" && typed.expr.op !== "array") return null;
  const value = constantOf(typed.expr);
  if (value === null) {
    if (typed.type.kind !== "unknown") report(checker, "too-long-constant", { text: textOf(checker, place.span) }, place.span);
    return null;
  }
  const sizes = place.indices.map((set) => (set === null ? null : indexSetSize(set)));
  const element = elementDims(place.domain);
  if (sizes.includes(null) || element === null) {
    if (typeof value !== "number") return constantExpression(value);
    return checkElements(checker, [value], place) ? constantExpression(value) : null;
  }
  const outer = sizes.map((size) => size ?? 0);
  if (typeof value === "number" && element.length === 0) return checkElements(checker, [value], place) ? constantExpression(value) : null;
  if ([...outer, ...element].reduce((product, size) => product * size, 1) > mostNumbers) {
    report(checker, "too-long-constant", { text: place.name }, place.span);
    return null;
  }
  const elements = splitElements(value, outer, place.domain);
  if (elements === null) {
    report(
      checker,
      "value-shape",
      { name: place.name, expected: shapeText(outer, element, place.domain), found: dimsText(constantDims(value)) },
      place.span,
    );
    return null;
  }
  const checked =
    place.domain.kind === "simplex" ? normalizeAll(checker, elements, place) : checkElements(checker, elements, place) ? elements : null;
  return checked === null ? null : constantExpression(nest(checked, outer));
}

function elementDims(domain: ParamDomain): readonly number[] | null {
  switch (domain.kind) {
    case "matrix":
      return [domain.rows, domain.columns];
    case "covariance":
      return [domain.size, domain.size];
    case "vector":
    case "diagonal":
      return [domain.size];
    case "simplex": {
      const length = elementLength(domain);
      return length === null ? null : [length];
    }
    default:
      return [];
  }
}

const sameDims = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((size, at) => size === b[at]);

/** The elements of a whole value in row-major order, one per combination of indices; null where the shape does not fit. */
function splitElements(value: ConstantValue, outer: readonly number[], domain: ParamDomain): readonly ConstantValue[] | null {
  const dims = constantDims(value);
  const count = outer.reduce((product, size) => product * size, 1);
  if (dims === null) return null;
  const single = asElement(value, dims, domain);
  if (single !== null) return Array.from({ length: count }, () => single);
  if (!sameDims(dims.slice(0, outer.length), outer)) return null;
  const elements = peel(value, outer.length).map((item) => asElement(item, constantDims(item) ?? [], domain));
  return elements.some((item) => item === null) ? null : elements.flatMap((item) => (item === null ? [] : [item]));
}

function peel(value: ConstantValue, depth: number): readonly ConstantValue[] {
  return depth === 0 || typeof value === "number" ? [value] : value.flatMap((item) => peel(item, depth - 1));
}

/** The value as one element of the domain, filled or taken from a diagonal where that is what it means. */
function asElement(value: ConstantValue, dims: readonly number[], domain: ParamDomain): ConstantValue | null {
  const own = elementDims(domain);
  if (own === null || sameDims(dims, own)) return own === null ? null : value;
  if (typeof value === "number") {
    if (domain.kind === "covariance") return scaledIdentity(domain.size, value);
    return domain.kind === "simplex" ? null : fill(own, value);
  }
  if (domain.kind === "diagonal" || domain.kind === "spherical") return fromDiagonal(value, dims, domain);
  return null;
}

function fill(dims: readonly number[], value: number): ConstantValue {
  const [size, ...rest] = dims;
  return size === undefined ? value : Array.from({ length: size }, () => fill(rest, value));
}

function fromDiagonal(
  value: ConstantValue,
  dims: readonly number[],
  domain: ParamDomain & { readonly kind: "diagonal" | "spherical" },
): ConstantValue | null {
  if (!sameDims(dims, [domain.size, domain.size])) return null;
  const rows = value as readonly (readonly number[])[];
  if (rows.some((row, i) => row.some((entry, j) => i !== j && entry !== 0))) return null;
  const diagonal = rows.map((row, i) => row[i] ?? 0);
  if (domain.kind === "diagonal") return diagonal;
  return diagonal.every((entry) => entry === diagonal[0]) ? (diagonal[0] ?? null) : null;
}

function nest(elements: readonly ConstantValue[], outer: readonly number[]): ConstantValue {
  if (outer.length === 0) return elements[0] ?? 0;
  const [size = 0, ...rest] = outer;
  const step = elements.length / Math.max(size, 1);
  return Array.from({ length: size }, (_, at) => nest(elements.slice(at * step, (at + 1) * step), rest));
}

function normalizeAll(checker: Checker, elements: readonly ConstantValue[], place: ValuePlace): readonly ConstantValue[] | null {
  const done: ConstantValue[] = [];
  for (const element of elements) {
    const simplex = normalizeSimplex(checker, flattenConstant(element), place.span);
    const value = simplex === null ? null : constantOf(simplex);
    if (value === null) return null;
    done.push(value);
  }
  return done;
}

function checkElements(checker: Checker, elements: readonly ConstantValue[], place: ValuePlace): boolean {
  const { domain, name, span } = place;
  if (domain.kind === "covariance") {
    const bad = elements.some((element) => !isPositiveDefinite(element as readonly (readonly number[])[]));
    if (bad) report(checker, "not-positive-definite", { text: `the value of \`${name}\`` }, span);
    return !bad;
  }
  const wrong = elements.flatMap(flattenConstant).find((value) => !mayBe(domain, value));
  if (wrong !== undefined) report(checker, "value-support", { name, domain: domainText(domain), value: wrong }, span);
  return wrong === undefined;
}

function mayBe(domain: ParamDomain, value: number): boolean {
  switch (domain.kind) {
    case "positive":
    case "diagonal":
    case "spherical":
      return value > 0;
    case "probability":
    case "simplex":
      return value >= 0 && value <= 1;
    case "int":
      return Number.isInteger(value);
    default:
      return Number.isFinite(value);
  }
}

/** Sizes in words: `a number`, `a list of 3`, `2 lists of 3`. */
export function dimsText(dims: readonly number[] | null): string {
  if (dims === null) return "rows of unequal length";
  const [first, second, third] = dims;
  if (first === undefined) return "a number";
  if (second === undefined) return `a list of ${first}`;
  if (third === undefined) return `${first} ${first === 1 ? "list" : "lists"} of ${second}`;
  return `an array of ${dims.join(" by ")}`;
}

function shapeText(outer: readonly number[], element: readonly number[], domain: ParamDomain): string {
  const whole = dimsText([...outer, ...element]);
  return domain.kind === "simplex" || outer.length + element.length === 0 ? whole : `${whole}, or a number for all`;
}
