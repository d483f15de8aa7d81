import { type Diagnostic, type DiagnosticCode, diagnostic } from "@platewise/core";

const SHOWN = 20;

/** Findings about one table; of each code the first twenty are kept, and the rest counted. */
export interface ProblemList {
  readonly table: string;
  readonly found: Diagnostic[];
  readonly counts: Map<DiagnosticCode, number>;
}

/** An empty list for the table called `table`. */
export function createProblemList(table: string): ProblemList {
  return { table, found: [], counts: new Map() };
}

/** Adds a finding, or only counts it where there are many of its kind. */
export function addProblem(problems: ProblemList, problem: Diagnostic): void {
  const count = (problems.counts.get(problem.code) ?? 0) + 1;
  problems.counts.set(problem.code, count);
  if (count <= SHOWN) problems.found.push(problem);
}

/** True where an error is among the findings. */
export function hasErrors(problems: ProblemList): boolean {
  return problems.found.some((problem) => problem.severity === "error");
}

const nouns: Partial<Record<DiagnosticCode, string>> = {
  "ragged-row": "ragged rows",
  "text-after-quote": "cells with text after the quote",
  "nul-byte": "cells with NUL bytes",
  "not-utf8": "cells that are not UTF-8",
  "duplicate-column": "duplicate names",
  "unnamed-column": "columns without a name",
  "bad-value": "values",
};

/** All findings, each kind's surplus summed up in a last one. */
export function listProblems(problems: ProblemList): readonly Diagnostic[] {
  const surplus = [...problems.counts].filter(([, count]) => count > SHOWN);
  const data = { table: problems.table, row: null, line: null, column: null };
  return [
    ...problems.found,
    ...surplus.map(([code, count]) => {
      const severity = problems.found.find((problem) => problem.code === code)?.severity ?? "error";
      return diagnostic("more-of-the-same", { count: count - SHOWN, what: nouns[code] ?? "findings" }, { severity, data });
    }),
  ];
}
