import type { DiagnosticCode, DiagnosticDetails, Span } from "@platewise/core";

/** A replacement of part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A mistake in a text, and the edit that mends it where one does. */
export interface Problem<C extends DiagnosticCode = DiagnosticCode> {
  readonly code: C;
  readonly details: DiagnosticDetails<C>;
  readonly span: Span;
  readonly edit: Edit | null;
  /** An edit that is no suggestion, only good enough to read on. */
  readonly repair?: Edit;
}

/** Makes a problem. */
export function problem<C extends DiagnosticCode>(code: C, details: DiagnosticDetails<C>, at: Span, edit: Edit | null = null): Problem<C> {
  return { code, details, span: { start: at.start, end: at.end }, edit };
}
