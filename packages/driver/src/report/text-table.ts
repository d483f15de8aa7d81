import { displayWidth, printable } from "@platewise/core";
import type { Style } from "./style.ts";

/** One column: its heading (one entry per line of the head), its cells, and the side they keep to. */
export interface TextColumn {
  readonly head: readonly string[];
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  /** How the cells are marked, if at all. */
  readonly mark?: keyof Style;
  /** Characters after which a cell is cut (default 28). */
  readonly widest?: number;
}

/** Room that a table may take, and how to mark it. `indent` spaces stand before every line. */
export interface TableLayout {
  readonly width: number;
  readonly style: Style;
  readonly indent?: number;
}

const gap = "  ";
const longest = 28;

/** Columns of a terminal that a text takes (codes for colour must not be in it yet). */
export const textWidth = displayWidth;

/** A text cut to `width` columns, the cut shown by an ellipsis. */
export function clip(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (textWidth(kept) + textWidth(character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A text with blanks behind it, `width` columns in all. */
export const padRight = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));

/** The width of a column with its heading. */
export function columnWidth(column: TextColumn): number {
  const widest = column.widest ?? longest;
  return Math.max(...column.head.map(textWidth), ...column.cells.map((cell) => Math.min(widest, textWidth(cell))), 0);
}

/** The width of columns side by side. */
export function tableWidth(columns: readonly TextColumn[], indent = 2): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), indent + gap.length * Math.max(0, columns.length - 1));
}

/** The lines of a table: headings (dim), then the rows. Leaving out columns that are too far right is the caller's part. */
export function renderTable(columns: readonly TextColumn[], layout: TableLayout): string[] {
  const { style, indent = 2 } = layout;
  const widths = columns.map(columnWidth);
  const line = (cell: (column: TextColumn, index: number) => string): string =>
    `${" ".repeat(indent)}${columns.map(cell).join(gap)}`.trimEnd();
  const depth = Math.max(0, ...columns.map((column) => column.head.length));
  const head = Array.from({ length: depth }, (_, level) =>
    line((column, i) => pad(printable(column.head[level - depth + column.head.length] ?? ""), widths[i] ?? 0, column.align, style.dim)),
  );
  const rows = Array.from({ length: columns[0]?.cells.length ?? 0 }, (_, row) =>
    line((column, i) =>
      pad(
        clip(printable(column.cells[row] ?? ""), column.widest ?? longest),
        widths[i] ?? 0,
        column.align,
        column.mark ? style[column.mark] : String,
      ),
    ),
  );
  return [...head.filter((text) => text !== ""), ...rows];
}

function pad(text: string, width: number, align: "left" | "right", mark: (text: string) => string): string {
  const blank = " ".repeat(Math.max(0, width - textWidth(text)));
  const marked = text === "" ? "" : mark(text);
  return align === "left" ? marked + blank : blank + marked;
}

/** Splits `columns` behind its `keys` first ones into blocks that each fit the width, the keys repeated in each. */
export function splitColumns(columns: readonly TextColumn[], keys: number, width: number): TextColumn[][] {
  const key = columns.slice(0, keys);
  const blocks: TextColumn[][] = [];
  let block: TextColumn[] = [...key];
  for (const column of columns.slice(keys)) {
    if (block.length > keys && tableWidth([...block, column]) > width) {
      blocks.push(block);
      block = [...key];
    }
    block.push(column);
  }
  return [...blocks, block];
}

/** Breaks a sentence into lines of at most `width` characters; the later ones are indented by `indent` spaces. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const start = lines.length === 0 ? "" : " ".repeat(indent);
    const longer = line === "" ? start + word : `${line} ${word}`;
    if (line.trim() !== "" && textWidth(longer) > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
