import type { Column } from "@platewise/core";

/** What the cell says, or null where it is empty. */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === "text") return column.labels[column.codes[row]!] ?? null;
  const odd = column.odd.get(row);
  if (odd !== undefined) return odd;
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : String(value);
}

/** True where the cell is empty (one that says NaN is not). */
export function isEmptyCell(column: Column, row: number): boolean {
  if (column.kind === "text") return column.codes[row]! < 0;
  const value = column.values[row]!;
  return Number.isNaN(value) && !column.odd.has(row);
}

/** False for arrays of whole numbers, which have no empty cells. */
export function canBeEmpty(column: Column): boolean {
  return column.kind === "text" || column.values instanceof Float64Array || column.values instanceof Float32Array;
}

/** The first row with a value in the column, or −1. */
export function firstFilledRow(column: Column): number {
  const rows = column.kind === "text" ? column.codes.length : column.values.length;
  for (let row = 0; row < rows; row += 1) if (!isEmptyCell(column, row)) return row;
  return -1;
}

/** True where two filled cells of one column say the same. */
export function sameCells(column: Column, a: number, b: number): boolean {
  if (column.kind === "text") return column.codes[a] === column.codes[b];
  return column.odd.size > 0 ? cellText(column, a) === cellText(column, b) : column.values[a] === column.values[b];
}
