import { type ColumnSource, type Expression, indexSetSize, type NodeDomain } from "@platewise/core";
import type { ColumnPattern, FromClause } from "../syntax/program.ts";
import { type Checker, report } from "./context.ts";
import { plateScope } from "./plate-scope.ts";
import { columnText } from "./plates.ts";
import type { NodeSymbol } from "./symbols.ts";

/** Where a node's cells come from: its `from`, or the column of its own name; null for a latent node without `from`. */
export function columnSource(checker: Checker, symbol: NodeSymbol, domain: NodeDomain | null): ColumnSource | null {
  const { statement, name } = symbol;
  const from = statement?.from ?? null;
  if (statement === null || (from === null && statement.role === "latent")) return null;
  if (from && statement.targets.length > 1) {
    report(checker, "from-several-names", { names: statement.targets.map((target) => target.name.text) }, from.span);
    return null;
  }
  const before = checker.diagnostics.length;
  const source = from === null ? ({ kind: "names", names: [name.text] } as const) : readFrom(checker, symbol, from);
  if (domain !== null && checker.diagnostics.length === before) checkColumns(checker, symbol, source, domain);
  return source;
}

function readFrom(checker: Checker, symbol: NodeSymbol, from: FromClause): ColumnSource {
  const [only] = from.columns;
  if (!from.list && only?.parts.some((part) => typeof part !== "string")) return readPattern(checker, symbol, only);
  const seen = new Set<string>();
  const names = from.columns.map((column) => {
    if (column.parts.some((part) => typeof part !== "string")) report(checker, "pattern-not-allowed", { place: "list" }, column.span);
    const text = columnText(column);
    if (seen.has(text)) report(checker, "repeated-column", { column: text }, column.span);
    seen.add(text);
    return text;
  });
  return { kind: "names", names };
}

function readPattern(checker: Checker, symbol: NodeSymbol, pattern: ColumnPattern): ColumnSource {
  const parts = pattern.parts.map((part): string | Expression => {
    if (typeof part === "string") return part;
    const running = symbol.plate?.fixed.map((plate) => plate.name) ?? [];
    const unknown = part.kind === "name" && !running.includes(part.name) && checker.symbols.get(part.name)?.kind !== "const";
    if (unknown && part.kind === "name") {
      report(checker, "unknown-pattern-index", { name: part.name, running }, part.span);
      return { op: "number", value: 0 };
    }
    return checker.elaborate(plateScope(symbol.plate), part).expr;
  });
  return { kind: "pattern", parts };
}

function checkColumns(checker: Checker, symbol: NodeSymbol, source: ColumnSource, domain: NodeDomain): void {
  const { statement, name, plate } = symbol;
  const span = statement?.from?.span ?? name.span;
  const count = source.kind === "names" ? source.names.length : 1;
  const components = domain.kind === "vector" ? domain.size : domain.kind === "simplex" ? indexSetSize(domain.over) : 1;
  const fixed = plate?.fixed ?? [];
  if (fixed.length > 0) {
    checkFixedColumns(checker, symbol, source, components);
  } else if (source.kind === "pattern") {
    if ((components ?? 1) > 1)
      report(checker, "column-count", { name: name.text, expected: components ?? 1, found: 1, what: "components" }, span);
  } else if (components !== null && count !== components) {
    if (components === 1) report(checker, "list-for-one-value", { name: name.text, found: count }, span);
    else
      report(
        checker,
        "column-count",
        { name: name.text, expected: components, found: count, what: statement?.from ? "components" : "none" },
        span,
      );
  }
}

function checkFixedColumns(checker: Checker, symbol: NodeSymbol, source: ColumnSource, components: number | null): void {
  const { statement, name, plate } = symbol;
  const span = statement?.from?.span ?? name.span;
  const fixed = plate?.fixed ?? [];
  const running = fixed.map((outer) => outer.name);
  const sizes = fixed.map((outer) => (outer.over === null ? null : indexSetSize(outer.over)));
  const size = sizes.reduce<number | null>((product, one) => (product === null || one === null ? null : product * one), 1);
  if ((components ?? 1) > 1) {
    report(checker, "vector-in-fixed-plate", { name: name.text, plate: running.at(-1) ?? "" }, span);
  } else if (source.kind === "pattern" || size === null) {
    checkPatternVaries(checker, symbol, source, running);
  } else if (source.names.length === 1 && size > 1) {
    report(checker, "one-column-for-all", { name: name.text, column: source.names[0] ?? "", plate: running.at(-1) ?? "", size }, span);
  } else if (fixed.length > 1) {
    report(checker, "list-in-nested-plates", { name: name.text, running }, span);
  } else if (source.names.length !== size) {
    report(checker, "column-count", { name: name.text, expected: size, found: source.names.length, what: "instances" }, span);
  }
}

function checkPatternVaries(checker: Checker, symbol: NodeSymbol, source: ColumnSource, running: readonly string[]): void {
  if (source.kind !== "pattern") return;
  const text = JSON.stringify(source.parts);
  const missing = running.filter((name) => !text.includes(`{"op":"index","name":${JSON.stringify(name)}}`));
  const span = symbol.statement?.from?.span ?? symbol.name.span;
  if (missing.length > 0) report(checker, "pattern-without-index", { name: symbol.name.text, missing }, span);
}
