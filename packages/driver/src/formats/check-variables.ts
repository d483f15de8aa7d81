import { type DiagnosticCode, type DiagnosticDetails, lineColumn, type Severity, type Source, type Span } from "@platewise/core";
import { addProblem, type ProblemList } from "../sources/problem-list.ts";
import { type DraftVariable, draftDiagnostic } from "./draft.ts";

/** Something with variables being checked, and what has been found. */
export interface VariableCheck {
  readonly draft: { readonly source: Source | null; readonly variables: readonly DraftVariable[] };
  readonly problems: ProblemList;
}

/** Adds a finding. */
export function reportDraft<C extends DiagnosticCode>(
  check: VariableCheck,
  code: C,
  details: DiagnosticDetails<C>,
  at: { readonly span: Span | null; readonly severity?: Severity },
): void {
  addProblem(check.problems, draftDiagnostic(check.draft, code, details, at));
}

/** The variables by name, the first of each; findings for names and states that are empty or come twice. */
export function checkVariables(check: VariableCheck): ReadonlyMap<string, DraftVariable> {
  const byName = new Map<string, DraftVariable>();
  for (const variable of check.draft.variables) {
    const { text: name, span } = variable.name;
    const first = byName.get(name);
    if (name === "") reportDraft(check, "network-unnamed", { what: "a variable" }, { span });
    if (first) {
      const source = check.draft.source;
      const line = source === null ? null : lineColumn(source.text, first.name.span.start).line;
      reportDraft(check, "network-duplicate-variable", { name, line }, { span });
    } else byName.set(name, variable);
    checkStates(check, variable);
  }
  return byName;
}

function checkStates(check: VariableCheck, { name, states, declared }: DraftVariable): void {
  const variable = name.text;
  const seen = new Set<string>();
  for (const { text, span } of states) {
    if (text === "") reportDraft(check, "network-unnamed", { what: `a state of \`${variable}\`` }, { span });
    else if (seen.has(text)) reportDraft(check, "network-duplicate-state", { variable, state: text }, { span });
    seen.add(text);
  }
  const wrong = states.length === 0 || (declared !== null && declared !== states.length);
  if (wrong) reportDraft(check, "network-state-count", { variable, declared, found: states.length }, { span: name.span });
}
