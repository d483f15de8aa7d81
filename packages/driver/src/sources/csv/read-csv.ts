import { type DataTable, diagnostic, failure, type Outcome, success } from "@platewise/core";
import { addProblem, createProblemList, hasErrors, listProblems, type ProblemList } from "../problem-list.ts";
import { type CellScanner, createCellScanner, LINE_FEED } from "./cell-scanner.ts";
import { createCellDecoder } from "./cell-text.ts";
import { type ColumnBuilder, createColumnBuilder, finishColumn } from "./column-builder.ts";
import { parseDecimal } from "./decimal.ts";
import { type CsvHeader, readHeader } from "./header.ts";
import { lineOfRow } from "./line-index.ts";
import { type RowScan, scanRows } from "./row-scanner.ts";

/** `name` is what messages call the table. Cells that read like one of `missing` are empty. `separator` is one character. */
export interface CsvOptions {
  readonly name: string;
  readonly missing?: readonly string[];
  readonly separator?: string;
}

/**
 * Reads CSV with a header (RFC 4180, and also CR line ends, blank lines at the end, a byte-order mark). A column whose
 * filled cells are all numbers is one of numbers; any other keeps its texts exactly. Errors: an empty file, no rows, rows of
 * other lengths than the header, quotes that don't close, bytes that are not UTF-8.
 */
export function readCsv(bytes: Uint8Array, options: CsvOptions): Outcome<DataTable> {
  const problems = createProblemList(options.name);
  const separator = options.separator === undefined ? null : separatorByte(options.separator, problems);
  checkEncoding(bytes, problems);
  if (hasErrors(problems)) return failure(listProblems(problems));
  const decoder = createCellDecoder();
  const header = readHeader(bytes, separator, decoder, problems);
  if (hasErrors(problems)) return failure(listProblems(problems));
  const missing = options.missing ?? [];
  const scan: RowScan = {
    scanner: header.scanner,
    decoder,
    columns: header.names.map((name) => createColumnBuilder(name)),
    missing: new Set(missing),
    missingNumbers: new Set(missing.flatMap((text) => parseDecimal(text) ?? [])),
    problems,
    lines: { rows: [], shifts: [] },
    capacity: rowBound(bytes, header),
    ...startOfRows,
  };
  scanRows(scan, header.body);
  if (scan.row === 0 && !hasErrors(problems))
    addProblem(problems, diagnostic("no-rows", { columns: header.names.length }, whole(problems)));
  if (hasErrors(problems)) return failure(listProblems(problems));
  return finishTable(scan, header, readDeferred(scan, header));
}

const startOfRows = { row: 0, ragged: 0, blanks: 0, firstBlank: 0 };

function finishTable(scan: RowScan, header: CsvHeader, builders: readonly ColumnBuilder[]): Outcome<DataTable> {
  const { problems, lines, row: rows } = scan;
  if (scan.blanks > 0) {
    const data = { table: problems.table, row: null, line: scan.firstBlank, column: null };
    addProblem(problems, diagnostic("blank-lines", { count: scan.blanks }, { severity: "note", data }));
  }
  if (hasErrors(problems)) return failure(listProblems(problems));
  const columns = builders.slice(0, header.names.length).map((builder) => finishColumn(builder, rows));
  const lineOf = (row: number): number | null => (row >= 0 && row < rows ? lineOfRow(lines, row) : null);
  return success({ name: problems.table, rows, columns, lineOf }, listProblems(problems));
}

/** Reads the columns again that began with numbers and went on with text, so that every text is kept as it was written. */
function readDeferred(scan: RowScan, header: CsvHeader): readonly ColumnBuilder[] {
  if (scan.columns.every((column) => column.state !== "deferred")) return scan.columns;
  const again = scan.columns.map((column) => {
    const builder = createColumnBuilder(column.name, column.state === "deferred" ? "text" : "skipped");
    if (column.state === "deferred") builder.codes = new Int32Array(scan.row);
    return builder;
  });
  const scanner: CellScanner = { ...createCellScanner(scan.scanner.bytes, scan.scanner.separator), line: header.line };
  scanRows({ ...scan, ...startOfRows, scanner, columns: again, lines: { rows: [], shifts: [] }, capacity: scan.row }, header.body);
  return scan.columns.map((column, c) => (column.state === "deferred" ? again[c]! : column));
}

/** A number of rows that the file can't exceed by much: its lines, but no more than it has room for. */
function rowBound(bytes: Uint8Array, header: CsvHeader): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED, header.body); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  if (bytes.at(-1) === LINE_FEED) lines -= 1;
  return Math.max(1, Math.min(lines, Math.ceil(bytes.length / header.names.length)));
}

function checkEncoding(bytes: Uint8Array, problems: ProblemList): void {
  const first = bytes[0];
  const utf16 = bytes.length > 1 && ((first === 0xff && bytes[1] === 0xfe) || (first === 0xfe && bytes[1] === 0xff));
  if (utf16) addProblem(problems, diagnostic("not-utf8", { found: "a byte-order mark of UTF-16" }, whole(problems)));
  else if (isBlank(bytes)) addProblem(problems, diagnostic("empty-file", {}, whole(problems)));
}

/** True where there is nothing but spaces, line breaks and a byte-order mark. */
function isBlank(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let i = start; i < bytes.length; i += 1) if (bytes[i]! > 32 || bytes[i] === 0) return false;
  return true;
}

function separatorByte(separator: string, problems: ProblemList): number {
  const code = separator.charCodeAt(0);
  const fits = separator.length === 1 && code < 128 && !/["\n\r\0]/.test(separator);
  if (!fits) addProblem(problems, diagnostic("bad-separator", { separator }, whole(problems)));
  return code;
}

const whole = (problems: ProblemList): { readonly data: { table: string; row: null; line: null; column: null } } => ({
  data: { table: problems.table, row: null, line: null, column: null },
});
