import { type Column, type DataTable, diagnostic, failure, type NumericArray, type Outcome } from "@platewise/core";
import { columnFromNumbers, columnFromValues, describeValue } from "./column-from-values.ts";
import type { ColumnInput, ReadOptions } from "./data-input.ts";
import { columnLength, makeTable } from "./make-table.ts";
import { addProblem, createProblemList, listProblems, type ProblemList } from "./problem-list.ts";

/** A table of columns by name. Typed arrays are used as they are, without a copy. */
export function fromColumns(columns: Readonly<Record<string, ColumnInput>>, options: ReadOptions = {}): Outcome<DataTable> {
  const problems = createProblemList(options.name ?? "<columns>");
  const missing = new Set(options.missing ?? []);
  const read: Column[] = [];
  for (const [name, input] of Object.entries(columns)) {
    const column = columnFromInput(name, input, missing, problems);
    if (column === null) return failure(listProblems(problems));
    read.push(column);
  }
  return makeTable(read, read[0] === undefined ? 0 : columnLength(read[0]), problems);
}

/** One column from an array or typed array; null, and a finding, where it is neither. */
export function columnFromInput(name: string, input: unknown, missing: ReadonlySet<string>, problems: ProblemList): Column | null {
  if (isNumericArray(input)) return columnFromNumbers(name, input);
  if (input instanceof BigInt64Array || input instanceof BigUint64Array) return columnFromNumbers(name, Float64Array.from(input, Number));
  if (input instanceof Uint8ClampedArray) return columnFromNumbers(name, new Uint8Array(input));
  if (Array.isArray(input)) return columnFromValues(name, input, missing, problems);
  const data = { table: problems.table, row: null, line: null, column: name };
  addProblem(problems, diagnostic("unknown-data-shape", { found: `a column that is ${describeValue(input)}` }, { data }));
  return null;
}

const numericArrays = [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array];

function isNumericArray(input: unknown): input is NumericArray {
  return numericArrays.some((type) => input instanceof type);
}
