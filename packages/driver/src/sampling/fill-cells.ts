import type { BoundData, Column, DataTable } from "@platewise/core";
import { cellText, isEmptyCell } from "../binding/cells.ts";
import { truthReader } from "../binding/label-match.ts";
import { parseDecimal } from "../sources/csv/decimal.ts";
import type { DrawnVariable } from "./drawn-variables.ts";
import { cellOf, instancesOfRows } from "./written-columns.ts";

/** What is written into empty cells of a column, by row. */
type Fills = ReadonlyMap<number, string | number>;

/** A truth value in the words that the column uses; otherwise as it is. */
function inWordsOf(column: Column, { decl }: DrawnVariable, cell: string | number): string | number {
  if (column.kind !== "text" || decl.domain.kind !== "boolean" || typeof cell === "string") return cell;
  const used = column.labels.find((label) => truthReader.byText(label) === cell);
  if (used !== undefined) return used;
  return column.labels.some((label) => parseDecimal(label) === null) ? (cell === 1 ? "true" : "false") : cell;
}

function fillsOf(data: BoundData, column: Column, variable: DrawnVariable, component: number): Fills {
  const instances = instancesOfRows(data, variable.plate);
  const fills = new Map<number, string | number>();
  for (let row = 0; row < data.table.rows; row++) {
    const instance = instances ? (instances[row] as number) : 0;
    if (instance < 0 || !isEmptyCell(column, row)) continue;
    fills.set(row, inWordsOf(column, variable, cellOf(variable, instance, component)));
  }
  return fills;
}

function numbersWith(column: Column & { readonly kind: "number" }, fills: ReadonlyMap<number, number>): Column {
  const values = Float64Array.from(column.values);
  for (const [row, cell] of fills) values[row] = cell;
  return { ...column, values };
}

function textsWith(column: Column, rows: number, fills: Fills): Column {
  const known = new Map<string, number>(column.kind === "text" ? column.labels.map((label, code) => [label, code]) : []);
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = fills.has(row) ? String(fills.get(row)) : cellText(column, row);
    const code = text === null ? -1 : (known.get(text) ?? known.size);
    if (text !== null) known.set(text, code);
    codes[row] = code;
  }
  return { kind: "text", name: column.name, codes, labels: [...known.keys()] };
}

/** A column with some cells filled: it stays one of numbers where the new cells are numbers, too. */
function withFills(column: Column, rows: number, fills: Fills): Column {
  if (fills.size === 0) return column;
  const numbers = new Map([...fills].map(([row, cell]) => [row, typeof cell === "number" ? cell : parseDecimal(cell)] as const));
  const isNumeric = column.kind === "number" && [...numbers.values()].every((cell) => cell !== null);
  return isNumeric ? numbersWith(column, numbers as ReadonlyMap<number, number>) : textsWith(column, rows, fills);
}

/** The table with the variables' values in their empty cells, and how many cells were filled; everything else is as it was. */
export function fillCells(
  data: BoundData,
  table: DataTable,
  variables: readonly DrawnVariable[],
): { readonly table: DataTable; readonly filled: number } {
  let filled = 0;
  const writers = new Map(
    variables.flatMap((variable) => (variable.bound?.columns ?? []).map((name, component) => [name, { variable, component }] as const)),
  );
  const columns = table.columns.map((column) => {
    const writer = writers.get(column.name);
    if (!writer) return column;
    const fills = fillsOf(data, column, writer.variable, writer.component);
    filled += fills.size;
    return withFills(column, table.rows, fills);
  });
  return { table: { ...table, columns }, filled };
}
