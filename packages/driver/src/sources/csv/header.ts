import { diagnostic } from "@platewise/core";
import { addProblem, createProblemList, type ProblemList } from "../problem-list.ts";
import {
  afterLineBreak,
  type CellScanner,
  createCellScanner,
  findCell,
  isLineBreak,
  NUL_BYTE,
  TEXT_AFTER_QUOTE,
  UNCLOSED_QUOTE,
} from "./cell-scanner.ts";
import { type CellDecoder, cellText, lenientCellText } from "./cell-text.ts";

/** The column names of a CSV file. The rows begin at index `body`, the start of line `line`. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly body: number;
  readonly line: number;
  readonly scanner: CellScanner;
}

const COMMA = 44;
const guesses = [
  { separator: 59, word: "semicolons" },
  { separator: 9, word: "tabs" },
];

/** Reads the header. Without a `separator` it is the comma, or what stands in a header that has no comma. */
export function readHeader(bytes: Uint8Array, separator: number | null, decoder: CellDecoder, problems: ProblemList): CsvHeader {
  const scanner = skipToHeader(bytes, separator ?? COMMA);
  const start = scanner.next;
  // A wrong separator may find mistakes that are none: tries keep what they find to themselves.
  const namesWith = (by: number): number =>
    readNames(skipToHeader(bytes, by), start, decoder, createProblemList(problems.table)).names.length;
  const guess = separator === null && namesWith(COMMA) < 2 ? guesses.find((other) => namesWith(other.separator) > 1) : undefined;
  if (!guess) return checkNames(readNames(scanner, start, decoder, problems), problems);
  const header = readNames(skipToHeader(bytes, guess.separator), start, decoder, problems);
  const data = { table: problems.table, row: null, line: scanner.quoteLine, column: null };
  const details = { separator: guess.word, columns: header.names.length };
  addProblem(problems, diagnostic("separator-detected", details, { severity: "note", data }));
  return checkNames(header, problems);
}

/** A scanner whose `next` is the first byte after a byte-order mark and blank lines. */
function skipToHeader(bytes: Uint8Array, separator: number): CellScanner {
  const scanner = createCellScanner(bytes, separator);
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && isLineBreak(bytes, at)) {
    at = afterLineBreak(bytes, at);
    scanner.line += 1;
  }
  scanner.next = at;
  scanner.quoteLine = scanner.line;
  return scanner;
}

function readNames(scanner: CellScanner, start: number, decoder: CellDecoder, problems: ProblemList): CsvHeader {
  const { bytes } = scanner;
  const names: string[] = [];
  let at = start;
  for (;;) {
    findCell(scanner, at);
    names.push(columnName(scanner, decoder, problems));
    at = scanner.next + 1;
    if (scanner.next >= bytes.length || bytes[scanner.next] !== scanner.separator) break;
  }
  scanner.line += 1;
  const body = scanner.next < bytes.length ? afterLineBreak(bytes, scanner.next) : bytes.length;
  return { names, body, line: scanner.line, scanner };
}

function columnName(scanner: CellScanner, decoder: CellDecoder, problems: ProblemList): string {
  const data = { table: problems.table, row: null, line: scanner.quoted ? scanner.quoteLine : scanner.line, column: null };
  const text = cellText(decoder, scanner);
  const lenient = text ?? lenientCellText(decoder, scanner);
  if (text === null) addProblem(problems, diagnostic("not-utf8", { found: `\`${lenient.slice(0, 40)}\`` }, { data }));
  if (scanner.flaws & NUL_BYTE) addProblem(problems, diagnostic("nul-byte", {}, { data }));
  if (scanner.flaws & UNCLOSED_QUOTE) addProblem(problems, diagnostic("unclosed-quote", {}, { data }));
  if (scanner.flaws & TEXT_AFTER_QUOTE) {
    const rest = scanner.bytes.subarray(scanner.end + 1, Math.min(scanner.next, scanner.end + 41));
    addProblem(problems, diagnostic("text-after-quote", { found: decoder.lenient.decode(rest).trim() }, { data }));
  }
  return scanner.quoted ? lenient : lenient.trim();
}

/** Reports names that are empty or occur twice; neither keeps a model that does not read them from being fitted. */
function checkNames(header: CsvHeader, problems: ProblemList): CsvHeader {
  reportNames(header.names, problems, header.line - 1);
  return header;
}

/** Adds a note for each column without a name and a warning for each name that occurs twice. */
export function reportNames(names: readonly string[], problems: ProblemList, line: number | null): void {
  const first = new Map<string, number>();
  names.forEach((name, i) => {
    const data = { table: problems.table, row: null, line, column: name === "" ? null : name };
    const earlier = first.get(name);
    if (name === "") addProblem(problems, diagnostic("unnamed-column", { position: i + 1 }, { severity: "note", data }));
    else if (earlier === undefined) first.set(name, i);
    else {
      const details = { name, first: earlier + 1, second: i + 1 };
      addProblem(problems, diagnostic("duplicate-column", details, { severity: "warning", data }));
    }
  });
}
