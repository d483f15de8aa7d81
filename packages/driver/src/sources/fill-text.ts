import type { DataTable } from "@platewise/core";
import { fillCsv } from "./csv/fill-csv.ts";
import { tableCsv } from "./csv/write-csv.ts";
import { looksLikeJson } from "./sources.ts";

/**
 * The bytes from which `before` was read as CSV, with its empty cells as `after` has them and everything else as it was written.
 * JSON becomes CSV. `separator` is the one that the file was read with, where it was said.
 */
export function fillText(bytes: Uint8Array, before: DataTable, after: DataTable, separator?: string): string {
  const isJson = looksLikeJson(new TextDecoder().decode(bytes.subarray(0, 256)));
  return isJson ? tableCsv(after) : fillCsv(bytes, before, after, separator);
}
