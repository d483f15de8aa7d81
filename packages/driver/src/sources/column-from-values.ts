import { type Column, diagnostic, type NumericArray } from "@platewise/core";
import type { CellValue } from "./data-input.ts";
import { addProblem, type ProblemList } from "./problem-list.ts";

const noOdd: ReadonlyMap<number, string> = new Map();

/** Numbers and infinities as a column; the array is used as it is. Missing cells are NaN, so only infinities are odd. */
export function columnFromNumbers(name: string, values: NumericArray): Column {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return { kind: "number", name, values, odd: noOdd };
  const odd = new Map<number, string>();
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value - value !== 0 && !Number.isNaN(value)) odd.set(row, String(value));
  }
  return { kind: "number", name, values, odd };
}

/**
 * A column of plain values: one of numbers where all filled cells are numbers, else one of texts (truth values read `false`
 * and `true`). Values of other types are reported.
 */
export function columnFromValues(name: string, cells: readonly unknown[], missing: ReadonlySet<string>, problems: ProblemList): Column {
  const numeric = cells.every((cell) => isEmptyCell(cell, missing) || typeof cell === "number" || typeof cell === "bigint");
  if (numeric) {
    return columnFromNumbers(
      name,
      Float64Array.from(cells, (cell) => (isEmptyCell(cell, missing) ? Number.NaN : Number(cell))),
    );
  }
  const codes = new Int32Array(cells.length);
  const known = new Map<string, number>();
  cells.forEach((cell, row) => {
    codes[row] = isEmptyCell(cell, missing) ? -1 : intern(known, textOf(cell, { name, row }, problems));
  });
  return { kind: "text", name, codes, labels: [...known.keys()] };
}

function isEmptyCell(cell: unknown, missing: ReadonlySet<string>): boolean {
  if (typeof cell === "string") return cell === "" || missing.has(cell);
  return cell === null || cell === undefined || Number.isNaN(cell) || (missing.size > 0 && missing.has(String(cell)));
}

function intern(known: Map<string, number>, text: string): number {
  const code = known.get(text);
  if (code !== undefined) return code;
  known.set(text, known.size);
  return known.size - 1;
}

function textOf(cell: unknown, at: { readonly name: string; readonly row: number }, problems: ProblemList): string {
  if (isCellValue(cell)) return String(cell);
  const data = { table: problems.table, row: at.row, line: null, column: at.name };
  addProblem(problems, diagnostic("bad-value", { found: describeValue(cell) }, { data }));
  return "";
}

function isCellValue(cell: unknown): cell is CellValue {
  return typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean" || typeof cell === "bigint";
}

/** What a value is, in words: `a list`, `an object`, `a function`. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (ArrayBuffer.isView(value)) return "a typed array";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "a text" : `a ${typeof value}`;
}
