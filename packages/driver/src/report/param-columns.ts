import type { ParamAxis } from "@platewise/core";
import { bar } from "./marks.ts";
import { formatColumn, formatErrors, formatPercent } from "./numbers.ts";
import { type ElementKind, elementIndex, memberNames, type ParamView } from "./param-view.ts";
import type { TextColumn } from "./text-table.ts";

const barWidth = 12;

/** The leading columns of a table: one per index axis, with the members' names down the rows. */
export function keyColumns(view: ParamView, elements: readonly number[]): TextColumn[] {
  return view.axes.map((axis, position) => {
    const names = memberNames(axis);
    return axisColumn(
      axis,
      elements.map((at) => names[elementIndex(view, at)[position] ?? 0] ?? ""),
    );
  });
}

/** The column that names the members of one axis. */
export function axisColumn(axis: ParamAxis, cells: readonly string[] = memberNames(axis)): TextColumn {
  return { head: [axis.name], cells, align: "left", mark: "cyan" };
}

/** Shares of one simplex down the rows: a percentage, and a bar that is full for the largest. */
export function shareColumns(name: string, shares: readonly number[]): TextColumn[] {
  const largest = Math.max(...shares.filter(Number.isFinite), Number.MIN_VALUE);
  return [
    { head: [name], cells: shares.map(formatPercent), align: "right" },
    { head: [""], cells: shares.map((share) => bar(share / largest, barWidth)), align: "left", mark: "green" },
  ];
}

const componentTitles: Readonly<Partial<Record<ElementKind, string>>> = { diagonal: "variance", spherical: "variance" };

/**
 * One column per number of an element: the heading's first line is the parameter's name (over its first column), the
 * second the component. `elements` are the element numbers down the rows. Standard errors stand to the right of each, if the view has any.
 */
export function valueColumns(view: ParamView, elements: readonly number[]): TextColumn[] {
  const title = componentTitles[view.kind];
  const name = title ? `${view.name} (${title})` : view.name;
  const column = (numbers: readonly number[], at: number): readonly number[] =>
    elements.map((element) => numbers[element * view.stride + at] ?? Number.NaN);
  return componentNames(view).flatMap((component, at): TextColumn[] => {
    const head = component === null ? [name] : [at === 0 ? name : "", component];
    const values: TextColumn = { head, cells: formatColumn(column(view.values, at)).map(signed), align: "right" };
    if (!view.errors) return [values];
    return [values, { head: ["se"], cells: formatErrors(column(view.errors, at)), align: "right", mark: "dim" }];
  });
}

/** Parameters are minus infinity only in networks, where it is no accident. */
const signed = (text: string): string => (text === "-inf" ? "−∞" : text);

/** Names of the numbers of one element; null where it is a single unnamed one. */
export function componentNames(view: ParamView): readonly (string | null)[] {
  const [first, second] = view.element;
  if (!first) return [null];
  const bracket = (axis: ParamAxis, name: string): string => (axis.labels || axis.columns ? name : `[${name}]`);
  const outer = memberNames(first).map((name) => bracket(first, name));
  if (!second) return outer;
  return outer.flatMap((row) => memberNames(second).map((column) => `${row}${bracket(second, column)}`));
}
