import {
  type ConstantValue,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticDetails,
  diagnostic,
  lineColumn,
  type Severity,
  type Source,
  type Span,
  type Suggestion,
} from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import type { Plate, Scope } from "./plate-scope.ts";
import type { NodeSymbol, ProgramSymbol } from "./symbols.ts";
import type { Typed } from "./value-type.ts";

/** A name that nothing declares, reported once at its first place, however often it occurs. */
export interface UnknownName {
  readonly span: Span;
  readonly label: string | null;
  readonly near: string | null;
  count: number;
}

/** What one run of the checker knows and has found. Made by `newChecker`, filled by the passes, never shared. */
export interface Checker {
  readonly source: Source;
  readonly network: boolean;
  readonly overrides: Readonly<Record<string, ConstantValue>>;
  readonly symbols: Map<string, ProgramSymbol>;
  readonly nodes: NodeSymbol[];
  /** Where columns are read, also by nodes that could not be entered. */
  readonly read: { readonly plate: Plate | null; readonly role: "observed" | "given" }[];
  readonly plates: Plate[];
  readonly used: Set<ProgramSymbol>;
  readonly unknownNames: Map<string, UnknownName>;
  readonly diagnostics: Diagnostic[];
  /** Resolves an expression where it stands. It is kept here because every part of a program holds expressions. */
  readonly elaborate: (scope: Scope, e: Expr) => Typed;
  /** The node whose laws are being checked. */
  current: NodeSymbol | null;
  /** Above zero while only shapes are wanted: nothing is reported and indices are left alone. */
  quiet: number;
}

/** What a checker is told at its start. */
export type CheckerStart = Pick<Checker, "source" | "network" | "overrides"> & {
  readonly elaborate: (checker: Checker, scope: Scope, e: Expr) => Typed;
};

/** A checker that knows nothing yet. */
export function newChecker({ source, network, overrides, elaborate }: CheckerStart): Checker {
  const checker: Checker = {
    source,
    network,
    overrides,
    symbols: new Map(),
    nodes: [],
    read: [],
    plates: [],
    used: new Set(),
    unknownNames: new Map(),
    diagnostics: [],
    elaborate: (scope, e) => elaborate(checker, scope, e),
    current: null,
    quiet: 0,
  };
  return checker;
}

/** What may be said besides the sentence itself. */
export interface ReportExtras {
  readonly severity?: Severity;
  readonly suggestion?: Suggestion | undefined;
}

/** Notes a finding at `span`, unless the checker is quiet. */
export function report<C extends DiagnosticCode>(
  checker: Checker,
  code: C,
  details: DiagnosticDetails<C>,
  span: Span,
  extras: ReportExtras = {},
): void {
  if (checker.quiet > 0) return;
  checker.diagnostics.push(diagnostic(code, details, { ...extras, text: { source: checker.source, span } }));
}

/** The edit that replaces the text of `span` by `near`; undefined when there is nothing near. */
export function replaceBy(span: Span, near: string | null): Suggestion | undefined {
  return near === null ? undefined : { span, text: near };
}

/** The line (from 1) where a span starts. */
export function lineOf(checker: Checker, span: Span): number {
  return lineColumn(checker.source.text, span.start).line;
}

/** The text of the program under a span, on one line. */
export function textOf(checker: Checker, span: Span): string {
  return checker.source.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
}

/** True when an error (not just a warning) was found. */
export function hasErrors(checker: Checker): boolean {
  return checker.diagnostics.some((found) => found.severity === "error");
}
