import { formatLog } from "./numbers.ts";
import { renderTable, type TableLayout } from "./text-table.ts";

/** Rows that are listed. */
export const leastLikelyShown = 5;

/** A row with its value in nats; `isGroup` where that is the value of the group that begins on the row. */
export interface RowValue {
  readonly row: number;
  readonly value: number;
  readonly isGroup: boolean;
}

const byValue = (a: RowValue, b: RowValue): number => (a.value === b.value ? a.row - b.row : a.value < b.value ? -1 : 1);

/** The heading and table of the rows or groups of the smallest values, impossible ones first; nothing where there is only one value. */
export function leastLikelyLines(values: readonly RowValue[], head: string, layout: TableLayout): readonly string[] {
  if (values.length < 2) return [];
  const least = [...values].sort(byValue).slice(0, leastLikelyShown);
  const onlyGroups = values.every(({ isGroup }) => isGroup);
  const nameOf = ({ row, isGroup }: RowValue): string => (isGroup && !onlyGroups ? `group of row ${row + 1}` : String(row + 1));
  const table = renderTable(
    [
      { head: [onlyGroups ? "group of row" : "row"], cells: least.map(nameOf), align: "right", mark: "cyan" },
      { head: [head], cells: least.map(({ value }) => formatLog(value)), align: "right" },
    ],
    layout,
  );
  return ["", layout.style.bold(`least likely ${onlyGroups ? "groups" : "rows"}`), ...table];
}
