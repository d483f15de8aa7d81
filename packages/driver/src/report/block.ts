import { renderTable, splitColumns, type TableLayout, type TextColumn } from "./text-table.ts";

/** Rows of one table that are shown before the rest is left to fit.json. */
export const rowLimit = 16;

/** Times that a table too wide for the terminal is continued below before its last columns are left out. */
const continuations = 3;

/** A titled part of the report. `left` says in words what is not shown, or is null. */
export interface Block {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly string[];
  readonly left: string | null;
}

/** A table whose `columns` may be too many for the width; `rows` is how many there are, shown or not. */
export interface WideTable {
  readonly keys: readonly TextColumn[];
  readonly columns: readonly TextColumn[];
  readonly rows: number;
}

/** Lays out a table of any width: continued below while that is readable, then cut, and says what was left out. */
export function tableBlock(table: WideTable, layout: TableLayout): Pick<Block, "lines" | "left"> {
  const parts = splitColumns([...table.keys, ...table.columns], table.keys.length, layout.width);
  const shown = parts.slice(0, continuations);
  const columnsLeft = parts.slice(continuations).reduce((sum, part) => sum + part.length - table.keys.length, 0);
  const rowsLeft = table.rows - (table.keys[0] ?? table.columns[0])!.cells.length;
  const lines = shown.flatMap((part, at) => [...(at > 0 ? [""] : []), ...renderTable(part, layout)]);
  const left = [rowsLeft > 0 ? `${rowsLeft} more of ${table.rows} rows` : "", columnsLeft > 0 ? `${columnsLeft} more columns` : ""];
  return { lines, left: left.filter((text) => text !== "").join(", ") || null };
}
