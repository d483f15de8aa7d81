import type { ParamAxis } from "@platewise/core";
import { type Block, rowLimit, tableBlock } from "./block.ts";
import { covarianceBlock } from "./covariance-block.ts";
import { axisColumn, keyColumns, shareColumns, valueColumns } from "./param-columns.ts";
import { memberNames, type ParamView } from "./param-view.ts";
import { probabilityBlock } from "./probability-block.ts";
import { renderTable, type TableLayout, type TextColumn, tableWidth } from "./text-table.ts";

/**
 * Lays out all parameters, in the order of the model: those that share one index stand side by side in one table (the
 * components of a mixture), the others each have their own.
 */
export function parameterBlocks(views: readonly ParamView[], layout: TableLayout): Block[] {
  const blocks: Block[] = [];
  const done = new Set<ParamView>();
  for (const view of views) {
    if (done.has(view)) continue;
    const together = sharedTable(
      view,
      views.filter((other) => !done.has(other)),
      layout,
    );
    for (const other of together) done.add(other);
    const alone = together.length === 0 || (together.length === 1 && view.kind === "simplex");
    blocks.push(alone ? singleBlock(view, layout) : componentBlock(together, layout));
    done.add(view);
  }
  return blocks;
}

/** The axis down the rows of a table of components, if `view` can stand in one. */
function rowAxis(view: ParamView): ParamAxis | undefined {
  if (view.kind === "simplex") return view.axes.length === 0 ? view.element[0] : undefined;
  if (view.kind === "matrix" || view.kind === "covariance") return undefined;
  return view.axes.length === 1 ? view.axes[0] : undefined;
}

const isScalar = (view: ParamView): boolean => view.axes.length === 0 && view.element.length === 0;

function sharedTable(first: ParamView, rest: readonly ParamView[], layout: TableLayout): ParamView[] {
  if (isScalar(first)) return rest.filter(isScalar);
  const axis = rowAxis(first);
  if (!axis) return [];
  const fitting: ParamView[] = [];
  for (const view of rest) {
    const other = rowAxis(view);
    const same =
      view === first ||
      (axis.name !== "" && other?.name === axis.name && other.size === axis.size && other.labels?.join() === axis.labels?.join());
    if (other && same && tableWidth(componentColumns(axis, [...fitting, view], allOf(axis))) <= layout.width) fitting.push(view);
  }
  return fitting.includes(first) ? fitting : [];
}

const allOf = (axis: ParamAxis): number[] => Array.from({ length: axis.size }, (_, at) => at);

function componentColumns(axis: ParamAxis, views: readonly ParamView[], rows: readonly number[]): TextColumn[] {
  const names = memberNames(axis);
  const key = axisColumn(
    axis,
    rows.map((row) => names[row] ?? ""),
  );
  return [
    key,
    ...views.flatMap((view) =>
      view.kind === "simplex"
        ? shareColumns(
            view.name,
            rows.map((row) => view.values[row] ?? Number.NaN),
          )
        : valueColumns(view, rows),
    ),
  ];
}

function componentBlock(views: readonly ParamView[], layout: TableLayout): Block {
  const title = views.map((view) => view.name).join(", ");
  const [first] = views;
  if (!first || isScalar(first)) return { title: "", note: "", lines: scalarLines(views, layout), left: null };
  const axis = rowAxis(first) ?? { name: "", size: 0, labels: null };
  const all = allOf(axis);
  const rows = all.length > rowLimit ? largestRows(views, all) : all;
  const lines = renderTable(componentColumns(axis, views, rows), layout);
  const left = rows.length < all.length ? `${all.length - rows.length} more of ${all.length}` : null;
  return { title, note: axis.name === "" ? "" : `by ${axis.name}`, lines, left };
}

/** With too many rows: those with the largest shares if there are shares, else the first ones. */
function largestRows(views: readonly ParamView[], all: readonly number[]): number[] {
  const shares = views.find((view) => view.kind === "simplex")?.values;
  const order = shares ? [...all].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b) : all;
  return order.slice(0, rowLimit);
}

/** Single numbers, one a line: they need no heading. */
function scalarLines(views: readonly ParamView[], layout: TableLayout): string[] {
  const columns = views.map((view) => valueColumns(view, [0])[0] ?? { head: [], cells: [] });
  const names: TextColumn = { head: [], cells: views.map((view) => view.name), align: "left", mark: "bold" };
  const values: TextColumn = { head: [], cells: columns.map((column) => column.cells[0] ?? ""), align: "right" };
  const errors = views.map((view) => (view.errors ? (valueColumns(view, [0])[1]?.cells[0] ?? "") : ""));
  const notes = views.map((view, at) => {
    const title = (columns[at]?.head.at(-1) ?? "").slice(view.name.length + 1).replace(/[()]/g, "");
    const error = errors[at] === "" ? "" : `se ${errors[at]}`;
    return [title, error, view.fixed ? "fixed in the model" : ""].filter((note) => note !== "").join(", ");
  });
  return renderTable([names, values, { head: [], cells: notes, align: "left", mark: "dim" }], { ...layout, indent: 0 });
}

function singleBlock(view: ParamView, layout: TableLayout): Block {
  if (view.kind === "covariance") return covarianceBlock(view, layout);
  if (view.kind === "simplex") return probabilityBlock(view, layout);
  return matrixBlock(view, layout);
}

/** Any other shape: all axes but the last down the rows, the last one across; standard errors only where there is room for them all. */
function matrixBlock(view: ParamView, layout: TableLayout): Block {
  const flat = view.kind === "matrix" || view.element.length === 0 ? lastAxisAcross(view) : view;
  const rows = Array.from({ length: Math.min(rowLimit, flat.elements) }, (_, at) => at);
  const keys = keyColumns(flat, rows);
  const named = { ...flat, name: flat.element[0]?.name ?? "" };
  const full = valueColumns(named, rows);
  const { errors, ...plain } = named;
  const fits = errors === undefined || tableWidth([...keys, ...full]) <= layout.width;
  const block = tableBlock({ keys, columns: fits ? full : valueColumns(plain, rows), rows: flat.elements }, layout);
  const left = [block.left, fits ? null : "standard errors"].filter((text) => text !== null).join(", ") || null;
  return { title: view.name, note: view.kind === "number" ? "" : view.kind, lines: block.lines, left };
}

function lastAxisAcross(view: ParamView): ParamView {
  const axes = [...view.axes, ...view.element];
  const element = axes.slice(-1);
  const stride = element[0]?.size ?? 1;
  return { ...view, kind: "vector", axes: axes.slice(0, -1), element, stride, elements: view.values.length / Math.max(1, stride) };
}
