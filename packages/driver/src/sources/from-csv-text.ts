import type { DataTable, Outcome } from "@platewise/core";
import { readCsv } from "./csv/read-csv.ts";
import type { ReadOptions } from "./data-input.ts";

/** Reads CSV from a text; see `readCsv`. */
export function fromCsvText(text: string, options: ReadOptions = {}): Outcome<DataTable> {
  return readCsv(new TextEncoder().encode(text), { name: "<csv>", ...options });
}
