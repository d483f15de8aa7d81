import { type Expression, indexSetSize } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { componentOf } from "./components.ts";
import { constantExpression } from "./constant-values.ts";
import { constantValue } from "./constants.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { checkIndex } from "./index-check.ts";
import { onlySelector } from "./index-suggestions.ts";
import { letReference, nodeReference } from "./node-references.ts";
import { runningIndex, type Scope } from "./plate-scope.ts";
import { isDistribution } from "./reserved-words.ts";
import { type ConstSymbol, type ParamSymbol, type ProgramSymbol, symbolKind, type TypeSymbol } from "./symbols.ts";
import { noteUnknownName } from "./unknown-names.ts";
import { indexType, numberValue, paramType, type Typed, unknownValue, type ValueType } from "./value-type.ts";

/** What is named, with all its indices: `m[k][j]` is `m[k, j]`, and `prev z[a]` is the previous step of `z[a]`. */
export interface Reference {
  readonly base: Expr;
  readonly indices: readonly Expr[];
  readonly previous: boolean;
  readonly whole: Expr;
}

const none: readonly Expr[] = [];

/** Takes a reference apart. */
export function readReference(e: Expr): Reference {
  if (e.kind === "name") return { base: e, indices: none, previous: false, whole: e };
  const inner: Expr[][] = [];
  let base: Expr = e;
  let previous = false;
  for (;;) {
    if (base.kind === "index") {
      inner.unshift([...base.indices]);
      base = base.operand;
    } else if (base.kind === "previous" && !previous) {
      previous = true;
      base = base.operand;
    } else {
      return { base, indices: inner.flat(), previous, whole: e };
    }
  }
}

/** Resolves `name`, `name[i, j]` and `prev name[i]`. */
export function elaborateReference(checker: Checker, scope: Scope, e: Expr): Typed {
  const reference = readReference(e);
  const { base, indices, previous } = reference;
  if (base.kind !== "name") {
    if (previous) return previousMisused(checker, reference, "an expression");
    return componentOf(checker, scope, checker.elaborate(scope, base), { indices, whole: e });
  }
  const running = runningIndex(scope, base.name);
  if (running && !previous) return runningReference(checker, scope, reference, running.over === null ? null : indexType(running.over));
  const symbol = checker.symbols.get(base.name);
  if (symbol === undefined) return unknownReference(checker, scope, reference, base.name);
  checker.used.add(symbol);
  if (previous && symbol.kind !== "node") return previousMisused(checker, reference, symbolKind(symbol));
  return symbolReference(checker, scope, symbol, reference);
}

function symbolReference(checker: Checker, scope: Scope, symbol: ProgramSymbol, reference: Reference): Typed {
  if (scope.constantFor !== null && symbol.kind !== "const") {
    report(checker, "not-constant", { name: symbol.name.text, kind: symbolKind(symbol), purpose: scope.constantFor }, reference.whole.span);
    return unknownValue;
  }
  switch (symbol.kind) {
    case "const":
      return constReference(checker, scope, symbol, reference);
    case "param":
      return paramReference(checker, scope, symbol, reference);
    case "node":
      return nodeReference(checker, scope, symbol, reference);
    case "let":
      return letReference(checker, scope, symbol, reference);
    case "type":
      return typeReference(checker, symbol, reference);
  }
}

/** A type where a value belongs: perhaps the node that takes its values from it was meant, or one that lost its name to the type. */
function typeReference(checker: Checker, symbol: TypeSymbol, reference: Reference): Typed {
  const name = symbol.name.text;
  const taken = checker.diagnostics.some(({ code, details }) => code === "duplicate-name" && (details as { name: string }).name === name);
  if (taken) return unknownValue;
  const { span } = reference.base;
  const suggestion = replaceBy(span, onlySelector(checker, symbol.set));
  report(checker, "wrong-kind", { name, kind: "a type", expected: "a value" }, span, { suggestion });
  return unknownValue;
}

function unknownReference(checker: Checker, scope: Scope, reference: Reference, name: string): Typed {
  if (isDistribution(name)) report(checker, "wrong-kind", { name, kind: "a distribution", expected: "a value" }, reference.base.span);
  else noteUnknownName(checker, name, reference.base.span, scope);
  return unknownValue;
}

function previousMisused(checker: Checker, reference: Reference, kind: string): Typed {
  report(checker, "prev-of-non-node", { text: textOf(checker, reference.base.span), kind }, reference.whole.span);
  return unknownValue;
}

function runningReference(checker: Checker, scope: Scope, reference: Reference, type: ValueType | null): Typed {
  if (reference.base.kind !== "name") return unknownValue;
  if (type === null) return unknownValue;
  return componentOf(checker, scope, { expr: { op: "index", name: reference.base.name }, type }, reference);
}

function constReference(checker: Checker, scope: Scope, symbol: ConstSymbol, reference: Reference): Typed {
  const value = constantValue(checker, symbol);
  if (value === null) return unknownValue;
  const typed = value.typed;
  return componentOf(
    checker,
    scope,
    typed.type.kind === "scalar" && typed.expr.op === "number"
      ? numberValue(typed.expr.value)
      : { expr: constantExpression(value.value), type: typed.type },
    reference,
  );
}

function paramReference(checker: Checker, scope: Scope, symbol: ParamSymbol, reference: Reference): Typed {
  const { indices: sets, name, target } = symbol;
  const own = reference.indices.slice(0, sets.length);
  const indices = own.map((index, at) => {
    const set = sets[at] ?? null;
    return checkIndex(checker, scope, index, {
      set,
      owner: name.text,
      position: at,
      count: sets.length,
      written: setWritten(checker, target.indices[at]),
    });
  });
  const expr: Expression = { op: "param", name: name.text, indices };
  if (own.length < sets.length) return { expr, type: partialType(symbol, sets.length - own.length) };
  const type: ValueType = symbol.domain === null ? { kind: "unknown" } : paramType(symbol.domain);
  const extra = reference.indices.slice(sets.length);
  if (extra.length > 0)
    return componentOf(checker, scope, { expr, type: withOwner(type, symbol) }, { indices: extra, whole: reference.whole });
  return { expr, type: withOwner(type, symbol) };
}

function setWritten(checker: Checker, index: Expr | undefined): string {
  return index === undefined ? "" : textOf(checker, index.span);
}

function withOwner(type: ValueType, owner: ProgramSymbol): ValueType {
  return type.kind === "unknown" ? type : { ...type, owner };
}

/** A parameter that still lacks indices: numbers over one set are a vector, over two a matrix. */
function partialType(symbol: ParamSymbol, missing: number): ValueType {
  const { domain, indices } = symbol;
  if (domain === null) return { kind: "unknown" };
  const lacking = indices.slice(indices.length - missing);
  const [first, second] = lacking.map((set) => (set === null ? null : indexSetSize(set)));
  const element = paramType(domain);
  if (element.kind !== "scalar" || missing > 2) return { kind: "array", owner: symbol, missing };
  const [over] = lacking;
  if (missing === 1)
    return { kind: "vector", size: first ?? null, support: element.support, ...(over ? { over } : {}), owner: symbol, missing };
  return { kind: "matrix", rows: first ?? null, columns: second ?? null, form: "general", owner: symbol, missing };
}
