import { type Column, type DataTable, failure, type Outcome } from "@platewise/core";
import type { ArrowTable, ArrowVector, ReadOptions } from "./data-input.ts";
import { columnFromInput } from "./from-columns.ts";
import { makeTable } from "./make-table.ts";
import { createProblemList, listProblems } from "./problem-list.ts";

/** A table from an Arrow table; columns of numbers without nulls are used as they are. */
export function fromArrow(table: ArrowTable, options: ReadOptions = {}): Outcome<DataTable> {
  const problems = createProblemList(options.name ?? "<arrow>");
  const missing = new Set(options.missing ?? []);
  const columns: Column[] = [];
  for (const { name } of table.schema.fields) {
    const vector = table.getChild(name);
    const column = vector === null ? null : columnFromInput(name, vectorValues(vector, table.numRows), missing, problems);
    if (column === null) return failure(listProblems(problems));
    columns.push(column);
  }
  return makeTable(columns, table.numRows, problems);
}

/** The values of a vector; where some are null its raw array has arbitrary numbers in their places. */
function vectorValues(vector: ArrowVector, rows: number): unknown {
  return vector.nullCount === 0 ? vector.toArray() : Array.from({ length: rows }, (_, row) => vector.get(row));
}

/** True for values that can be read as an Arrow table. */
export function isArrowTable(input: unknown): input is ArrowTable {
  if (typeof input !== "object" || input === null) return false;
  const table = input as Partial<Record<keyof ArrowTable, unknown>>;
  return typeof table.getChild === "function" && typeof table.numRows === "number" && typeof table.schema === "object";
}
