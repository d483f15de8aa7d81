import { reportDraft } from "./check-variables.ts";
import type { DraftCheck, ResolvedTable } from "./draft-findings.ts";
import { type FilledTable, rowText } from "./fill-table.ts";

/** How far a row may miss a sum of 1, for each of its states: what rounding to six digits makes of it. */
const TOLERANCE = 1e-6;

/** Misses up to this are those of adding, and are left as they are, so that a table that was normalised stays as it is. */
export const ROUNDING = 1e-12;

/** The sum of row `row`, or NaN where a number is none. */
function rowSum(table: readonly number[], row: number, states: number): number {
  let sum = 0;
  for (let at = row * states; at < (row + 1) * states; at++) sum += table[at] as number;
  return sum;
}

function sumsToOne(table: readonly number[], states: number): boolean {
  for (let row = 0; row * states < table.length; row++) {
    if (!(Math.abs(rowSum(table, row, states) - 1) <= TOLERANCE * states)) return false;
  }
  return true;
}

/** The table with every row summing to 1; null, and findings, where a row is further from it than rounding or has other numbers. */
export function normaliseRows(check: DraftCheck, resolved: ResolvedTable, filled: FilledTable): readonly number[] | null {
  const { child, parents, table: draft } = resolved;
  const states = child.states.length;
  const variable = child.name.text;
  const { table, rowSpan } = inSummingOrder(check, resolved, filled);
  const into = table.slice();
  let fine = true;
  for (let row = 0; row * states < into.length; row++) {
    const wrong = into.slice(row * states, (row + 1) * states).find((p) => !(p >= 0 && Number.isFinite(p)));
    const span = rowSpan(row) ?? draft.child.span;
    const sum = rowSum(into, row, states);
    const miss = Math.abs(sum - 1);
    if (wrong !== undefined) {
      reportDraft(check, "network-bad-probability", { variable, found: String(wrong), what: "numbers from 0 to 1" }, { span });
    } else if (miss > TOLERANCE * states) {
      reportDraft(check, "network-row-sum", { variable, row: rowText(parents, row), sum }, { span });
    } else {
      if (miss > ROUNDING) divideRow(check, { into, row, states, sum }, { span, miss });
      continue;
    }
    fine = false;
  }
  return fine ? into.map((p) => (p === 0 ? 0 : p)) : null;
}

interface Row {
  readonly into: number[];
  readonly row: number;
  readonly states: number;
  readonly sum: number;
}

function divideRow(
  { misses }: DraftCheck,
  { into, row, states, sum }: Row,
  at: { readonly span: DraftCheck["misses"]["span"]; readonly miss: number },
): void {
  for (let i = row * states; i < (row + 1) * states; i++) into[i] = (into[i] as number) / sum;
  misses.rows += 1;
  misses.worst = Math.max(misses.worst, at.miss);
  misses.span ??= at.span;
}

/**
 * Some programs write conditional tables with the child's states fastest where the format has them slowest. Such a table
 * does not sum to 1 in the format's order but does in theirs, and is read in theirs, with a warning.
 */
function inSummingOrder(check: DraftCheck, { child, table }: ResolvedTable, filled: FilledTable): FilledTable {
  const { content } = table;
  const states = child.states.length;
  if (!filled.childSlowest || content.kind !== "flat" || sumsToOne(filled.table, states)) return filled;
  const { values, starts, ends } = content.numbers;
  if (!sumsToOne(values, states)) return filled;
  const details = { variable: child.name.text, format: check.draft.format };
  reportDraft(check, "network-table-order", details, { span: table.child.span, severity: "warning" });
  const rowSpan = (row: number) => ({ start: starts[row * states] as number, end: ends[(row + 1) * states - 1] as number });
  return { table: values, rowSpan, childSlowest: false };
}
