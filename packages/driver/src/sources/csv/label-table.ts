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

/** The code of the cell that the scanner found last, if a cell with the same bytes was added before; else −1. */
export function findLabel(table: LabelTable, scanner: CellScanner): number {
  if (scanner.escaped) return -1;
  const { slots, entries } = table;
  const mask = slots.length - 1;
  let slot = mixed(scanner.hash) & mask;
  for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
    const found = entries[entry - 1]!;
    if (found.hash === scanner.hash && sameBytes(scanner, found.start, found.end)) return found.code;
    slot = (slot + 1) & mask;
  }
  return -1;
}

/** Adds the cell that the scanner found last, whose text is `text`, and returns its code. */
export function addLabel(table: LabelTable, scanner: CellScanner, text: string): number {
  const code = internLabel(table, text);
  if (scanner.escaped) return code;
  table.entries.push({ start: scanner.start, end: scanner.end, hash: scanner.hash, code });
  placeEntry(table.slots, scanner.hash, table.entries.length);
  if (table.entries.length * 2 > table.slots.length) enlarge(table);
  return code;
}

function placeEntry(slots: Int32Array, hash: number, entry: number): void {
  const mask = slots.length - 1;
  let slot = mixed(hash) & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = entry;
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
  for (const [i, entry] of table.entries.entries()) placeEntry(slots, entry.hash, i + 1);
  table.slots = slots;
}

const mixed = (hash: number): number => hash ^ (hash >>> 15);
