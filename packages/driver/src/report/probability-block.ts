import { type Block, rowLimit, tableBlock } from "./block.ts";
import { formatPercent, formatProbability } from "./numbers.ts";
import { axisColumn, keyColumns, shareColumns } from "./param-columns.ts";
import { elementIndex, elementValues, memberNames, type ParamView } from "./param-view.ts";
import { clip, padRight, renderTable, type TableLayout, type TextColumn, textWidth } from "./text-table.ts";

/** States of a simplex that stand as columns; with more, each row lists its most probable ones. */
const mostColumns = 24;

/** Probabilities of one variable: a list with bars without parents, else a row for every combination of theirs. */
export function probabilityBlock(view: ParamView, layout: TableLayout): Block {
  const title = view.name;
  const note = law(view);
  const states = view.element[0] ?? { name: "", size: view.stride, labels: null };
  if (view.axes.length === 0) return { title, note, ...listBlock(view, layout) };
  const rows = Array.from({ length: Math.min(rowLimit, view.elements) }, (_, at) => at);
  if (states.size > mostColumns) return { title, note, ...topBlock(view, rows, layout) };
  const columns = memberNames(states).map(
    (name, state): TextColumn => ({
      head: [name],
      cells: rows.map((row) => formatProbability(view.values[row * view.stride + state] ?? Number.NaN)),
      align: "right",
    }),
  );
  return { title, note, ...tableBlock({ keys: keyColumns(view, rows), columns, rows: view.elements }, layout) };
}

/** `P(grass | sprinkler, rain)` where the axes have names. */
function law(view: ParamView): string {
  const child = view.element[0]?.name ?? "";
  const parents = view.axes.map((axis) => axis.name);
  if (child === "" || parents.includes("")) return "";
  return parents.length > 0 ? `P(${child} | ${parents.join(", ")})` : `P(${child})`;
}

function listBlock(view: ParamView, layout: TableLayout): Pick<Block, "lines" | "left"> {
  const [axis = { name: "", size: 0, labels: null }] = view.element;
  const order = Array.from({ length: axis.size }, (_, at) => at);
  const shown = axis.size > rowLimit ? byShare(order, view.values).slice(0, rowLimit) : order;
  const names = memberNames(axis);
  const cells = shown.map((state) => names[state] ?? "");
  const key = { ...axisColumn(axis, cells), head: [] };
  const shares = shareColumns(
    "",
    shown.map((state) => view.values[state] ?? Number.NaN),
  );
  const rest = axis.size - shown.length;
  return { lines: renderTable([key, ...shares], layout), left: rest > 0 ? `${rest} more of ${axis.size} states` : null };
}

const byShare = (order: readonly number[], shares: readonly number[]): number[] =>
  [...order].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b);

/** One line per row: its most probable states with their shares, as many as fit. */
function topBlock(view: ParamView, rows: readonly number[], layout: TableLayout): Pick<Block, "lines" | "left"> {
  const names = memberNames(view.element[0] ?? { name: "", size: 0, labels: null });
  const keys = rows.map((row) => view.axes.map((axis, i) => memberNames(axis)[elementIndex(view, row)[i] ?? 0] ?? "").join(", "));
  const width = Math.max(...keys.map(textWidth));
  const lines = rows.map((row, at) => {
    const shares = elementValues(view, row);
    const top = byShare(
      names.map((_, state) => state),
      shares,
    ).slice(0, 20);
    const list = top.map((state) => `${names[state]} ${formatPercent(shares[state] ?? Number.NaN)}`);
    return `  ${layout.style.cyan(padRight(keys[at] ?? "", width))}  ${fill(list, layout.width - width - 4)}`;
  });
  const rest = view.elements - rows.length;
  const more = `the largest of ${names.length} states in each row`;
  return { lines, left: rest > 0 ? `${rest} more of ${view.elements} rows; ${more}` : more };
}

/** As many items as fit into the width, separated by two spaces. */
function fill(items: readonly string[], width: number): string {
  let text = items[0] ?? "";
  for (const item of items.slice(1)) {
    if (textWidth(text) + 2 + textWidth(item) > width) break;
    text += `  ${item}`;
  }
  return clip(text, width);
}
