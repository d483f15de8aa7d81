/**
 * A column of a table. `number`: missing cells are NaN, and `odd` gives the text of cells that say NaN or infinity (they
 * are not missing). `text`: `codes` index `labels` (in order of first appearance), −1 is missing.
 */
export type Column =
  | { readonly kind: "number"; readonly name: string; readonly values: NumericArray; readonly odd: ReadonlyMap<number, string> }
  | { readonly kind: "text"; readonly name: string; readonly codes: Int32Array; readonly labels: readonly string[] };

/** Typed arrays that a number column may hold. */
export type NumericArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/**
 * A table that was read. `lineOf(row)` is the line of a row (from 0) in its file, counted from 1 with the header, or
 * null where there is no file. Row numbers in messages are counted from 1 without the header.
 */
export interface DataTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly lineOf: (row: number) => number | null;
}

/** The column called `name`, if there is one. */
export function findColumn(table: DataTable, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}
