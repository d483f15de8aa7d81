import { type DataTable, InternalError } from "@platewise/core";
import { cellText, isEmptyCell } from "../../binding/cells.ts";
import { createProblemList } from "../problem-list.ts";
import { afterLineBreak, type CellScanner, findCell, isLineBreak } from "./cell-scanner.ts";
import { createCellDecoder } from "./cell-text.ts";
import { readHeader } from "./header.ts";
import { csvCell } from "./write-csv.ts";

/** A stretch of a file's bytes and what stands in its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Goes through the cells of a file and gathers what is to be written over empty ones. */
interface Filling {
  readonly scanner: CellScanner;
  readonly before: DataTable;
  readonly after: DataTable;
  readonly edits: Edit[];
}

function fillAt({ scanner, before, after, edits }: Filling, row: number, c: number, start: number, end: number): void {
  const [was, is] = [before.columns[c], after.columns[c]];
  if (!was || !is || !isEmptyCell(was, row)) return;
  const text = cellText(is, row);
  if (text !== null) edits.push({ start, end, text: csvCell(text, String.fromCharCode(scanner.separator)) });
}

/** The cells of one row; returns the index of the next one. */
function fillRow(filling: Filling, row: number, start: number): number {
  const { scanner, before } = filling;
  let at = start;
  before.columns.forEach((_, c) => {
    findCell(scanner, at);
    fillAt(filling, row, c, at, scanner.next);
    at = scanner.next + 1;
  });
  return at - 1 < scanner.bytes.length ? afterLineBreak(scanner.bytes, at - 1) : at;
}

/** Blank lines between rows are rows where there is one column, and else none. */
function blankRows(filling: Filling, lines: readonly number[], row: number): number {
  if (filling.before.columns.length > 1) return row;
  lines.forEach((at, i) => {
    fillAt(filling, row + i, 0, at, at);
  });
  return row + lines.length;
}

function gatherEdits(filling: Filling, body: number): void {
  const { bytes } = filling.scanner;
  let row = 0;
  let blank: number[] = [];
  for (let at = body; at < bytes.length; ) {
    if (isLineBreak(bytes, at)) {
      blank.push(at);
      at = afterLineBreak(bytes, at);
      continue;
    }
    row = blankRows(filling, blank, row);
    blank = [];
    at = fillRow(filling, row, at);
    row += 1;
  }
  if (row !== filling.before.rows) throw new InternalError(`found ${row} rows of ${filling.before.rows} again`);
}

/**
 * The text of a CSV file, `before` being the table that was read of it, with the cells that were empty as `after` has them; every
 * other byte stays.
 */
export function fillCsv(bytes: Uint8Array, before: DataTable, after: DataTable, separator?: string): string {
  const decoder = createCellDecoder();
  const header = readHeader(bytes, separator === undefined ? null : separator.charCodeAt(0), decoder, createProblemList(before.name));
  const filling: Filling = { scanner: header.scanner, before, after, edits: [] };
  gatherEdits(filling, header.body);
  let text = "";
  let done = 0;
  for (const edit of filling.edits) {
    text += decoder.lenient.decode(bytes.subarray(done, edit.start)) + edit.text;
    done = edit.end;
  }
  return text + decoder.lenient.decode(bytes.subarray(done));
}
