/** The double quote. */
export const QUOTE = 34;
/** The end of a line, alone or after a carriage return. */
export const LINE_FEED = 10;
/** The end of a line where no line feed follows. */
export const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** Bit of `CellScanner.flaws`: the cell holds a NUL byte. */
export const NUL_BYTE = 1;
/** Bit of `CellScanner.flaws`: the file ends inside the quotes. */
export const UNCLOSED_QUOTE = 2;
/** Bit of `CellScanner.flaws`: something follows the closing quote. */
export const TEXT_AFTER_QUOTE = 4;

const FNV_SEED = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
const TERMINATOR = 1;
const NUL = 2;

/**
 * A file's bytes and the cell that was found last: its contents are the bytes from `start` to `end` (inside the quotes;
 * with doubled quotes where `escaped`), `next` is the index of the separator or line break after it, `hash` is of the
 * contents. `line` counts the line breaks that quoted cells contain as they are met.
 */
export interface CellScanner {
  readonly bytes: Uint8Array;
  readonly separator: number;
  readonly kinds: Uint8Array;
  start: number;
  end: number;
  next: number;
  hash: number;
  quoted: boolean;
  escaped: boolean;
  flaws: number;
  line: number;
  /** Line on which the last quoted cell began. */
  quoteLine: number;
}

/** A scanner over `bytes` before the first cell. */
export function createCellScanner(bytes: Uint8Array, separator: number): CellScanner {
  const kinds = new Uint8Array(256);
  kinds[separator] = TERMINATOR;
  kinds[LINE_FEED] = TERMINATOR;
  kinds[CARRIAGE_RETURN] = TERMINATOR;
  kinds[0] = NUL;
  const cell = { start: 0, end: 0, next: 0, hash: 0, quoted: false, escaped: false, flaws: 0 };
  return { bytes, separator, kinds, ...cell, line: 1, quoteLine: 0 };
}

/** Finds the cell that begins at `at` and describes it in the scanner. */
export function findCell(scanner: CellScanner, at: number): void {
  const { bytes, kinds } = scanner;
  if (at < bytes.length && bytes[at] === QUOTE) {
    findQuotedCell(scanner, at);
    return;
  }
  let hash = FNV_SEED;
  let flaws = 0;
  let i = at;
  for (; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    const kind = kinds[byte]!;
    if (kind === TERMINATOR) break;
    if (kind === NUL) flaws = NUL_BYTE;
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  scanner.start = at;
  scanner.end = i;
  scanner.next = i;
  scanner.hash = hash;
  scanner.quoted = false;
  scanner.escaped = false;
  scanner.flaws = flaws;
}

function findQuotedCell(scanner: CellScanner, at: number): void {
  const { bytes } = scanner;
  scanner.quoteLine = scanner.line;
  scanner.quoted = true;
  scanner.escaped = false;
  scanner.flaws = 0;
  scanner.start = at + 1;
  let hash = FNV_SEED;
  let i = at + 1;
  for (; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      if (bytes[i + 1] !== QUOTE) break;
      scanner.escaped = true;
      i += 1;
    } else if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[i + 1] !== LINE_FEED)) {
      scanner.line += 1;
    } else if (byte === 0) {
      scanner.flaws |= NUL_BYTE;
    }
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  scanner.end = i;
  scanner.hash = hash;
  if (i >= bytes.length) scanner.flaws |= UNCLOSED_QUOTE;
  scanner.next = afterQuote(scanner, Math.min(i + 1, bytes.length));
}

/** Steps from behind a closing quote to the end of the cell; only spaces may stand between. */
function afterQuote(scanner: CellScanner, from: number): number {
  const { bytes, kinds } = scanner;
  let i = from;
  for (; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (kinds[byte] === TERMINATOR) break;
    if (byte !== SPACE && byte !== TAB) scanner.flaws |= TEXT_AFTER_QUOTE;
  }
  return i;
}

/** True where the last cell is empty or, unquoted, nothing but spaces. */
export function isBlankCell(scanner: CellScanner): boolean {
  const { bytes, end } = scanner;
  let i = scanner.start;
  while (i < end && (bytes[i] === SPACE || bytes[i] === TAB)) i += 1;
  return i === end && (i === scanner.start || !scanner.quoted);
}

/** The index after the line break at `at`, be it LF, CRLF or CR. */
export function afterLineBreak(bytes: Uint8Array, at: number): number {
  return bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
}

/** True where a line break begins at `at`. */
export function isLineBreak(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN;
}
