import type { DataTable, NumericArray } from "@platewise/core";

/** One value of a row: null, undefined, NaN and the empty text are missing. */
export type CellValue = number | bigint | string | boolean | null | undefined;

/** A row by column name; a name that is not there is a missing cell. */
export type DataRecord = Readonly<Record<string, CellValue>>;

/** A column: an array of values, or a typed array (used as it is; NaN is missing). */
export type ColumnInput = readonly CellValue[] | NumericArray | BigInt64Array | BigUint64Array;

/** The part of an Arrow table that is used. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): ArrowVector | null;
}

/** The part of an Arrow vector that is used. */
export interface ArrowVector {
  readonly nullCount: number;
  get(row: number): unknown;
  toArray(): unknown;
}

/**
 * Everything that is read as a table: a table, CSV or JSON as text or bytes, rows of records, columns by name, an Arrow table.
 * Text that begins with `[{` or `{"` is JSON, other text is CSV.
 */
export type DataInput = DataTable | string | Uint8Array | readonly DataRecord[] | Readonly<Record<string, ColumnInput>> | ArrowTable;

/** How a table is read: its name in messages, texts that mean an empty cell besides the empty text, CSV's separator. */
export interface ReadOptions {
  readonly name?: string;
  readonly missing?: readonly string[];
  readonly separator?: string;
}
