import type { Column } from "@platewise/core";
import { createLabelTable, type LabelTable } from "./label-table.ts";

/**
 * A column while it is read. `empty`: no filled cell yet. `number` and `text`: filling. `deferred`: a column of numbers
 * that turned out to hold text, to be read again from the start. `skipped`: not wanted in this pass.
 */
export interface ColumnBuilder {
  readonly name: string;
  state: "empty" | "number" | "text" | "deferred" | "skipped";
  /** Not null only in state `number`. */
  values: Float64Array | null;
  readonly odd: Map<number, string>;
  codes: Int32Array;
  table: LabelTable;
}

const none = new Int32Array(0);

/** A column without cells. */
export function createColumnBuilder(name: string, state: ColumnBuilder["state"] = "empty"): ColumnBuilder {
  return { name, state, values: null, odd: new Map(), codes: none, table: createLabelTable() };
}

/** Makes an `empty` column one of numbers, with its `row` cells so far missing. */
export function becomeNumber(builder: ColumnBuilder, capacity: number, row: number): Float64Array {
  const values = new Float64Array(capacity).fill(Number.NaN, 0, row);
  builder.state = "number";
  builder.values = values;
  return values;
}

/** Makes an `empty` column one of texts, with its `row` cells so far missing. */
export function becomeText(builder: ColumnBuilder, capacity: number, row: number): void {
  builder.state = "text";
  builder.codes = new Int32Array(capacity).fill(-1, 0, row);
}

/** Gives up on numbers: the column will be read again as text. */
export function deferColumn(builder: ColumnBuilder): void {
  builder.state = "deferred";
  builder.values = null;
  builder.odd.clear();
}

/** Makes room for `capacity` rows. */
export function growColumn(builder: ColumnBuilder, capacity: number): void {
  if (builder.values !== null) {
    const values = new Float64Array(capacity);
    values.set(builder.values);
    builder.values = values;
  }
  if (builder.state === "text") {
    const codes = new Int32Array(capacity);
    codes.set(builder.codes);
    builder.codes = codes;
  }
}

/** Marks the cell at `row` missing. */
export function storeMissing(builder: ColumnBuilder, row: number): void {
  if (builder.values !== null) builder.values[row] = Number.NaN;
  else if (builder.state === "text") builder.codes[row] = -1;
}

/** The finished column of `rows` cells. A column without any value is one of missing numbers. */
export function finishColumn(builder: ColumnBuilder, rows: number): Column {
  const { name, codes, odd } = builder;
  if (builder.state === "text") {
    return { kind: "text", name, codes: codes.length === rows ? codes : codes.slice(0, rows), labels: builder.table.labels };
  }
  const values = builder.values ?? new Float64Array(rows).fill(Number.NaN);
  return { kind: "number", name, values: values.length === rows ? values : values.slice(0, rows), odd };
}
