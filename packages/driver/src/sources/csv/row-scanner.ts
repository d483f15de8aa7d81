import { type DataPlace, diagnostic } from "@platewise/core";
import { addProblem, type ProblemList } from "../problem-list.ts";
import {
  afterLineBreak,
  type CellScanner,
  findCell,
  isBlankCell,
  isLineBreak,
  NUL_BYTE,
  TEXT_AFTER_QUOTE,
  UNCLOSED_QUOTE,
} from "./cell-scanner.ts";
import { type CellDecoder, cellText, lenientCellText } from "./cell-text.ts";
import { becomeNumber, becomeText, type ColumnBuilder, deferColumn, growColumn, storeMissing } from "./column-builder.ts";
import { parseDecimal, parseOddNumber, readPlainDecimal } from "./decimal.ts";
import { addLabel, findLabel } from "./label-table.ts";
import { type LineIndex, noteLine } from "./line-index.ts";

/** Longer texts are never taken for numbers. */
const LONGEST_NUMBER = 400;

/** The body of a CSV file while it is read, and where it goes. */
export interface RowScan {
  readonly scanner: CellScanner;
  readonly decoder: CellDecoder;
  readonly columns: readonly ColumnBuilder[];
  readonly missing: ReadonlySet<string>;
  /** Numbers that missing tokens spell; cells with such a value are compared as text. */
  readonly missingNumbers: ReadonlySet<number>;
  readonly problems: ProblemList;
  readonly lines: LineIndex;
  /** Rows that the columns have room for. */
  capacity: number;
  row: number;
  ragged: number;
  blanks: number;
  firstBlank: number;
}

/** Reads all rows from `start` on; `scan.row` is then their number. */
export function scanRows(scan: RowScan, start: number): void {
  const { scanner, columns } = scan;
  const { bytes } = scanner;
  let pending = 0;
  let at = start;
  while (at < bytes.length) {
    if (isLineBreak(bytes, at)) {
      pending += 1;
      scanner.line += 1;
      at = afterLineBreak(bytes, at);
      continue;
    }
    if (pending > 0) settleBlankLines(scan, pending);
    pending = 0;
    if (scan.row >= scan.capacity) growRows(scan, scan.row * 2 + 16);
    noteLine(scan.lines, scan.row + scan.ragged, scanner.line);
    at = columns.length === 0 ? bytes.length : scanRow(scan, at);
    scanner.line += 1;
  }
}

/** Blank lines between rows are empty cells where there is one column; else they are skipped. */
function settleBlankLines(scan: RowScan, count: number): void {
  const first = scan.scanner.line - count;
  if (scan.columns.length > 1) {
    if (scan.blanks === 0) scan.firstBlank = first;
    scan.blanks += count;
    return;
  }
  if (scan.row + count >= scan.capacity) growRows(scan, (scan.row + count) * 2 + 16);
  for (let i = 0; i < count; i += 1) {
    noteLine(scan.lines, scan.row, first + i);
    for (const column of scan.columns) storeMissing(column, scan.row);
    scan.row += 1;
  }
}

function growRows(scan: RowScan, capacity: number): void {
  scan.capacity = capacity;
  for (const column of scan.columns) growColumn(column, capacity);
}

/** Reads one row and returns the index of the next one. */
function scanRow(scan: RowScan, start: number): number {
  const { scanner, columns, row, missingNumbers } = scan;
  const { bytes, separator } = scanner;
  const anyMissing = missingNumbers.size > 0;
  const line = scanner.line;
  const last = columns.length - 1;
  let at = start;
  for (let c = 0; c <= last; c += 1) {
    const column = columns[c]!;
    const { values } = column;
    let next = values === null ? -1 : readPlainDecimal(bytes, at, values, row);
    if (values !== null && anyMissing && missingNumbers.has(values[row]!)) next = -1;
    if (next < 0 || (next < bytes.length && bytes[next] !== separator && !isLineBreak(bytes, next))) next = scanCell(scan, column, at);
    const more = next < bytes.length && bytes[next] === separator;
    if (more !== c < last) return skipRaggedRow(scan, next, c + 1, line);
    at = next + 1;
  }
  scan.row += 1;
  return at - 1 < bytes.length ? afterLineBreak(bytes, at - 1) : at;
}

