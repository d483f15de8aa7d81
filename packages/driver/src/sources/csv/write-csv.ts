import type { Column, DataTable } from "@platewise/core";
import { cellText } from "../../binding/cells.ts";

/** A text as a cell of CSV: in quotes where it would be read as something else without them. */
export function csvCell(text: string, separator = ","): string {
  const isPlain = !text.includes(separator) && !/^[\s\uFEFF]|["\r\n;\t]|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

function cellWriter(column: Column, isAlone: boolean): (row: number) => string {
  const empty = isAlone ? '""' : "";
  if (column.kind === "text") {
    const cells = column.labels.map((label) => csvCell(label));
    return (row) => cells[column.codes[row] as number] ?? empty;
  }
  return (row) => cellText(column, row) ?? empty;
}

/** A table as CSV with a header: empty cells are empty, numbers have the shortest form that reads back as the same number. */
export function tableCsv({ columns, rows }: DataTable): string {
  const writers = columns.map((column) => cellWriter(column, columns.length === 1));
  const lines = [columns.map(({ name }) => csvCell(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(writers.map((write) => write(row)).join(","));
  return `${lines.join("\n")}\n`;
}
