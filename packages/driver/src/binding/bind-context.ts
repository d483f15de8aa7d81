import {
  type Column,
  type DataPlace,
  type DataTable,
  type Diagnostic,
  diagnostic,
  findColumn,
  type Span,
  type TemplateModel,
  type TextPlace,
} from "@platewise/core";
import { nearName } from "./near-name.ts";

/** What every step of binding sees: the model, the table, and the findings so far. */
export interface BindContext {
  readonly model: TemplateModel;
  readonly table: DataTable;
  readonly found: Diagnostic[];
}

/** The place of a row (or, without one, of the whole table) and column. */
export function dataPlace(context: BindContext, row: number | null, column: string | null): DataPlace {
  const { table } = context;
  return { table: table.name, row, line: row === null ? null : table.lineOf(row), column };
}

/** A span of the model's text. */
export function textPlace(context: BindContext, span: Span): TextPlace {
  return { source: context.model.source, span };
}

/** The column called `name`; null, and a finding, where there is none or more than one. `reader` says who reads it. */
export function requireColumn(context: BindContext, name: string, reader: string, span: Span | null): Column | null {
  const { table, found } = context;
  const column = findColumn(table, name);
  const text = span === null ? undefined : textPlace(context, span);
  const data = dataPlace(context, null, name);
  if (column === undefined) {
    const columns = table.columns.map((other) => other.name).filter((other) => other !== "");
    found.push(diagnostic("missing-column", { column: name, reader, near: nearName(name, columns), columns }, { text, data }));
    return null;
  }
  if (table.columns.filter((other) => other.name === name).length > 1) {
    found.push(diagnostic("ambiguous-column", { column: name, reader }, { text, data }));
    return null;
  }
  return column;
}