/** Counts the cells of a row with too few or too many, reports it and returns the index of the next row. */
function skipRaggedRow(scan: RowScan, at: number, cells: number, line: number): number {
  const { scanner, columns } = scan;
  const { bytes, separator } = scanner;
  const data = { table: scan.problems.table, row: scan.row + scan.ragged, line, column: null };
  let found = cells;
  let next = at;
  let closed = next < bytes.length || (scanner.flaws & UNCLOSED_QUOTE) === 0;
  while (next < bytes.length && bytes[next] === separator) {
    findCell(scanner, next + 1);
    next = scanner.next;
    found += 1;
    closed = (scanner.flaws & UNCLOSED_QUOTE) === 0;
    if (!closed) addProblem(scan.problems, diagnostic("unclosed-quote", {}, { data: { ...data, line: scanner.quoteLine } }));
  }
  if (closed) addProblem(scan.problems, diagnostic("ragged-row", { found, expected: columns.length }, { data }));
  scan.ragged += 1;
  return next < bytes.length ? afterLineBreak(bytes, next) : next;
}

/** Reads any cell the slow way and returns the index after it. */
function scanCell(scan: RowScan, column: ColumnBuilder, at: number): number {
  const { scanner, row } = scan;
  findCell(scanner, at);
  if (scanner.flaws !== 0) reportFlaws(scan, column);
  if (column.state === "deferred" || column.state === "skipped") return scanner.next;
  if (isMissingCell(scan)) storeMissing(column, row);
  else if (column.state === "text") column.codes[row] = labelCode(scan, column);
  else storeValue(scan, column);
  return scanner.next;
}

function isMissingCell(scan: RowScan): boolean {
  if (isBlankCell(scan.scanner)) return true;
  if (scan.missing.size === 0) return false;
  const text = cellText(scan.decoder, scan.scanner);
  return text !== null && (scan.missing.has(text) || scan.missing.has(text.trim()));
}

/** Stores a filled cell of a column that has held only numbers so far. */
function storeValue(scan: RowScan, column: ColumnBuilder): void {
  const { scanner, row } = scan;
  const text = scanner.end - scanner.start > LONGEST_NUMBER ? null : cellText(scan.decoder, scanner);
  const number = text === null ? null : (parseDecimal(text) ?? parseOddNumber(text));
  if (number !== null) {
    const values = column.values ?? becomeNumber(column, scan.capacity, row);
    values[row] = number;
    if (!Number.isFinite(number)) column.odd.set(row, text!.trim());
  } else if (column.state === "empty") {
    becomeText(column, scan.capacity, row);
    column.codes[row] = labelCode(scan, column);
  } else {
    deferColumn(column);
  }
}

function labelCode(scan: RowScan, column: ColumnBuilder): number {
  const code = findLabel(column.table, scan.scanner);
  return code >= 0 ? code : addLabel(column.table, scan.scanner, decodeCell(scan, column));
}

function decodeCell(scan: RowScan, column: ColumnBuilder): string {
  const text = cellText(scan.decoder, scan.scanner);
  if (text !== null) return text;
  const lenient = lenientCellText(scan.decoder, scan.scanner);
  addProblem(scan.problems, diagnostic("not-utf8", { found: `\`${lenient.slice(0, 40)}\`` }, { data: placeOf(scan, column) }));
  return lenient;
}

function reportFlaws(scan: RowScan, column: ColumnBuilder): void {
  const { scanner, problems } = scan;
  const data = placeOf(scan, column);
  if (scanner.flaws & NUL_BYTE) addProblem(problems, diagnostic("nul-byte", {}, { data }));
  if (scanner.flaws & UNCLOSED_QUOTE)
    addProblem(problems, diagnostic("unclosed-quote", {}, { data: { ...data, line: scanner.quoteLine } }));
  if (scanner.flaws & TEXT_AFTER_QUOTE) {
    const rest = scanner.bytes.subarray(scanner.end + 1, Math.min(scanner.next, scanner.end + 41));
    addProblem(problems, diagnostic("text-after-quote", { found: scan.decoder.lenient.decode(rest).trim() }, { data }));
  }
}

function placeOf(scan: RowScan, column: ColumnBuilder): DataPlace {
  const line = scan.scanner.quoted ? scan.scanner.quoteLine : scan.scanner.line;
  return { table: scan.problems.table, row: scan.row + scan.ragged, line, column: column.name };
}
