import type { PlateDecl } from "@platewise/core";
import type { ColumnPattern, PlateStatement } from "../syntax/program.ts";
import { type Checker, report } from "./context.ts";
import type { Plate } from "./plate-scope.ts";
import { elaborateIndexSet } from "./sizes.ts";

/** Enters a plate and checks where it stands. */
export function declarePlate(checker: Checker, statement: PlateStatement, parent: Plate | null): Plate {
  const kind = plateKind(statement);
  const name = statement.name.text;
  const plate: Omit<Plate, "fixed" | "reading" | "chain"> = {
    id: checker.plates.length,
    name,
    parent,
    depth: (parent?.depth ?? -1) + 1,
    kind,
    statement,
    over: null,
  };
  const whole = plate as { -readonly [K in keyof Plate]: Plate[K] };
  whole.fixed = kind === "fixed" ? [...(parent?.fixed ?? []), whole] : (parent?.fixed ?? []);
  whole.reading = kind === "fixed" ? (parent?.reading ?? null) : whole;
  whole.chain = kind === "chain" ? whole : (parent?.chain ?? null);
  checker.plates.push(whole);
  checkHead(checker, whole);
  checkNesting(checker, whole);
  return whole;
}

function plateKind(statement: PlateStatement): Plate["kind"] {
  if (statement.word === "chain") return "chain";
  if (statement.over !== null) return "fixed";
  return statement.by === null ? "rows" : "groups";
}

function checkHead(checker: Checker, plate: Plate): void {
  const { statement, name } = plate;
  if (statement.word === "chain" && statement.over) report(checker, "chain-in", { name }, statement.over.span);
  if (statement.weightedBy && (plate.kind === "chain" || plate.kind === "fixed")) {
    report(checker, "weighted-plate", { name, kind: plate.kind, inner: null }, statement.weightedBy.span);
  }
  for (const column of [statement.by, statement.weightedBy]) {
    const brace = column?.parts.find((part) => typeof part !== "string");
    if (column && brace) report(checker, "pattern-not-allowed", { place: column === statement.by ? "by" : "weighted by" }, column.span);
  }
}

function checkNesting(checker: Checker, plate: Plate): void {
  const { parent, name, statement, kind } = plate;
  const twin = ancestors(plate).find((other) => other.name === name);
  if (twin) report(checker, "nested-plate-name", { name }, statement.name.span);
  if (parent === null || kind === "fixed") return;
  const fixed = parent.fixed.at(-1);
  const reading = parent.reading;
  if (reading && reading.kind !== "groups") {
    report(
      checker,
      "plate-inside-row",
      { name, word: statement.word, outer: reading.name, outerKind: reading.kind === "chain" ? "chain" : "rows" },
      statement.name.span,
    );
  } else if (fixed) {
    report(checker, "rows-inside-fixed", { name, word: statement.word, outer: fixed.name }, statement.name.span);
  }
  const weighted = ancestors(plate).find((outer) => outer.kind === "groups" && outer.statement.weightedBy !== null);
  if (weighted)
    report(
      checker,
      "weighted-plate",
      { name: weighted.name, kind: "outer", inner: name },
      weighted.statement.weightedBy?.span ?? statement.span,
    );
}

function ancestors(plate: Plate): readonly Plate[] {
  const all: Plate[] = [];
  for (let at = plate.parent; at !== null; at = at.parent) all.push(at);
  return all;
}

/** Finds the size or label set of every fixed plate. */
export function resolvePlateSizes(checker: Checker): void {
  for (const plate of checker.plates) {
    const { over } = plate.statement;
    if (over) plate.over = elaborateIndexSet(checker, over, { purpose: `the size of plate \`${plate.name}\``, known: true });
  }
}

/** A column's name as one text; braces have been reported. */
export function columnText(column: ColumnPattern): string {
  return column.parts.filter((part) => typeof part === "string").join("");
}

/** The plates as the model declares them, in pre-order. */
export function plateDeclarations(checker: Checker): readonly PlateDecl[] {
  return checker.plates.map(({ id, name, parent, kind, statement, over }) => ({
    id,
    name,
    parent: parent?.id ?? null,
    kind,
    by: statement.by === null ? null : columnText(statement.by),
    over: kind === "fixed" ? over : null,
    weightedBy: statement.weightedBy === null ? null : columnText(statement.weightedBy),
    span: statement.span,
  }));
}

/** Reports plates over rows in which nothing is read, and models without any data. */
export function checkReading(checker: Checker, title: { readonly start: number; readonly end: number }): void {
  const reading = new Set<Plate>();
  let any = false;
  for (const { plate, role } of checker.read) {
    any ||= role === "observed";
    for (let at = plate; at !== null; at = at.parent) reading.add(at);
  }
  if (!any) {
    report(checker, "nothing-observed", { kind: checker.network ? "network" : "model" }, title);
    return;
  }
  for (const plate of checker.plates) {
    const idle = plate.kind !== "fixed" && !reading.has(plate);
    if (idle) report(checker, "plate-reads-nothing", { name: plate.name, word: plate.statement.word }, plate.statement.name.span);
  }
}
