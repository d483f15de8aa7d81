import type { Column, DataTable } from "@platewise/core";
import { cellText, isEmptyCell } from "../binding/cells.ts";

function cellJson(column: Column, row: number): string {
  if (isEmptyCell(column, row)) return "null";
  const isNumber = column.kind === "number" && !column.odd.has(row);
  return isNumber ? String(column.values[row]) : JSON.stringify(cellText(column, row));
}

/** A JSON document of a few fields and `rows`, a table as one record to a line; empty cells are null. */
export function tableJson(fields: Readonly<Record<string, unknown>>, { columns, rows }: DataTable): string {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const heads = Object.entries(fields).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  const records = Array.from(
    { length: rows },
    (_, row) => `    {${columns.map((column, c) => `${names[c]}: ${cellJson(column, row)}`).join(", ")}}`,
  );
  return `{\n${heads.join("")}  "rows": [\n${records.join(",\n")}\n  ]\n}`;
}
