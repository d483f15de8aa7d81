import { type Column, type Diagnostic, type DiagnosticOptions, diagnostic, nearestName, stateCount } from "@platewise/core";
import { type BindContext, dataPlace, textPlace } from "./bind-context.ts";
import { cellText } from "./cells.ts";
import type { NodeReading } from "./node-readings.ts";
import { numberCheck } from "./read-numbers.ts";

const SHOWN = 10;

/** Bad cells of one member of a node: the first ten as findings, the others counted. */
export interface BadCells {
  readonly context: BindContext;
  readonly reading: NodeReading;
  count: number;
}

/** No bad cells yet. */
export function createBadCells(context: BindContext, reading: NodeReading): BadCells {
  return { context, reading, count: 0 };
}

/** Adds the finding that `make` makes for a row of the column, or only counts it. */
export function addBadCell(cells: BadCells, column: Column, row: number, make: (places: DiagnosticOptions) => Diagnostic): void {
  cells.count += 1;
  if (cells.count > SHOWN) return;
  const { context, reading } = cells;
  const places = { text: textPlace(context, reading.node.span), data: dataPlace(context, row, column.name) };
  context.found.push(make(places));
}

/** Adds the finding that sums up the bad cells which were only counted. */
export function closeBadCells(cells: BadCells): void {
  const { context, reading } = cells;
  const count = cells.count - SHOWN;
  if (count <= 0) return;
  const { node, indices } = reading;
  const places = { text: textPlace(context, node.span), data: dataPlace(context, null, null) };
  context.found.push(diagnostic("more-bad-cells", { node: node.name, indices, count }, places));
}

/** The finding for a cell that is not a value of the node's domain. */
export function badValue(reading: NodeReading, column: Column, row: number, places: DiagnosticOptions): Diagnostic {
  const { domain, name: node } = reading.node;
  const found = cellText(column, row) ?? "";
  if (domain.kind === "labels") {
    const expected = domain.labels ?? [];
    return diagnostic("unknown-label", { label: found, column: column.name, expected, near: nearestName(found, expected) }, places);
  }
  if (domain.kind === "states") return diagnostic("bad-state", { found, column: column.name, states: stateCount(domain) ?? 0 }, places);
  if (domain.kind === "boolean") return diagnostic("bad-truth-value", { found, column: column.name, node }, places);
  return diagnostic("bad-number", { found, column: column.name, expected: numberCheck(domain).expected }, places);
}
