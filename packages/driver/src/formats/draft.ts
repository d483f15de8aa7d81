import type { Diagnostic, DiagnosticCode, DiagnosticDetails, Severity, Source, Span } from "@platewise/core";
import { diagnostic } from "@platewise/core";

/** A text of the file with its place. */
export interface Named {
  readonly text: string;
  readonly span: Span;
}

/** Numbers of the file, each with its place; filled while reading. */
export interface Numbers {
  readonly values: number[];
  readonly starts: number[];
  readonly ends: number[];
}

/** A variable as written. */
export interface DraftVariable {
  readonly name: Named;
  readonly states: readonly Named[];
  /** How many states the file says that there are, where it says so. */
  readonly declared: number | null;
  readonly properties: readonly string[];
}

/** A row of a table as written: the states of the parents, and the numbers. */
export interface DraftRow {
  readonly states: readonly Named[];
  readonly span: Span;
  readonly numbers: Numbers;
}

/** The numbers of a table: all at once, row by row with a row for all others, or none, which stands for uniform. */
export type DraftContent =
  | { readonly kind: "flat"; readonly numbers: Numbers; readonly childSlowest: boolean }
  | { readonly kind: "rows"; readonly rows: readonly DraftRow[]; readonly others: Numbers | null }
  | { readonly kind: "uniform" };

/** A table as written. */
export interface DraftTable {
  readonly child: Named;
  readonly parents: readonly Named[];
  readonly content: DraftContent;
  readonly properties: readonly string[];
}

/** What a file says, with places, before anything is checked. `source` is null for a network that was made by a program. */
export interface Draft {
  readonly format: string;
  readonly source: Source | null;
  readonly name: string;
  readonly comments: readonly string[];
  readonly properties: readonly string[];
  readonly variables: readonly DraftVariable[];
  readonly tables: readonly DraftTable[];
}

/** An empty list of numbers. */
export const noNumbers = (): Numbers => ({ values: [], starts: [], ends: [] });

/** From the first of the numbers to the last. */
export function numbersSpan(numbers: Numbers, from = 0, to = numbers.values.length): Span {
  const start = numbers.starts[from] ?? 0;
  return { start, end: numbers.ends[to - 1] ?? start };
}

/** A diagnostic at a place of the draft's text, if it has one. */
export function draftDiagnostic<C extends DiagnosticCode>(
  draft: { readonly source: Source | null },
  code: C,
  details: DiagnosticDetails<C>,
  options: { readonly span: Span | null; readonly severity?: Severity },
): Diagnostic {
  const { span, severity = "error" } = options;
  const text = draft.source === null || span === null ? undefined : { source: draft.source, span };
  return diagnostic(code, details, { severity, text }) as Diagnostic;
}

/** The place of what no file says. */
export const nowhere: Span = { start: 0, end: 0 };

/** A text without a place. */
export const namedNowhere = (text: string): Named => ({ text, span: nowhere });

/** Comments line by line, as files hold them: without blanks around them, and without empty ones. */
export const cleanComments = (comments: readonly string[]): readonly string[] =>
  comments.flatMap((comment) => comment.split("\n").map((line) => line.trim())).filter((line) => line !== "");

/** Findings in the order of the file; those without a place come last. */
export function inPlaceOrder(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const placeOf = ({ text }: Diagnostic): number => text?.span.start ?? Number.MAX_SAFE_INTEGER;
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b));
}
