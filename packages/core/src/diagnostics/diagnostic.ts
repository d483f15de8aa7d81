import type { Source, Span } from "../source.ts";
import { type Sentences, sentences } from "./sentences/index.ts";

/** How serious a finding is; only errors stop a stage. */
export type Severity = "error" | "warning" | "note";

/** Stable names of every kind of diagnostic, as they stand in the catalogue of sentences. */
export type DiagnosticCode = keyof Sentences;

/** What the sentence of a code is told. */
export type DiagnosticDetails<C extends DiagnosticCode> = Parameters<Sentences[C]["says"]>[0];

/** One edit of the model's text that would mend the mistake. */
export interface Suggestion {
  readonly span: Span;
  readonly text: string;
}

/** A place in a model's text. */
export interface TextPlace {
  readonly source: Source;
  readonly span: Span;
}

/** A cell (or, without `row` or `column`, a part) of a table; `row` counts from 0, `line` from 1 in the file. */
export interface DataPlace {
  readonly table: string;
  readonly row: number | null;
  readonly line: number | null;
  readonly column: string | null;
}

/** A finding as data: the sentence is made from `code` and `details` by `describeDiagnostic`. */
export interface Diagnostic<C extends DiagnosticCode = DiagnosticCode> {
  readonly code: C;
  readonly severity: Severity;
  readonly details: DiagnosticDetails<C>;
  readonly text: TextPlace | null;
  readonly data: DataPlace | null;
  readonly suggestion: Suggestion | null;
}

/** Where a diagnostic points and what would mend it; everything may be left out. */
export interface DiagnosticOptions {
  readonly severity?: Severity;
  readonly text?: TextPlace | undefined;
  readonly data?: DataPlace | undefined;
  readonly suggestion?: Suggestion | undefined;
}

/** Makes a diagnostic; an error unless `severity` says otherwise. */
export function diagnostic<C extends DiagnosticCode>(
  code: C,
  details: DiagnosticDetails<C>,
  options: DiagnosticOptions = {},
): Diagnostic<C> {
  const { severity = "error", text = null, data = null, suggestion = null } = options;
  return { code, severity, details, text, data, suggestion };
}

/** The sentence of a diagnostic, and what to do next where the catalogue knows it. */
export function describeDiagnostic(d: Diagnostic): { readonly message: string; readonly help: string | null } {
  const entry = sentences[d.code] as { says: (details: unknown) => string; help?: (details: unknown) => string };
  return { message: entry.says(d.details), help: entry.help ? entry.help(d.details) : null };
}

/** Either a value with the warnings and notes met on the way, or the errors (all of the stage's) that prevented it. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A successful outcome. */
export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, diagnostics };
}

/** A failed outcome. */
export function failure<T>(diagnostics: readonly Diagnostic[]): Outcome<T> {
  return { ok: false, diagnostics };
}
