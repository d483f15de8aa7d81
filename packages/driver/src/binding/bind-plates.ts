import { type Column, diagnostic, type PlateDecl } from "@platewise/core";
import { type BindContext, dataPlace, requireColumn, textPlace } from "./bind-context.ts";
import { cellText, isEmptyCell, sameCells } from "./cells.ts";
import { groupCodes, groupsWithin, keptRows, orderRanks, type RowGroups, rowsWithin } from "./row-groups.ts";

const SHOWN = 10;

/** The plates that read rows, with their instances; `all` has one instance per row that was kept. */
export interface PlateRows {
  readonly all: RowGroups;
  readonly byPlate: ReadonlyMap<number, RowGroups>;
}

/** Counts the instances of every plate that reads rows. Plates whose column is missing or has empty cells are left out, with findings. */
export function bindPlates(context: BindContext, kept: Uint8Array | null): PlateRows {
  const all = keptRows(context.table.rows, kept);
  const byPlate = new Map<number, RowGroups>();
  for (const plate of context.model.plates) {
    if (plate.kind === "fixed") continue;
    const outer = boundPlate(context.model.plates, plate.parent);
    const parent = outer === null ? null : byPlate.get(outer.id);
    const groups = parent === undefined ? null : plateRows(context, plate, parent, all);
    if (groups !== null) byPlate.set(plate.id, groups);
  }
  return { all, byPlate };
}

/** The plate `id` or the nearest one around it that reads rows; null where there is none. */
export function boundPlate(plates: readonly PlateDecl[], id: number | null): PlateDecl | null {
  const plate = plates.find((candidate) => candidate.id === id);
  if (plate === undefined) return null;
  return plate.kind === "fixed" ? boundPlate(plates, plate.parent) : plate;
}

function plateRows(context: BindContext, plate: PlateDecl, parent: RowGroups | null, all: RowGroups): RowGroups | null {
  if (plate.by === null) return rowsWithin(parent, all, null);
  const column = requireColumn(context, plate.by, { name: `plate \`${plate.name}\``, span: plate.span });
  if (column === null || !everyCellFilled(context, plate, column, all)) return null;
  if (plate.kind === "groups") return groupsWithin(parent, all, groupCodes(column));
  const groups = rowsWithin(parent, all, orderRanks(column));
  warnOfTies(context, plate, column, groups);
  return groups;
}

function everyCellFilled(context: BindContext, plate: PlateDecl, column: Column, all: RowGroups): boolean {
  const odd = (row: number): boolean => plate.kind === "chain" && column.kind === "number" && Number.isNaN(column.values[row]);
  const empty = all.rowOf.filter((row) => isEmptyCell(column, row) || odd(row));
  const details = { plate: plate.name, column: column.name, word: plate.kind === "chain" ? "is ordered" : "groups rows" };
  for (const row of empty.subarray(0, SHOWN)) {
    const places = { text: textPlace(context, plate.span), data: dataPlace(context, row, column.name) };
    context.found.push(diagnostic("empty-group", details, places));
  }
  if (empty.length > SHOWN) {
    const surplus = { count: empty.length - SHOWN, what: `empty cells of column ${column.name}` };
    context.found.push(diagnostic("more-of-the-same", surplus, { data: dataPlace(context, null, column.name) }));
  }
  return empty.length === 0;
}

/** Warns of the first two rows of a sequence that stand at one place of its order. */
function warnOfTies(context: BindContext, plate: PlateDecl, column: Column, groups: RowGroups): void {
  const { rowOf, parentOf } = groups;
  for (let i = 1; i < rowOf.length; i += 1) {
    const [before, row] = [rowOf[i - 1]!, rowOf[i]!];
    if ((parentOf !== null && parentOf[i] !== parentOf[i - 1]) || !sameCells(column, before, row)) continue;
    const value = cellText(column, row) ?? "";
    const details = { chain: plate.name, column: column.name, value, firstRow: before + 1, secondRow: row + 1 };
    const places = { text: textPlace(context, plate.span), data: dataPlace(context, row, column.name) };
    context.found.push(diagnostic("chain-ties", details, { severity: "warning", ...places }));
    return;
  }
}
