import { type IndexSet, indexSetSize, nearestName } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { constantOf } from "./constant-values.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { constantScope } from "./plate-scope.ts";
import { symbolKind } from "./symbols.ts";

/** The largest size that a text may ask for. */
const largestSize = 1_000_000;

/** What a size is for ("the size of a vector"), and whether it must be known before the data is read. */
export interface SizePurpose {
  readonly purpose: string;
  readonly known: boolean;
}

/** A size or index set: a positive whole number, a constant, or a type. Null where it could not be found. */
export function elaborateIndexSet(checker: Checker, e: Expr, { purpose, known }: SizePurpose): IndexSet | null {
  if (e.kind === "name") {
    const symbol = checker.symbols.get(e.name);
    if (symbol === undefined) return unknownSize(checker, e, e.name, purpose);
    if (symbol.kind !== "const" && symbol.kind !== "type") {
      report(checker, "not-constant", { name: e.name, kind: symbolKind(symbol), purpose }, e.span);
      return null;
    }
    checker.used.add(symbol);
    if (symbol.kind === "type") {
      if (!known || symbol.set.labels !== null) return symbol.set;
      report(checker, "size-from-data", { type: e.name, purpose }, e.span);
      return null;
    }
  }
  return numericSize(checker, e, purpose);
}

function numericSize(checker: Checker, e: Expr, purpose: string): IndexSet | null {
  const typed = checker.elaborate(constantScope(purpose), e);
  if (typed.type.kind === "unknown") return null;
  const size = constantOf(typed.expr);
  if (typeof size === "number" && Number.isInteger(size) && size >= 1 && size <= largestSize) return { kind: "states", size };
  const found = typeof size === "number" ? String(size) : size === null ? "not known" : "an array";
  report(checker, "not-a-size", { purpose, text: textOf(checker, e.span), found }, e.span);
  return null;
}

function unknownSize(checker: Checker, e: Expr, name: string, purpose: string): null {
  const candidates = [...checker.symbols.values()]
    .filter((symbol) => symbol.kind === "const" || symbol.kind === "type")
    .map((symbol) => symbol.name.text);
  const near = nearestName(name, candidates);
  report(checker, "unknown-size", { name, near, purpose }, e.span, { suggestion: replaceBy(e.span, near) });
  return null;
}

/** A size that must be a number now; null where it could not be found. */
export function elaborateSize(checker: Checker, e: Expr, purpose: string): number | null {
  const set = elaborateIndexSet(checker, e, { purpose, known: true });
  return set === null ? null : indexSetSize(set);
}
