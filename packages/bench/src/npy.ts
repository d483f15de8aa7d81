import { closeSync, openSync, readSync } from "node:fs";

/** The element types that the benchmark's data sets use. */
export type NpyArray = Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** What the head of an .npy file says; the elements start at byte `offset`, row-major, little-endian. */
export interface NpyHeader {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/**
 * An array of two dimensions or more as columns, one typed array for each place of the last axis; the other axes make the rows, the
 * last of them fastest. A one-dimensional array has one column.
 */
export interface NpyColumns {
  readonly shape: readonly number[];
  readonly rows: number;
  readonly columns: readonly NpyArray[];
}

const arrayTypes: Readonly<Record<string, new (buffer: ArrayBuffer) => NpyArray>> = {
  "<f8": Float64Array,
  "|u1": Uint8Array,
  "|i1": Int8Array,
  "<i4": Int32Array,
};

/** Bytes read at once: enough for speed, little beside the data itself. */
const CHUNK = 1 << 20;
const HEAD = 4096;

/**
 * Reads the head of an .npy file (versions 1 to 3) from its first bytes; throws where the file is something else, or its
 * elements are not one of the four types in row-major order. Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes[0] !== 0x93 || magic !== "NUMPY") throw new Error("this is not an .npy file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirstVersion = bytes[6] === 1;
  const start = isFirstVersion ? 10 : 12;
  const length = isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true);
  const text = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1] ?? "";
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(text)?.[1] ?? "").split(",").filter((part) => part.trim() !== "");
  if (!(descr in arrayTypes)) throw new Error(`elements of type '${descr}' are not read, only ${Object.keys(arrayTypes).join(", ")}`);
  if (/'fortran_order':\s*True/.test(text)) throw new Error("the array is stored column by column; row by row is expected");
  return { descr, shape: shape.map(Number), offset: start + length };
}

/** Fills `bytes` from the file; throws where it ends before. */
function readExactly(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, position + at);
    if (read === 0) throw new Error("the file ends before its array does");
    at += read;
  }
}

function scatter(chunk: NpyArray, columns: readonly NpyArray[], firstRow: number, rows: number): void {
  const width = columns.length;
  columns.forEach((column, c) => {
    for (let i = 0; i < rows; i++) column[firstRow + i] = chunk[i * width + c] as number;
  });
}

/** Reads an array into columns, a chunk at a time, so that it is in memory only once. */
export function readNpyColumns(path: string): NpyColumns {
  const file = openSync(path, "r");
  try {
    const head = new Uint8Array(HEAD);
    readSync(file, head, 0, HEAD, 0);
    const { descr, shape, offset } = parseNpyHeader(head);
    const width = shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
    const rows = shape.reduce((n, size) => n * size, 1) / Math.max(1, width);
    const type = arrayTypes[descr] as new (buffer: ArrayBuffer) => NpyArray;
    const bytesPerElement = Number(descr.slice(2));
    const columns = Array.from({ length: width }, () => new type(new ArrayBuffer(rows * bytesPerElement)));
    const rowBytes = width * bytesPerElement;
    const step = Math.max(1, Math.floor(CHUNK / rowBytes));
    const buffer = new ArrayBuffer(Math.min(step, rows) * rowBytes);
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      readExactly(file, new Uint8Array(buffer, 0, count * rowBytes), offset + row * rowBytes);
      scatter(new type(buffer), columns, row, count);
    }
    return { shape, rows, columns };
  } finally {
    closeSync(file);
  }
}
