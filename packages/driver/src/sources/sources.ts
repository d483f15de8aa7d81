import type { DataTable, Outcome } from "@platewise/core";
import { readCsv } from "./csv/read-csv.ts";
import type { ArrowTable, ColumnInput, DataRecord, ReadOptions } from "./data-input.ts";
import { fromArrow, isArrowTable } from "./from-arrow.ts";
import { fromColumns } from "./from-columns.ts";
import { fromCsvText } from "./from-csv-text.ts";
import { fromRows } from "./from-rows.ts";
import { readJsonRows } from "./read-json-rows.ts";

/** A way to read data: what it accepts, and how that becomes a table. */
export interface DataSource {
  readonly name: string;
  accepts(input: unknown): boolean;
  read(input: unknown, options: ReadOptions): Outcome<DataTable>;
}

const isObject = (input: unknown): input is object => typeof input === "object" && input !== null;

/** True for text that is read as JSON. */
export const looksLikeJson = (text: string): boolean => /^[\s\uFEFF]*(?:\[\s*[[{\]]|\{\s*["}])/.test(text);

function isDataTable(input: unknown): input is DataTable {
  return isObject(input) && "lineOf" in input && typeof input.lineOf === "function" && "columns" in input && Array.isArray(input.columns);
}

function readBytes(bytes: Uint8Array, options: ReadOptions): Outcome<DataTable> {
  const start = new TextDecoder().decode(bytes.subarray(0, 256));
  if (looksLikeJson(start)) return readJsonRows(new TextDecoder().decode(bytes), options);
  return readCsv(bytes, { name: "<csv>", ...options });
}

/** Every way to read data, asked in order; the first that accepts the input reads it. */
export const sources: readonly DataSource[] = [
  { name: "table", accepts: isDataTable, read: (input) => ({ ok: true, value: input as DataTable, diagnostics: [] }) },
  {
    name: "json",
    accepts: (input) => typeof input === "string" && looksLikeJson(input),
    read: (input, options) => readJsonRows((input as string).replace(/^\uFEFF/, ""), options),
  },
  { name: "csv", accepts: (input) => typeof input === "string", read: (input, options) => fromCsvText(input as string, options) },
  { name: "bytes", accepts: (input) => input instanceof Uint8Array, read: (input, options) => readBytes(input as Uint8Array, options) },
  { name: "rows", accepts: Array.isArray, read: (input, options) => fromRows(input as readonly DataRecord[], options) },
  { name: "arrow", accepts: isArrowTable, read: (input, options) => fromArrow(input as ArrowTable, options) },
  {
    name: "columns",
    accepts: (input) => isObject(input) && !ArrayBuffer.isView(input),
    read: (input, options) => fromColumns(input as Readonly<Record<string, ColumnInput>>, options),
  },
];
