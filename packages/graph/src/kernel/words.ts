import type { CodeColumn } from "./body.ts";
import { appendDigit } from "./relabel.ts";

/*
 * Codes of one byte, four rows to a word: as long as a joint code fits a byte, one product and one sum on words combine the
 * codes of four rows at once.
 */

/** A column of codes and how many states they count. */
export interface CodedColumn {
  readonly codes: CodeColumn;
  readonly size: number;
}

/** A column as words of four rows, leaving out the last few rows that make no whole word. */
export interface WordColumn {
  readonly words: Int32Array;
  readonly size: number;
}

/** Columns as words; null where one has wider codes or lies askew. */
export function wordColumns(columns: readonly CodedColumn[]): readonly WordColumn[] | null {
  if (!columns.every(({ codes }) => codes instanceof Uint8Array && codes.byteOffset % 4 === 0)) return null;
  return columns.map(({ codes, size }) => ({ words: new Int32Array(codes.buffer, codes.byteOffset, codes.length >> 2), size }));
}

/** into = a · size + b. */
function joinWords(into: Int32Array, a: Int32Array, b: Int32Array, size: number): void {
  for (let i = 0; i < into.length; i++) into[i] = Math.imul(a[i] as number, size) + (b[i] as number);
}

/** into = (into · sizeA + a) · sizeB + b. */
function appendWords(into: Int32Array, a: Int32Array, sizeA: number, b: Int32Array, sizeB: number): void {
  for (let i = 0; i < into.length; i++) {
    into[i] = Math.imul(Math.imul(into[i] as number, sizeA) + (a[i] as number), sizeB) + (b[i] as number);
  }
}

/** The joint codes, which must fit a byte, of as many words as `into` has, from word `first` on; two columns in one walk. */
export function joinWordColumns(into: Int32Array, columns: readonly WordColumn[], first: number): void {
  if (columns.length === 0) return;
  const words = (j: number): Int32Array => (columns[j] as WordColumn).words.subarray(first, first + into.length);
  const size = (j: number): number => (columns[j] as WordColumn).size;
  const odd = columns.length % 2;
  if (odd) into.set(words(0));
  else joinWords(into, words(0), words(1), size(1));
  for (let j = 2 - odd; j < columns.length; j += 2) appendWords(into, words(j), size(j), words(j + 1), size(j + 1));
}

/** Zeros for codes in 0 … size−1, as narrow as they can be. */
const codesBelow = (size: number, count: number): CodeColumn =>
  size <= 256 ? new Uint8Array(count) : size <= 65536 ? new Uint16Array(count) : new Int32Array(count);

/** Rows that are not worth the walks by column. */
const FEW = 32;

/** The joint code of one row. */
function jointCode(columns: readonly CodedColumn[], row: number): number {
  let code = 0;
  for (const { codes, size } of columns) code = code * size + (codes[row] as number);
  return code;
}

/** The joint codes of some columns over `count` rows, row-major, as narrow as they can be. */
export function jointCodes(columns: readonly CodedColumn[], count: number): CodeColumn {
  let size = 1;
  for (const column of columns) size *= column.size;
  const joint = codesBelow(size, count);
  if (count < FEW) {
    for (let row = 0; row < count; row++) joint[row] = jointCode(columns, row);
    return joint;
  }
  const words = joint instanceof Uint8Array ? wordColumns(columns) : null;
  const done = words ? (count >> 2) << 2 : 0;
  if (words) joinWordColumns(new Int32Array(joint.buffer, 0, done >> 2), words, 0);
  for (const { codes, size } of columns) appendDigit(joint.subarray(done), codes.subarray(done), size);
  return joint;
}
