import { type BoundNode, type Column, diagnostic, isDiscrete } from "@platewise/core";
import { addBadCell, type BadCells, badValue, closeBadCells, createBadCells } from "./bad-cells.ts";
import { type BindContext, dataPlace, textPlace } from "./bind-context.ts";
import { boundPlate, type PlateRows } from "./bind-plates.ts";
import { canBeEmpty, cellText, firstFilledRow, isEmptyCell } from "./cells.ts";
import { instanceRows } from "./instance-rows.ts";
import { stateReader } from "./label-match.ts";
import type { NodeReading } from "./node-readings.ts";
import { readCodes } from "./read-codes.ts";
import { numberCheck, readNumbers } from "./read-numbers.ts";
import type { RowGroups } from "./row-groups.ts";

/** A node's instances: `rowsOf` gives the row of each instance's cell in a column; `whole`: it is every row in order. */
interface Instances {
  readonly count: number;
  readonly whole: boolean;
  rowsOf(column: Column): Int32Array;
}

/** The values of one member of a node; null (with findings) where its plate could not be counted. */
export function bindNode(context: BindContext, reading: NodeReading, plates: PlateRows): BoundNode | null {
  const instances = instancesOf(context, reading, plates);
  if (instances === null) return null;
  const cells = createBadCells(context, reading);
  const absent = isAbsent(context, reading, cells);
  const bound = absent ? absentNode(reading, instances) : presentNode(reading, instances, cells);
  closeBadCells(cells);
  return bound;
}

function instancesOf(context: BindContext, reading: NodeReading, plates: PlateRows): Instances | null {
  const { node } = reading;
  const plate = boundPlate(context.model.plates, node.plate);
  const groups = plate === null ? wholeTable(plates.all) : plates.byPlate.get(plate.id);
  if (groups === undefined) return null;
  const { rowOf, instances: count, whole } = groups;
  if (plate !== null && plate.kind !== "groups") return { count, whole, rowsOf: () => rowOf };
  const reader = { node, plate: plate?.name ?? null };
  return { count, whole: false, rowsOf: (column) => instanceRows(context, column, groups, reader) };
}

/** All kept rows as one instance, for nodes outside every plate that reads rows. */
function wholeTable(all: RowGroups): RowGroups {
  const instanceOfRow = all.instanceOfRow.map((instance) => (instance < 0 ? -1 : 0));
  return { instances: 1, instanceOfRow, rowOf: all.rowOf.slice(0, 1), parentOf: null, whole: false };
}

/** Whether the node is inferred everywhere: it is latent, or has no value at all. */
function isAbsent(context: BindContext, reading: NodeReading, cells: BadCells): boolean {
  const { node, indices, columns, latent } = reading;
  if (latent || columns.length === 0) return true;
  if (node.role === "latent") {
    for (const column of columns) reportFilledCells(reading, column, cells);
    return true;
  }
  if (node.role === "given" || columns.some((column) => firstFilledRow(column) >= 0)) return false;
  const names = columns.map((column) => column.name);
  const places = { text: textPlace(context, node.span), data: dataPlace(context, null, names[0] ?? null) };
  const details = { node: node.name, indices, columns: names };
  context.found.push(diagnostic("observed-without-values", details, { severity: "warning", ...places }));
  return true;
}

function reportFilledCells(reading: NodeReading, column: Column, cells: BadCells): void {
  const rows = column.kind === "text" ? column.codes.length : column.values.length;
  for (let row = 0; row < rows; row += 1) {
    if (isEmptyCell(column, row)) continue;
    const details = { node: reading.node.name, column: column.name, found: cellText(column, row) ?? "" };
    addBadCell(cells, column, row, (places) => diagnostic("filled-latent", details, places));
  }
}

function absentNode(reading: NodeReading, instances: Instances): BoundNode {
  const { node, indices, columns } = reading;
  const names = columns.map((column) => column.name);
  return { name: node.name, indices, columns: names, missing: instances.count, values: { kind: "absent" } };
}

function presentNode(reading: NodeReading, instances: Instances, cells: BadCells): BoundNode {
  const { node, indices, columns } = reading;
  const rows = columns.map((column) => instances.rowsOf(column));
  const missing = new Uint8Array(instances.count);
  for (const [c, column] of columns.entries()) markMissing(reading, column, rows[c]!, { missing, cells });
  const base = {
    name: node.name,
    indices,
    columns: columns.map((column) => column.name),
    missing: countOnes(missing),
  };
  const bad = (column: Column) => (row: number) => addBadCell(cells, column, row, (places) => badValue(reading, column, row, places));
  if (isDiscrete(node.domain)) {
    const reader = stateReader(node.domain);
    const column = columns[0]!;
    if (reader === null) return { ...base, values: { kind: "absent" } };
    return { ...base, values: { kind: "codes", codes: readCodes(column, rows[0]!, instances.whole, reader, bad(column)) } };
  }
  const check = numberCheck(node.domain);
  const components = columns.map((column, c) => readNumbers(column, rows[c]!, instances.whole, check, bad(column)));
  if (node.domain.kind === "simplex") checkSums(reading, components, rows[0]!, cells);
  return { ...base, values: { kind: "numbers", components } };
}

function countOnes(marks: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < marks.length; i += 1) ones += marks[i]!;
  return ones;
}

/** Marks the instances with an empty cell; in a `given` column each is an error. */
function markMissing(
  reading: NodeReading,
  column: Column,
  rows: Int32Array,
  into: { readonly missing: Uint8Array; readonly cells: BadCells },
): void {
  if (!canBeEmpty(column)) return;
  const given = reading.node.role === "given";
  for (let i = 0; i < rows.length; i += 1) {
    if (!isEmptyCell(column, rows[i]!)) continue;
    into.missing[i] = 1;
    const details = { node: reading.node.name, column: column.name };
    if (given) addBadCell(into.cells, column, rows[i]!, (places) => diagnostic("empty-given", details, places));
  }
}

/** Parts of a whole, where all are known, must add up to 1. */
function checkSums(reading: NodeReading, components: readonly Float64Array[], rows: Int32Array, cells: BadCells): void {
  for (let i = 0; i < rows.length; i += 1) {
    const sum = components.reduce((total, component) => total + component[i]!, 0);
    if (Math.abs(sum - 1) <= 1e-6 || Number.isNaN(sum)) continue;
    const details = { node: reading.node.name, sum };
    addBadCell(cells, reading.columns[0]!, rows[i]!, (places) => diagnostic("bad-simplex", details, places));
  }
}
