import { type Column, type DataTable, diagnostic, failure, type Outcome, success } from "@platewise/core";
import { addProblem, hasErrors, listProblems, type ProblemList } from "./problem-list.ts";

/** A table of columns that were made in memory, or what is wrong with them. It has no lines. */
export function makeTable(columns: readonly Column[], rows: number, problems: ProblemList): Outcome<DataTable> {
  const data = { table: problems.table, row: null, line: null, column: null };
  const first = columns[0];
  for (const column of columns) {
    if (first === undefined || columnLength(column) === columnLength(first)) continue;
    const lengths = { firstLength: columnLength(first), secondLength: columnLength(column) };
    const place = { data: { ...data, column: column.name } };
    addProblem(problems, diagnostic("column-lengths", { first: first.name, second: column.name, ...lengths }, place));
  }
  if (columns.length === 0) addProblem(problems, diagnostic("empty-file", {}, { data }));
  else if (rows === 0) addProblem(problems, diagnostic("no-rows", { columns: columns.length }, { data }));
  if (hasErrors(problems)) return failure(listProblems(problems));
  return success({ name: problems.table, rows, columns, lineOf: () => null }, listProblems(problems));
}

/** Number of cells of a column. */
export function columnLength(column: Column): number {
  return column.kind === "number" ? column.values.length : column.codes.length;
}
