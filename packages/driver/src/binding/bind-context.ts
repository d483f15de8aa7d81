import {
  type Column,
  type DataPlace,
  type DataTable,
  type Diagnostic,
  diagnostic,
  findColumn,
  nearestName,
  type Span,
  type TemplateModel,
  type TextPlace,
} from "@platewise/core";

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

/** Who reads a column, in words, with the place in the model; `latent` names an observed node that could do without it. */
export interface ColumnReader {
  readonly name: string;
  readonly span: Span | null;
  readonly latent?: string;
  /** The name was made by a pattern, so that no other name was meant. */
  readonly made?: boolean;
}

/** The column called `name`; null, and a finding, where there is none or more than one. */
export function requireColumn(context: BindContext, name: string, by: ColumnReader): Column | null {
  const { table, found } = context;
  const column = findColumn(table, name);
  const text = by.span === null ? undefined : textPlace(context, by.span);
  const reader = by.name;
  const data = dataPlace(context, null, name);
  if (column === undefined) {
    const columns = table.columns.map((other) => other.name).filter((other) => other !== "");
    const details = { column: name, reader, near: by.made ? null : nearestName(name, columns), columns, latent: by.latent ?? null };
    found.push(diagnostic("missing-column", details, { text, data }));
    return null;
  }
  if (table.columns.filter((other) => other.name === name).length > 1) {
    found.push(diagnostic("ambiguous-column", { column: name, reader }, { text, data }));
    return null;
  }
  return column;
}
