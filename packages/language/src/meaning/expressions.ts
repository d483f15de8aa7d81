import { type Expression, type IndexSet, indexSetSize } from "@platewise/core";
import type { Expr, Loop } from "../syntax/program.ts";
import { elaborateCall } from "./calls.ts";
import { elaborateComparison } from "./comparisons.ts";
import { constantOf } from "./constant-values.ts";
import { type Checker, report, textOf } from "./context.ts";
import { foldCall } from "./fold.ts";
import { reportMissingIndices } from "./missing-indices.ts";
import { binaryType, negateType } from "./operator-types.ts";
import { runningIndex, type Scope, withIndex } from "./plate-scope.ts";
import { elaborateReference } from "./references.ts";
import { elaborateIndexSet } from "./sizes.ts";
import { type NumberSupport, numberValue, type Typed, unknownValue, type ValueType } from "./value-type.ts";
import { typeText } from "./words.ts";

/** Resolves an expression where it stands: every name replaced by what it means, and what is known about its value. */
export function elaborate(checker: Checker, scope: Scope, e: Expr): Typed {
  switch (e.kind) {
    case "number":
      return numberValue(e.value);
    case "string":
      return misplacedLabel(checker, e);
    case "name":
    case "index":
    case "previous":
      return elaborateReference(checker, scope, e);
    case "call":
      return elaborateCall(checker, scope, e);
    case "array":
      return elaborateArray(checker, scope, e);
    case "unary":
      return negate(checker, elaborate(checker, scope, e.operand), e);
    case "binary":
      return e.operator === "==" || e.operator === "!=" ? elaborateComparison(checker, scope, e) : elaborateArithmetic(checker, scope, e);
    case "sum":
      return elaborateSum(checker, scope, e);
  }
}

function misplacedLabel(checker: Checker, e: Expr & { kind: "string" }): Typed {
  report(checker, "misplaced-label", { label: e.text }, e.span);
  return unknownValue;
}

/** Reports labels that are used as numbers; true when all is well. */
function isNumeric(checker: Checker, e: Expr, type: ValueType): boolean {
  if (type.kind !== "scalar" || !type.words) return true;
  const labels = type.set?.kind === "labels" ? (type.set.labels ?? []) : [];
  report(checker, "label-in-arithmetic", { text: textOf(checker, e.span), label: labels[1] ?? labels[0] ?? "label" }, e.span);
  return false;
}

function negate(checker: Checker, operand: Typed, e: Expr & { kind: "unary" }): Typed {
  if (!isNumeric(checker, e.operand, operand.type)) return unknownValue;
  return foldCall({ op: "call", fn: "negate", args: [operand.expr] }, negateType(operand.type));
}

function elaborateArithmetic(checker: Checker, scope: Scope, e: Expr & { kind: "binary" }): Typed {
  const [left, right] = [elaborate(checker, scope, e.left), elaborate(checker, scope, e.right)];
  const numeric = [isNumeric(checker, e.left, left.type), isNumeric(checker, e.right, right.type)];
  if (numeric.includes(false)) return unknownValue;
  if (e.operator === "==" || e.operator === "!=") return unknownValue;
  if ((e.operator === "/" || e.operator === "%") && right.expr.op === "number" && right.expr.value === 0) {
    report(checker, "division-by-zero", { text: textOf(checker, e.span) }, e.right.span);
    return unknownValue;
  }
  const lacking = [left.type, right.type].find(
    (type) => type.kind !== "unknown" && (type.missing ?? 0) > 0 && type.owner?.kind === "param" && type.kind !== "vector",
  );
  if (lacking && reportMissingIndices(checker, lacking, lacking === left.type ? e.left : e.right)) return unknownValue;
  const type = binaryType(e.operator, left.type, right.type);
  if (type.kind === "mismatch") {
    const details = { operator: e.operator, left: typeText(left.type), right: typeText(right.type), hint: type.hint };
    report(checker, "operator-shapes", details, e.span);
    return unknownValue;
  }
  return foldCall({ op: "call", fn: e.operator, args: [left.expr, right.expr] }, type);
}

