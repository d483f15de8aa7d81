import type { ColumnPattern, FromClause } from "../syntax/program.ts";
import { isNameText } from "../syntax/words.ts";
import { exprOf, nowhere, type ScalarLike } from "./value.ts";

/** A column's name with expressions in it. */
export interface ColumnTemplate {
  readonly column: ColumnPattern;
}

/** A data column by its name, or a template. */
export type ColumnLike = string | ColumnTemplate;

/** A column of a wide table: column`x${r}${c}` reads `x00`, `x01`, …; indices count from zero. */
export function column(texts: TemplateStringsArray, ...holes: readonly ScalarLike[]): ColumnTemplate {
  const parts = texts.flatMap((text, at) => [...(text === "" ? [] : [text]), ...(at < holes.length ? [exprOf(holes[at]!)] : [])]);
  return Object.freeze({ column: { parts, quoted: true, span: nowhere } });
}

/** A column as the language writes it: in quotes where its name is not a name of the language. */
export function columnPattern(given: ColumnLike): ColumnPattern {
  if (typeof given !== "string") return given.column;
  return { parts: given === "" ? [] : [given], quoted: !isNameText(given), span: nowhere };
}

/** The `from` clause of one column or a list. */
export function fromClause(given: ColumnLike | readonly ColumnLike[]): FromClause {
  const isList = Array.isArray(given);
  const columns = (isList ? (given as readonly ColumnLike[]) : [given as ColumnLike]).map(columnPattern);
  return { columns, list: isList, span: nowhere };
}
