import { type Column, diagnostic, type NodeDecl } from "@platewise/core";
import { type BindContext, dataPlace, textPlace } from "./bind-context.ts";
import { cellText, isEmptyCell, sameCells } from "./cells.ts";
import type { RowGroups } from "./row-groups.ts";

/** Who reads a column at the level of groups: a node (or a weight), and the plate whose instances are the groups. */
export interface GroupReader {
  readonly node: Pick<NodeDecl, "name" | "span">;
  readonly plate: string | null;
}

/**
 * For each instance a row that has its cell in the column: the instance's first filled one, else its first. Filled cells
 * of one instance that differ are reported.
 */
export function instanceRows(context: BindContext, column: Column, groups: RowGroups, reader: GroupReader): Int32Array {
  const rows = groups.rowOf.slice();
  const { instanceOfRow } = groups;
  const settled = new Uint8Array(groups.instances);
  for (let row = 0; row < instanceOfRow.length; row += 1) {
    const instance = instanceOfRow[row]!;
    if (instance < 0 || isEmptyCell(column, row)) continue;
    if (settled[instance] === 0) {
      rows[instance] = row;
      settled[instance] = 1;
    } else if (settled[instance] === 1 && !sameCells(column, rows[instance]!, row)) {
      settled[instance] = 2;
      reportDisagreement(context, column, [rows[instance]!, row], reader);
    }
  }
  return rows;
}

function reportDisagreement(context: BindContext, column: Column, rows: readonly [number, number], reader: GroupReader): void {
  const { node, plate } = reader;
  const alike = context.found.filter(({ code, text }) => code === "group-disagrees" && text?.span === node.span).length;
  if (alike >= 10) return;
  const [first, second] = rows.map((row) => cellText(column, row) ?? "") as [string, string];
  const details = { node: node.name, plate, column: column.name, first, firstRow: rows[0] + 1, second, secondRow: rows[1] + 1 };
  const places = { text: textPlace(context, node.span), data: dataPlace(context, rows[1], column.name) };
  context.found.push(diagnostic("group-disagrees", details, places));
}