function elaborateArray(checker: Checker, scope: Scope, e: Expr & { kind: "array" }): Typed {
  const items = e.items.map((item) => elaborate(checker, scope, item));
  const numeric = items.map((item, at) => isNumeric(checker, e.items[at] ?? e, item.type));
  const expr: Expression = { op: "array", items: items.map((item) => item.expr) };
  if (e.items.length === 0) report(checker, "empty-array", { text: textOf(checker, e.span) }, e.span);
  if (numeric.includes(false) || items.some((item) => item.type.kind === "unknown") || e.items.length === 0)
    return { expr, type: { kind: "unknown" } };
  const type = arrayType(items.map((item) => item.type));
  if (type === null)
    report(checker, "ragged-array", { text: textOf(checker, e.span), items: items.map((item) => typeText(item.type)) }, e.span);
  return { expr, type: type ?? { kind: "unknown" } };
}

function arrayType(items: readonly ValueType[]): ValueType | null {
  const [first] = items;
  if (first === undefined) return null;
  if (items.some((item) => item.kind !== first.kind && !(isVectorial(item) && isVectorial(first)))) return null;
  if (first.kind === "scalar") return { kind: "vector", size: items.length, support: commonSupport(items) };
  if (!isVectorial(first)) return { kind: "array" };
  const sizes = items.map((item) =>
    item.kind === "vector" ? item.size : item.kind === "simplex" && item.over ? indexSetSize(item.over) : null,
  );
  if (sizes.some((size) => size !== sizes[0])) return null;
  return { kind: "matrix", rows: items.length, columns: sizes[0] ?? null, form: "computed" };
}

const isVectorial = (type: ValueType): boolean => type.kind === "vector" || type.kind === "simplex";

function commonSupport(items: readonly ValueType[]): NumberSupport {
  const supports = new Set(items.map((item) => (item.kind === "scalar" ? item.support : "real")));
  if (supports.size === 1) return [...supports][0] ?? "real";
  if (supports.has("real") || supports.has("int")) return "real";
  return "nonnegative";
}

function elaborateSum(checker: Checker, scope: Scope, e: Expr & { kind: "sum" }): Typed {
  const { inner, loops } = elaborateLoops(checker, scope, e.loops);
  const body = elaborate(checker, inner, e.body);
  if (!isNumeric(checker, e.body, body.type)) return unknownValue;
  const expr = loops.reduceRight<Expression>((term, { index, over }) => ({ op: "sum", index, over, body: term }), body.expr);
  const value = scope.constantFor === null || scope.loops.size > 0 ? null : constantOf(expr);
  if (typeof value === "number") return numberValue(value);
  return { expr, type: sumType(body.type) };
}

function sumType(body: ValueType): ValueType {
  if (body.kind === "vector") return { kind: "vector", size: body.size, support: sumSupport(body.support) };
  if (body.kind === "simplex") return { kind: "vector", size: body.over ? indexSetSize(body.over) : null, support: "nonnegative" };
  if (body.kind === "matrix") return { kind: "matrix", rows: body.rows, columns: body.columns, form: "computed" };
  return body.kind === "scalar" ? { kind: "scalar", support: sumSupport(body.support) } : body;
}

const sumSupport = (support: NumberSupport): NumberSupport => (support === "probability" ? "nonnegative" : support);

/** Resolves `for i in n, j in m`: the scope inside, and the sets (one state where a set could not be found). */
export function elaborateLoops(checker: Checker, scope: Scope, loops: readonly Loop[]) {
  let inner = scope;
  const resolved: { index: string; over: IndexSet }[] = [];
  for (const { index, over } of loops) {
    if (runningIndex(inner, index.text)) report(checker, "repeated-index", { name: index.text }, index.span);
    const set = elaborateIndexSet(checker, over, { purpose: `the range of \`${index.text}\``, known: true });
    inner = withIndex(inner, index.text, set);
    resolved.push({ index: index.text, over: set ?? { kind: "states", size: 1 } });
  }
  return { inner, loops: resolved };
}
