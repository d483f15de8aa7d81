import type { ConstantValue } from "@platewise/core";
import { constantDims, constantExpression, constantOf } from "./constant-values.ts";
import { type Checker, report, textOf } from "./context.ts";
import { constantScope } from "./plate-scope.ts";
import type { ConstSymbol, KnownConstant } from "./symbols.ts";
import { numberValue, type Typed, type ValueType } from "./value-type.ts";

/** The value of a constant, found when first asked for; null where it could not be (the reason has been reported). */
export function constantValue(checker: Checker, symbol: ConstSymbol): KnownConstant | null {
  if (symbol.value.state === "done") return symbol.value.value;
  if (symbol.value.state === "busy") {
    report(checker, "constant-cycle", { name: symbol.name.text }, symbol.name.span);
    return null;
  }
  symbol.value = { state: "busy" };
  const quiet = checker.quiet;
  checker.quiet = 0;
  const known = computeConstant(checker, symbol);
  checker.quiet = quiet;
  symbol.value = { state: "done", value: known };
  return known;
}

function computeConstant(checker: Checker, symbol: ConstSymbol): KnownConstant | null {
  const { name, statement } = symbol;
  const override = Object.hasOwn(checker.overrides, name.text) ? checker.overrides[name.text] : undefined;
  const own = checker.elaborate(constantScope("a constant"), statement.value);
  if (override === undefined) return finishConstant(checker, symbol, own);
  const typed = knownType(override);
  if (typed === null || (own.type.kind !== "unknown" && (typed.type.kind === "scalar") !== (own.type.kind === "scalar"))) {
    const [expected, found] = [
      own.type.kind === "scalar" ? "a number" : "an array",
      typeof override === "number" ? "a number" : "an array",
    ];
    report(checker, "override-shape", { name: name.text, expected, found: typed === null ? "rows of unequal length" : found }, name.span);
    return null;
  }
  return { value: override, typed };
}

function finishConstant(checker: Checker, symbol: ConstSymbol, own: Typed): KnownConstant | null {
  if (own.type.kind === "unknown") return null;
  const value = constantOf(own.expr);
  if (value === null) {
    report(checker, "too-long-constant", { text: textOf(checker, symbol.statement.value.span) }, symbol.statement.value.span);
    return null;
  }
  const flat = [value].flat(Number.POSITIVE_INFINITY as 1) as readonly unknown[];
  if (flat.some((item) => typeof item === "number" && !Number.isFinite(item))) {
    report(
      checker,
      "not-finite",
      { text: textOf(checker, symbol.statement.value.span), value: String(flat.find((item) => !Number.isFinite(item))) },
      symbol.statement.value.span,
    );
    return null;
  }
  return { value, typed: { expr: constantExpression(value), type: own.type } };
}

/** A constant given from outside, with its type; null for arrays whose rows differ in length. */
function knownType(value: ConstantValue): Typed | null {
  if (typeof value === "number") return Number.isFinite(value) ? numberValue(value) : null;
  const dims = constantDims(value);
  if (dims === null) return null;
  const expr = constantExpression(value);
  const [rows, columns] = [dims[0] ?? 0, dims[1] ?? 0];
  const type: ValueType =
    dims.length === 1
      ? { kind: "vector", size: rows, support: "real" }
      : dims.length === 2
        ? { kind: "matrix", rows, columns, form: "computed" }
        : { kind: "array" };
  return { expr, type };
}
