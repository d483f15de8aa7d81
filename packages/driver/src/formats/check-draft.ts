import { failure, nearestName, type Outcome, success } from "@platewise/core";
import { createProblemList, hasErrors, listProblems } from "../sources/problem-list.ts";
import { checkVariables, reportDraft } from "./check-variables.ts";
import { type Draft, type DraftTable, type DraftVariable, inPlaceOrder, type Named } from "./draft.ts";
import type { DraftCheck, ResolvedTable } from "./draft-findings.ts";
import { fillTable } from "./fill-table.ts";
import type { DiscreteNetwork, NetworkVariable } from "./network.ts";
import { normaliseRows } from "./normalise-rows.ts";

/** A network from what a file says: all that is wrong with its names, tables and numbers, or the network, normalised. */
export function checkDraft(draft: Draft): Outcome<DiscreteNetwork> {
  const check: DraftCheck = {
    draft,
    problems: createProblemList(draft.source?.name ?? "<network>"),
    misses: { rows: 0, worst: 0, span: null },
  };
  if (draft.variables.length === 0) reportDraft(check, "network-empty", { format: draft.format }, { span: { start: 0, end: 0 } });
  const byName = checkVariables(check);
  const resolved = resolveTables(check, byName);
  checkCircles(check, resolved);
  const variables = draft.variables.flatMap((variable) => {
    const found = resolved.get(variable.name.text);
    if (found === undefined || byName.get(variable.name.text) !== variable) return [];
    return fillVariable(check, found) ?? [];
  });
  const { rows, worst, span } = check.misses;
  if (rows > 0) reportDraft(check, "network-normalised", { rows, worst }, { span, severity: "note" });
  const problems = inPlaceOrder(listProblems(check.problems));
  if (hasErrors(check.problems)) return failure(problems);
  const { name, comments, properties } = draft;
  return success({ kind: "directed", name, comments, properties, variables }, problems);
}

function fillVariable(check: DraftCheck, resolved: ResolvedTable): NetworkVariable | null {
  const filled = fillTable(check, resolved);
  const table = filled === null ? null : normaliseRows(check, resolved, filled);
  if (table === null) return null;
  const { child, parents } = resolved;
  return {
    name: child.name.text,
    states: child.states.map(({ text }) => text),
    parents: parents.map(({ name }) => name.text),
    table,
    properties: child.properties,
    tableProperties: resolved.table.properties,
  };
}

/** The tables by the names of their children, as far as all their names are known. */
function resolveTables(check: DraftCheck, byName: ReadonlyMap<string, DraftVariable>): ReadonlyMap<string, ResolvedTable> {
  const resolved = new Map<string, ResolvedTable>();
  const seen = new Set<string>();
  const nearest = (name: string): string | null => nearestName(name, byName.keys());
  for (const table of check.draft.tables) {
    const { text, span } = table.child;
    const child = byName.get(text);
    if (!child) {
      reportDraft(check, "network-unknown-variable", { name: text, role: "child", child: text, near: nearest(text) }, { span });
      continue;
    }
    if (seen.has(text)) reportDraft(check, "network-repeated-table", { variable: text, row: null }, { span });
    else {
      const parents = resolveParents(check, table, byName);
      if (parents !== null) resolved.set(text, { table, child, parents });
    }
    seen.add(text);
  }
  for (const [name, variable] of byName) {
    const { span } = variable.name;
    if (!seen.has(name)) reportDraft(check, "network-missing-table", { variable: name, row: null, missing: 1 }, { span });
  }
  return resolved;
}

function resolveParents(
  check: DraftCheck,
  { child, parents }: DraftTable,
  byName: ReadonlyMap<string, DraftVariable>,
): readonly DraftVariable[] | null {
  const seen = new Set([child.text]);
  const found = parents.map(({ text, span }: Named): DraftVariable | null => {
    const parent = byName.get(text);
    if (!parent) {
      const details = { name: text, role: "parent", child: child.text, near: nearestName(text, byName.keys()) } as const;
      reportDraft(check, "network-unknown-variable", details, { span });
    } else if (seen.has(text)) {
      reportDraft(check, "network-repeated-parent", { child: child.text, parent: text }, { span });
      return null;
    }
    seen.add(text);
    return parent ?? null;
  });
  return found.includes(null) ? null : found.flatMap((parent) => parent ?? []);
}

/** Reports one circle of parents, if there is any. Each variable is looked at once; the walk keeps its own stack. */
function checkCircles(check: DraftCheck, resolved: ReadonlyMap<string, ResolvedTable>): void {
  const state = new Map<string, "open" | "closed">();
  for (const start of resolved.keys()) {
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1) as { readonly name: string; next: number };
      state.set(top.name, state.get(top.name) ?? "open");
      const parent = state.get(top.name) === "open" ? resolved.get(top.name)?.parents[top.next]?.name.text : undefined;
      top.next += 1;
      if (parent === undefined) state.set((path.pop() as { readonly name: string }).name, "closed");
      else if (state.get(parent) === "open") {
        reportCircle(check, resolved, [...path.slice(path.findIndex(({ name }) => name === parent)).map(({ name }) => name), parent]);
        return;
      } else if (state.get(parent) === undefined) path.push({ name: parent, next: 0 });
    }
  }
}

/** `path` goes from a variable to its parents; the message goes the other way, along the arrows. */
function reportCircle(check: DraftCheck, resolved: ReadonlyMap<string, ResolvedTable>, path: readonly string[]): void {
  const span = resolved.get(path[0] ?? "")?.table.child.span ?? null;
  reportDraft(check, "network-cycle", { variables: path.toReversed() }, { span });
}
