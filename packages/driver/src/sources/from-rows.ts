import { type DataTable, diagnostic, failure, type Outcome } from "@platewise/core";
import { columnFromValues, describeValue } from "./column-from-values.ts";
import type { DataRecord, ReadOptions } from "./data-input.ts";
import { makeTable } from "./make-table.ts";
import { addProblem, createProblemList, listProblems } from "./problem-list.ts";

/** A table of records. Columns are all names that occur, in order of first appearance; absent ones are missing cells. */
export function fromRows(rows: readonly DataRecord[], options: ReadOptions = {}): Outcome<DataTable> {
  const problems = createProblemList(options.name ?? "<rows>");
  const stray = rows.findIndex((row: unknown) => typeof row !== "object" || row === null || Array.isArray(row));
  if (stray >= 0) {
    const data = { table: problems.table, row: stray, line: null, column: null };
    addProblem(problems, diagnostic("unknown-data-shape", { found: `a row that is ${describeValue(rows[stray])}` }, { data }));
    return failure(listProblems(problems));
  }
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const missing = new Set(options.missing ?? []);
  const cellsOf = (name: string): unknown[] => rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null));
  const columns = [...names].map((name) => columnFromValues(name, cellsOf(name), missing, problems));
  return makeTable(columns, rows.length, problems);
}
