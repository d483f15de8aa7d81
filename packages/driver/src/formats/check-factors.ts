import { failure, nearestName, type Outcome, success } from "@platewise/core";
import { createProblemList, hasErrors, listProblems, type ProblemList } from "../sources/problem-list.ts";
import { checkVariables, reportDraft, type VariableCheck } from "./check-variables.ts";
import { type DraftVariable, inPlaceOrder, numbersSpan } from "./draft.ts";
import type { DraftFactor, FactorDraft } from "./factor-draft.ts";
import { MOST_NUMBERS } from "./fill-table.ts";
import type { FactorNetwork, NetworkFactor } from "./network.ts";
import { product } from "./place-order.ts";

/** A draft of factors being checked. `unlisted` counts the zeros that the file leaves out, over all factors so far. */
interface FactorCheck extends VariableCheck {
  readonly byName: ReadonlyMap<string, DraftVariable>;
  readonly unlisted: { count: number };
}

/**
 * A Markov network from what a file says: all that is wrong with its names, scopes and numbers, or the network. `problems` are
 * those that the reader has found already.
 */
export function checkFactors(
  draft: FactorDraft,
  problems: ProblemList = createProblemList(draft.source?.name ?? "<network>"),
): Outcome<FactorNetwork> {
  const found: VariableCheck = { draft, problems };
  if (draft.variables.length === 0) reportDraft(found, "network-empty", { format: draft.format }, { span: { start: 0, end: 0 } });
  const check: FactorCheck = { ...found, byName: checkVariables(found), unlisted: { count: 0 } };
  const factors = draft.factors.map((factor) => checkFactor(check, factor));
  const diagnostics = inPlaceOrder(listProblems(problems));
  if (hasErrors(problems)) return failure(diagnostics);
  const { name, comments } = draft;
  const variables = draft.variables.map(({ name: own, states }) => ({ name: own.text, states: states.map(({ text }) => text) }));
  return success({ kind: "undirected", name, comments, variables, factors: factors as readonly NetworkFactor[] }, diagnostics);
}

/** What messages call a factor: its variables, the first ones if there are many. */
function nameOf({ scope }: DraftFactor): string {
  const names = scope.slice(0, scope.length > 6 ? 4 : 6).map(({ text }) => text);
  return scope.length === 0 ? "()" : [...names, ...(scope.length > names.length ? [`… (${scope.length} variables)`] : [])].join(", ");
}

function checkFactor(check: FactorCheck, factor: DraftFactor): NetworkFactor | null {
  const members = checkScope(check, factor);
  if (members === null) return null;
  const sizes = members.map(({ states }) => states.length);
  const sized = checkLength(check, factor, sizes);
  return checkNumbers(check, factor) && sized
    ? { scope: members.map(({ name }) => name.text), table: tableOf(factor, product(sizes)) }
    : null;
}

/** The variables of a factor; null, and findings, where one is unknown or comes twice. */
function checkScope(check: FactorCheck, factor: DraftFactor): readonly DraftVariable[] | null {
  const members: DraftVariable[] = [];
  const seen = new Set<string>();
  for (const { text: name, span } of factor.scope) {
    const variable = check.byName.get(name);
    if (!variable) {
      const near = nearestName(name, check.byName.keys());
      reportDraft(check, "network-unknown-variable", { name, role: "member", child: nameOf(factor), near }, { span });
    } else if (seen.has(name)) reportDraft(check, "network-repeated-variable", { factor: nameOf(factor), variable: name }, { span });
    else members.push(variable);
    seen.add(name);
  }
  return members.length === factor.scope.length ? members : null;
}

/** Whether a factor has the numbers that the states of its variables ask for, and no more than can be held. */
function checkLength(check: FactorCheck, factor: DraftFactor, sizes: readonly number[]): boolean {
  const expected = product(sizes);
  const { numbers, places, head } = factor;
  const found = numbers.values.length;
  const variable = nameOf(factor);
  if (places === null) {
    if (found === expected) return true;
    const span = found === 0 ? head : numbersSpan(numbers);
    reportDraft(check, "network-table-length", { variable, part: "table", expected, found, sizes }, { span });
    return false;
  }
  check.unlisted.count += expected - found;
  if (check.unlisted.count <= MOST_NUMBERS) return checkPlaces(check, factor);
  // One that is over the most by itself is said of itself, and takes no room from the others.
  check.unlisted.count -= expected - found;
  reportDraft(check, "network-table-size", { variable, numbers: expected, most: MOST_NUMBERS }, { span: head });
  return false;
}

/** Whether every place is given once. */
function checkPlaces(check: FactorCheck, factor: DraftFactor): boolean {
  const seen = new Set<number>();
  const { numbers, places } = factor;
  (places ?? []).forEach((place, at) => {
    if (seen.has(place))
      reportDraft(check, "network-repeated-entry", { factor: nameOf(factor) }, { span: numbersSpan(numbers, at, at + 1) });
    seen.add(place);
  });
  return seen.size === places?.length;
}

/** Whether all numbers are from 0, and finite. */
function checkNumbers(check: FactorCheck, factor: DraftFactor): boolean {
  const { numbers } = factor;
  const at = numbers.values.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (at < 0) return true;
  const details = { variable: nameOf(factor), found: String(numbers.values[at]), what: "numbers from 0" };
  reportDraft(check, "network-bad-probability", details, { span: numbersSpan(numbers, at, at + 1) });
  return false;
}

/** The numbers in their places; `-0` becomes `0`. */
function tableOf({ numbers, places }: DraftFactor, size: number): readonly number[] {
  if (places === null) return numbers.values.map((value) => (value === 0 ? 0 : value));
  const table = new Array<number>(size).fill(0);
  places.forEach((place, at) => {
    table[place] = (numbers.values[at] as number) || 0;
  });
  return table;
}
