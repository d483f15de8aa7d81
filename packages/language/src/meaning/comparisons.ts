import type { Expression, IndexSet } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, report, textOf } from "./context.ts";
import { foldCall } from "./fold.ts";
import { sameSet } from "./index-sets.ts";
import { labelExpression, writtenLabel } from "./label-lookup.ts";
import { runningIndex, type Scope } from "./plate-scope.ts";
import type { ScalarType, Typed, ValueType } from "./value-type.ts";
import { setText, typeText } from "./words.ts";

const truth: ScalarType = { kind: "scalar", support: "probability", range: { low: 0, high: 1 } };

/** `a == b` and `a != b`: 1 or 0, between two values, or between a node and one of its labels (on either side). */
export function elaborateComparison(checker: Checker, scope: Scope, e: Expr & { kind: "binary" }): Typed {
  const [leftLabel, rightLabel] = [bareLabel(checker, scope, e.left), bareLabel(checker, scope, e.right)];
  if (leftLabel === null || rightLabel !== null) {
    const left = checker.elaborate(scope, e.left);
    return finish(checker, e, left, elaborateSide(checker, scope, e.right, left.type));
  }
  const right = checker.elaborate(scope, e.right);
  return finish(checker, e, elaborateSide(checker, scope, e.left, right.type), right);
}

function finish(checker: Checker, e: Expr & { kind: "binary" }, left: Typed, right: Typed): Typed {
  checkSides(checker, e, left, right);
  const fn = e.operator === "==" ? "==" : "!=";
  const expr = { op: "call", fn, args: [left.expr, right.expr] } as const;
  return left.type.kind === "unknown" || right.type.kind === "unknown" ? { expr, type: truth } : foldCall(expr, truth);
}

/** The label that `e` can only be: quoted, or a name that nothing declares. */
function bareLabel(checker: Checker, scope: Scope, e: Expr): string | null {
  if (e.kind === "string") return e.text;
  if (e.kind !== "name" || runningIndex(scope, e.name) || checker.symbols.has(e.name)) return null;
  return e.name;
}

function elaborateSide(checker: Checker, scope: Scope, e: Expr, other: ValueType): Typed {
  const set = other.kind === "scalar" ? other.set : undefined;
  const label = set?.kind === "labels" ? labelFor(checker, scope, e, set) : null;
  if (label !== null) return { expr: label, type: { kind: "unknown" } };
  if (other.kind === "unknown" && bareLabel(checker, scope, e) !== null)
    return { expr: { op: "number", value: 0 }, type: { kind: "unknown" } };
  return checker.elaborate(scope, e);
}

function labelFor(checker: Checker, scope: Scope, e: Expr, set: IndexSet & { kind: "labels" }): Expression | null {
  const written = writtenLabel(e);
  if (written === null || (written.bare && bareLabel(checker, scope, e) === null)) return null;
  return labelExpression(checker, set, written.text, e.span);
}

function checkSides(checker: Checker, e: Expr & { kind: "binary" }, left: Typed, right: Typed): void {
  const [a, b] = [left.type, right.type];
  if (a.kind === "unknown" || b.kind === "unknown") return;
  if (a.kind !== "scalar" || b.kind !== "scalar") {
    report(checker, "operator-shapes", { operator: e.operator, left: typeText(a), right: typeText(b), hint: "scalars" }, e.span);
  } else if (a.set && b.set && !sameSet(a.set, b.set) && (a.words || b.words)) {
    const names = { left: textOf(checker, e.left.span), right: textOf(checker, e.right.span) };
    report(checker, "different-labels", { ...names, leftSet: setText(a.set), rightSet: setText(b.set) }, e.span);
  } else {
    checkState(checker, e.right, a, b);
    checkState(checker, e.left, b, a);
  }
}

function checkState(checker: Checker, e: Expr, node: ScalarType, number: ScalarType): void {
  if (node.set?.kind !== "states" || number.value === undefined) return;
  const { size } = node.set;
  if (Number.isInteger(number.value) && number.value >= 0 && number.value < size) return;
  report(checker, "no-such-label", { label: String(number.value), set: setText(node.set), near: null, states: true }, e.span);
}
