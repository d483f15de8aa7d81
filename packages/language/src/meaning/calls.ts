import type { Expression, Operator } from "@platewise/core";
import { nearestName } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { foldCall } from "./fold.ts";
import { reportMissingIndices } from "./missing-indices.ts";
import { asVector, functionSupport } from "./operator-types.ts";
import type { Scope } from "./plate-scope.ts";
import { functionArity, isDistribution, synonyms } from "./reserved-words.ts";
import { elaborateIndexSet } from "./sizes.ts";
import { symbolKind } from "./symbols.ts";
import { type Typed, unknownValue, type ValueType } from "./value-type.ts";
import { sizeOfSet, typeText } from "./words.ts";

type Call = Expr & { readonly kind: "call" };

/** A function applied to arguments. Distributions and declared names are told apart from mistyped functions. */
export function elaborateCall(checker: Checker, scope: Scope, e: Call): Typed {
  const fn = e.name.text;
  const arity = functionArity.get(fn);
  if (arity === undefined) return notAFunction(checker, scope, e);
  const named = e.args.find((arg) => arg.name !== null);
  if (named?.name) report(checker, "unknown-argument", { law: fn, name: named.name.text, names: [], near: null }, named.name.span);
  if (e.args.length !== arity) {
    report(checker, "argument-count", { name: fn, expected: arity, found: e.args.length }, e.span);
    return unknownValue;
  }
  const values = e.args.map((arg) => arg.value);
  if (fn === "uniform" || fn === "zeros" || fn === "eye") return sizedCall(checker, fn, values[0] ?? e);
  const args = values.map((value) => checker.elaborate(scope, value));
  if (args.some(({ type }, at) => reportMissing(checker, fn, type, values[at] ?? e))) return unknownValue;
  return applyFunction(checker, e, fn as Operator, args);
}

function reportMissing(checker: Checker, fn: string, type: ValueType, e: Expr): boolean {
  return type.kind === "array" && fn !== "" && reportMissingIndices(checker, type, e);
}

function notAFunction(checker: Checker, scope: Scope, e: Call): Typed {
  const name = e.name.text;
  const symbol = checker.symbols.get(name);
  if (isDistribution(name)) {
    report(checker, "distribution-as-value", { name, text: textOf(checker, e.span) }, e.span);
  } else if (symbol) {
    checker.used.add(symbol);
    const suggestion = { span: e.span, text: `${name}[${e.args.map((arg) => textOf(checker, arg.span)).join(", ")}]` };
    const indexed = symbol.kind !== "type" && e.args.length > 0 && e.args.every((arg) => arg.name === null);
    report(checker, "wrong-kind", { name, kind: symbolKind(symbol), expected: "a function" }, e.name.span, indexed ? { suggestion } : {});
  } else {
    const names = [...functionArity.keys(), "sum"];
    const near = synonyms.function.get(name) ?? nearestName(name, checker.network ? [...names, "table"] : names);
    const size = name === "range" && e.args.length === 1 ? textOf(checker, e.args[0]!.span) : null;
    const suggestion = size === null ? replaceBy(e.name.span, near) : { span: e.span, text: size };
    report(checker, "unknown-function", { name, near: size ?? near, names }, e.name.span, { suggestion });
  }
  for (const { value } of e.args) checker.elaborate(scope, value);
  return unknownValue;
}

/** `uniform(K)`, `zeros(D)`, `eye(D)`: their argument is a size, so a type is welcome. */
function sizedCall(checker: Checker, fn: "uniform" | "zeros" | "eye", e: Expr): Typed {
  const set = elaborateIndexSet(checker, e, { purpose: `the size of \`${fn}\``, known: true });
  const size = sizeOfSet(set);
  if (set === null || size === null) return unknownValue;
  const expr: Expression = { op: "call", fn, args: [{ op: "number", value: size }] };
  if (fn === "uniform") return { expr, type: { kind: "simplex", over: set } };
  if (fn === "zeros") return { expr, type: { kind: "vector", size, support: "nonnegative" } };
  return { expr, type: { kind: "matrix", rows: size, columns: size, form: "spherical" } };
}

function applyFunction(checker: Checker, e: Call, fn: Operator, args: readonly Typed[]): Typed {
  const [first, second] = [args[0]?.type, args[1]?.type];
  if (first === undefined || args.some((arg) => arg.type.kind === "unknown")) return unknownValue;
  const type =
    fn === "dot" && second !== undefined ? dotType(first, second) : fn === "softmax" ? softmaxType(first) : elementwiseType(fn, first);
  if (type === null) {
    const expected = fn === "dot" ? "two vectors of one length" : fn === "softmax" ? "a vector" : "a number or a vector";
    report(checker, "function-shape", { name: fn, expected, found: args.map((arg) => typeText(arg.type)) }, e.span);
    return unknownValue;
  }
  return foldCall({ op: "call", fn, args: args.map((arg) => arg.expr) }, type);
}

function dotType(first: ValueType, second: ValueType): ValueType | null {
  const [a, b] = [asVector(first), asVector(second)];
  if (!a || !b || (a.size !== null && b.size !== null && a.size !== b.size)) return null;
  return { kind: "scalar", support: "real" };
}

function softmaxType(first: ValueType): ValueType | null {
  const vector = asVector(first);
  if (!vector) return null;
  const set = first.kind === "simplex" || first.kind === "vector" ? first.over : null;
  return { kind: "simplex", over: set ?? (vector.size === null ? null : { kind: "states", size: vector.size }) };
}

function elementwiseType(fn: Operator, first: ValueType): ValueType | null {
  if (first.kind === "scalar") return first.words ? null : { kind: "scalar", support: functionSupport(fn, first.support) };
  const vector = asVector(first);
  return vector ? { kind: "vector", size: vector.size, support: functionSupport(fn, vector.support) } : null;
}
