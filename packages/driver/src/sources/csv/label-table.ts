import type { CellScanner } from "./cell-scanner.ts";

/**
 * The distinct texts of a column in order of first appearance. Cells are looked up by their bytes, which need no decoding;
 * `codes` holds the decoded texts, so that the same text written in two ways has one code.
 */
export interface LabelTable {
  readonly labels: string[];
  readonly codes: Map<string, number>;
  readonly entries: { readonly start: number; readonly end: number; readonly hash: number; readonly code: number }[];
  /** Open addressing: entry number + 1, or 0. Its length is a power of two. */
  slots: Int32Array;
}

/** An empty table. */
export function createLabelTable(): LabelTable {
  return { labels: [], codes: new Map(), entries: [], slots: new Int32Array(64) };
}

/** The code of the cell that the scanner found last; `decode` is called for cells not seen before. */
export function labelCode(table: LabelTable, scanner: CellScanner, decode: (scanner: CellScanner) => string): number {
  if (scanner.escaped) return internLabel(table, decode(scanner));
  const hash = scanner.hash;
  const mask = table.slots.length - 1;
  let slot = mixed(hash) & mask;
  for (let entry = table.slots[slot]!; entry !== 0; entry = table.slots[slot]!) {
    const found = table.entries[entry - 1]!;
    if (found.hash === hash && sameBytes(scanner, found.start, found.end)) return found.code;
    slot = (slot + 1) & mask;
  }
  const code = internLabel(table, decode(scanner));
  table.entries.push({ start: scanner.start, end: scanner.end, hash, code });
  table.slots[slot] = table.entries.length;
  if (table.entries.length * 2 > table.slots.length) enlarge(table);
  return code;
}

function internLabel(table: LabelTable, text: string): number {
  const known = table.codes.get(text);
  if (known !== undefined) return known;
  table.labels.push(text);
  table.codes.set(text, table.labels.length - 1);
  return table.labels.length - 1;
}

function sameBytes(scanner: CellScanner, start: number, end: number): boolean {
  const { bytes } = scanner;
  const length = end - start;
  if (scanner.end - scanner.start !== length) return false;
  for (let i = 0; i < length; i += 1) if (bytes[start + i] !== bytes[scanner.start + i]) return false;
  return true;
}

function enlarge(table: LabelTable): void {
  const slots = new Int32Array(table.slots.length * 4);
  const mask = slots.length - 1;
  table.entries.forEach((entry, i) => {
    let slot = mixed(entry.hash) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = i + 1;
  });
  table.slots = slots;
}

const mixed = (hash: number): number => hash ^ (hash >>> 15);
