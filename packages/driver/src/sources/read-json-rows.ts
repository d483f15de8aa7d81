import { type DataTable, diagnostic, failure, lineColumn, type Outcome } from "@platewise/core";
import { describeValue } from "./column-from-values.ts";
import type { ColumnInput, DataRecord, ReadOptions } from "./data-input.ts";
import { fromColumns } from "./from-columns.ts";
import { fromRows } from "./from-rows.ts";

/** Reads JSON, as text or parsed: a list of records, an object of columns, or (text only) one record per line. */
export function readJsonRows(json: unknown, options: ReadOptions = {}): Outcome<DataTable> {
  const named = { name: "<json>", ...options };
  const table = { table: named.name, row: null, line: null, column: null };
  let value = json;
  if (typeof json === "string") {
    const parsed = parseJson(json);
    if (!parsed.ok) return failure([diagnostic("bad-json", { reason: parsed.reason }, { data: { ...table, line: parsed.line } })]);
    value = parsed.value;
  }
  if (Array.isArray(value)) return fromRows(value as readonly DataRecord[], named);
  const columns = typeof value === "object" && value !== null;
  if (columns) return fromColumns(value as Readonly<Record<string, ColumnInput>>, named);
  return failure([diagnostic("unknown-data-shape", { found: describeValue(value) }, { data: table })]);
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string; readonly line: number | null };

const recordPerLine = /^\s*\{.*\}\s*\n\s*\{/;

function parseJson(text: string): Parsed {
  return recordPerLine.test(text) ? parseJsonLines(text) : parseOne(text);
}

function parseJsonLines(text: string): Parsed {
  const records: unknown[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const record = parseOne(line);
    if (!record.ok) return { ...record, line: i + 1 };
    records.push(record.value);
  }
  return { ok: true, value: records };
}

function parseOne(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const atEnd = /unexpected end/i.test(message) ? text.length : null;
    const offset = position === undefined ? atEnd : Number(position);
    const reason = message.replace(/ in JSON at position \d+.*$/s, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
    return { ok: false, reason, line: offset === null ? null : lineColumn(text, offset).line };
  }
}
