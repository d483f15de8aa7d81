import type { ParamAxis } from "@platewise/core";
import type { Block } from "./block.ts";
import { formatColumn, formatNumber } from "./numbers.ts";
import { axisColumn, componentNames } from "./param-columns.ts";
import { elementIndex, elementValues, memberNames, type ParamView } from "./param-view.ts";
import { renderTable, type TableLayout, type TextColumn, tableWidth } from "./text-table.ts";

/** Largest matrix that is printed; a larger one shows its standard deviations. */
const largestMatrix = 10;
/** Matrices of one parameter that are printed. */
const largestCount = 6;

/**
 * Covariance matrices, one below the other: entries where they fit, and always the standard deviations and (below the
 * diagonal) the correlations, which are what a reader compares.
 */
export function covarianceBlock(view: ParamView, layout: TableLayout): Block {
  const shown = Math.min(view.elements, largestCount);
  const lines = Array.from({ length: shown }, (_, at) => [...(at > 0 ? [""] : []), ...matrixLines(view, at, layout)]).flat();
  const rest = view.elements - shown;
  return { title: view.name, note: "covariance", lines, left: rest > 0 ? `${rest} more of ${view.elements} matrices` : null };
}

function matrixLines(view: ParamView, at: number, layout: TableLayout): string[] {
  const [axis = { name: "", size: 1, labels: null }] = view.element;
  const matrix = elementValues(view, at);
  const names = dimensionNames(axis);
  const key = { ...axisColumn(axis, names), head: [matrixName(view, at)] };
  const columns = [key, ...entryColumns(matrix, names), ...spreadColumns(matrix, names)];
  if (axis.size <= largestMatrix && tableWidth(columns) <= layout.width) return renderTable(columns, layout);
  const spread = [key, ...spreadColumns(matrix, names)];
  if (axis.size <= largestMatrix && tableWidth(spread) <= layout.width) return renderTable(spread, layout);
  return renderTable(spread.slice(0, 2), layout);
}

function dimensionNames(axis: ParamAxis): string[] {
  return componentNames({
    name: "",
    kind: "vector",
    axes: [],
    element: [axis],
    values: [],
    stride: axis.size,
    elements: 1,
    fixed: false,
  }).map(String);
}

function matrixName(view: ParamView, at: number): string {
  const index = elementIndex(view, at);
  return view.axes.map((axis, i) => `${axis.name} ${memberNames(axis)[index[i] ?? 0] ?? ""}`.trim()).join(", ");
}

function entryColumns(matrix: readonly number[], names: readonly string[]): TextColumn[] {
  const size = names.length;
  return names.map((name, column) => ({
    head: [name],
    cells: names.map((_, row) => formatNumber(matrix[row * size + column] ?? Number.NaN)),
    align: "right",
  }));
}

/** Standard deviations, then the lower triangle of the correlations (its last column would be empty). */
function spreadColumns(matrix: readonly number[], names: readonly string[]): TextColumn[] {
  const size = names.length;
  const sds = names.map((_, i) => Math.sqrt(matrix[i * size + i] ?? Number.NaN));
  const sd: TextColumn = { head: ["sd"], cells: formatColumn(sds), align: "right" };
  const correlations = names.slice(0, -1).map(
    (name, column): TextColumn => ({
      head: [column === 0 ? `cor ${name}` : name],
      cells: names.map((_, row) => (row > column ? correlation(matrix[row * size + column], sds[row], sds[column]) : "")),
      align: "right",
    }),
  );
  return [sd, ...correlations];
}

function correlation(covariance = Number.NaN, first = Number.NaN, second = Number.NaN): string {
  const value = covariance / (first * second);
  return Number.isFinite(value) ? value.toFixed(3).replace("-0.000", "0.000") : "none";
}
