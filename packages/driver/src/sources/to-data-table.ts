import { type DataTable, diagnostic, failure, type Outcome } from "@platewise/core";
import { describeValue } from "./column-from-values.ts";
import type { DataInput, ReadOptions } from "./data-input.ts";
import { type DataSource, sources } from "./sources.ts";

/** Reads whatever holds a table by the first of `from` that accepts it. */
export function toDataTable(input: DataInput, options: ReadOptions = {}, from: readonly DataSource[] = sources): Outcome<DataTable> {
  const source = from.find((candidate) => candidate.accepts(input));
  if (source !== undefined) return source.read(input, options);
  const data = { table: options.name ?? "<data>", row: null, line: null, column: null };
  return failure([diagnostic("unknown-data-shape", { found: describeValue(input) }, { data })]);
}
