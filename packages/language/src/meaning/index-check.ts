import { type Expression, type IndexSet, indexSetSize, type Span } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { mayIndex, sameSet } from "./index-sets.ts";
import { onlySelector } from "./index-suggestions.ts";
import { labelExpression, labelState, writtenLabel } from "./label-lookup.ts";
import { runningIndex, type Scope } from "./plate-scope.ts";
import { hasNumericLabels, type ScalarType, type Typed } from "./value-type.ts";
import { setText, typeText } from "./words.ts";

/** What an index selects from: a set (null: unknown), whose it is, and which of how many indices this is. */
export interface IndexPlace {
  readonly set: IndexSet | null;
  readonly owner: string;
  readonly position: number;
  readonly count: number;
  readonly written: string;
}

const nothing: Expression = { op: "number", value: 0 };

/** Resolves one index and checks that it selects a member of the set: a label, a whole number in range, or a value of that set. */
export function checkIndex(checker: Checker, scope: Scope, e: Expr, place: IndexPlace): Expression {
  if (checker.quiet > 0) return nothing;
  const label = place.set?.kind === "labels" ? asLabel(checker, scope, e, place.set) : null;
  if (label !== null) return label;
  const typed = checker.elaborate(scope, e);
  if (typed.type.kind !== "unknown") checkSelector(checker, e, typed, place);
  return typed.expr;
}

function asLabel(checker: Checker, scope: Scope, e: Expr, set: IndexSet & { kind: "labels" }): Expression | null {
  const written = writtenLabel(e);
  if (written === null) return null;
  if (written.bare && (runningIndex(scope, written.text) || checker.symbols.has(written.text))) return null;
  const number = e.kind === "number" || e.kind === "unary";
  if (number && (set.labels === null || !hasNumericLabels(set))) return null;
  if (written.bare && labelState(set, written.text) === -1 && !mayBeLabel(checker, written.text)) return null;
  return labelExpression(checker, set, written.text, e.span);
}

/** A bare name that is no label of the set is taken for a mistaken label rather than for a mistaken name. */
function mayBeLabel(checker: Checker, name: string): boolean {
  return !checker.symbols.has(name);
}

function checkSelector(checker: Checker, e: Expr, typed: Typed, place: IndexPlace): void {
  const { set } = place;
  const { type } = typed;
  if (set === null) return;
  if (type.kind !== "scalar" || (type.value === undefined && !type.set && !type.range)) {
    report(
      checker,
      "not-an-index",
      { owner: place.owner, index: textOf(checker, e.span), found: typeText(type), set: setText(set) },
      e.span,
    );
  } else if (type.set && type.random) {
    if (!mayIndex(set, type.set)) reportMismatch(checker, e, type.set, place);
  } else if (type.set && (set.kind === "labels" || type.set.kind === "labels")) {
    if (!sameSet(set, type.set)) reportMismatch(checker, e, type.set, place);
  } else {
    checkRange(checker, e, type, place);
  }
}

function reportMismatch(checker: Checker, e: Expr, found: IndexSet, place: IndexPlace): void {
  const { owner, position, count, set } = place;
  const near = onlySelector(checker, set);
  const suggestion = replaceBy(e.span, near);
  report(
    checker,
    "index-mismatch",
    { owner, position, count, index: textOf(checker, e.span), expected: setText(set), found: setText(found), near },
    e.span,
    { suggestion },
  );
}

function checkRange(checker: Checker, e: Expr, type: ScalarType, place: IndexPlace): void {
  const size = place.set === null ? null : indexSetSize(place.set);
  if (size === null) return;
  if (type.value !== undefined && !Number.isInteger(type.value)) {
    report(
      checker,
      "not-an-index",
      { owner: place.owner, index: textOf(checker, e.span), found: typeText(type), set: setText(place.set) },
      e.span,
    );
    return;
  }
  const range = type.range;
  if (range && (range.low < 0 || range.high >= size)) reportRange(checker, e.span, range, { ...place, size });
}

function reportRange(
  checker: Checker,
  span: Span,
  range: { low: number; high: number },
  place: IndexPlace & { readonly size: number },
): void {
  const { owner, size } = place;
  report(checker, "index-out-of-range", { owner, index: textOf(checker, span), low: range.low, high: range.high, size }, span);
}
