import type { DiagnosticCode, DiagnosticDetails, Severity, Span } from "@platewise/core";
import { addProblem, type ProblemList } from "../sources/problem-list.ts";
import { type Draft, type DraftTable, type DraftVariable, draftDiagnostic } from "./draft.ts";

/** A draft being checked, with what has been found. `misses` gathers the rows that were normalised. */
export interface DraftCheck {
  readonly draft: Draft;
  readonly problems: ProblemList;
  readonly misses: { rows: number; worst: number; span: Span | null };
}

/** A table whose variables are known: the child, then the parents, as variables of the draft. */
export interface ResolvedTable {
  readonly table: DraftTable;
  readonly child: DraftVariable;
  readonly parents: readonly DraftVariable[];
}

/** Adds a finding. */
export function reportDraft<C extends DiagnosticCode>(
  check: DraftCheck,
  code: C,
  details: DiagnosticDetails<C>,
  at: { readonly span: Span | null; readonly severity?: Severity },
): void {
  addProblem(check.problems, draftDiagnostic(check.draft, code, details, at));
}
