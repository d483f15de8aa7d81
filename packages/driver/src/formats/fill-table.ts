import { nearestName, type Span } from "@platewise/core";
import { reportDraft } from "./check-variables.ts";
import { type DraftRow, type DraftVariable, type Numbers, numbersSpan } from "./draft.ts";
import type { DraftCheck, ResolvedTable } from "./draft-findings.ts";
import { product } from "./place-order.ts";

/** The numbers of a table, parents in their order and the child fastest, with the place of each row. */
export interface FilledTable {
  readonly table: readonly number[];
  /** The span of a row, counted over the configurations of the parents; null where the file has none. */
  readonly rowSpan: (row: number) => Span | null;
  /** The file has the child's states slowest, as its format asks. */
  readonly childSlowest: boolean;
}

/** Numbers that a table may have. */
export const MOST_NUMBERS = 1e7;

/** The row for a configuration of the parents, in words: `xray = yes, age = old`; null without parents. */
export function rowText(parents: readonly DraftVariable[], row: number): string | null {
  let rest = row;
  const parts = parents.toReversed().map(({ name, states }) => {
    const state = rest % states.length;
    rest = Math.floor(rest / states.length);
    return `${name.text} = ${states[state]?.text ?? ""}`;
  });
  return parts.length === 0 ? null : `\`${parts.reverse().join(", ")}\``;
}

/** The numbers of a table in the order of a network; null, and findings, where there are too many, too few or wrong ones. */
export function fillTable(check: DraftCheck, resolved: ResolvedTable): FilledTable | null {
  const { table, child, parents } = resolved;
  const { content } = table;
  const sizes = [...parents, child].map(({ states }) => states.length);
  const size = product(sizes);
  const variable = child.name.text;
  if (size === 0) return null;
  if (content.kind === "flat") {
    const { numbers, childSlowest } = content;
    if (numbers.values.length === size) return fillFlat(numbers, child.states.length, childSlowest);
    const span = numbers.values.length === 0 ? table.child.span : numbersSpan(numbers);
    reportDraft(check, "network-table-length", { variable, part: "table", expected: size, found: numbers.values.length, sizes }, { span });
    return null;
  }
  if (size > MOST_NUMBERS) {
    reportDraft(check, "network-table-size", { variable, numbers: size, most: MOST_NUMBERS }, { span: table.child.span });
    return null;
  }
  if (content.kind === "rows") return fillRows(check, resolved, size);
  reportDraft(check, "network-uniform", { variable }, { span: table.child.span, severity: "note" });
  return { table: new Array<number>(size).fill(1 / child.states.length), rowSpan: () => null, childSlowest: false };
}

function fillFlat(numbers: Numbers, states: number, childSlowest: boolean): FilledTable {
  if (!childSlowest || numbers.values.length === states) {
    return { table: numbers.values, rowSpan: (row) => numbersSpan(numbers, row * states, (row + 1) * states), childSlowest: false };
  }
  return {
    table: transpose(numbers.values, states),
    rowSpan: (row) => numbersSpan(numbers, row, row + 1),
    childSlowest: true,
  };
}

/** From the child's states slowest to fastest. */
function transpose(values: readonly number[], states: number): number[] {
  const rows = values.length / states;
  return Array.from(values, (_, at) => values[(at % states) * rows + Math.floor(at / states)] as number);
}

function fillRows(check: DraftCheck, resolved: ResolvedTable, size: number): FilledTable | null {
  const { table, child, parents } = resolved;
  const { content } = table;
  if (content.kind !== "rows") return null;
  const states = child.states.length;
  const into = new Array<number>(size).fill(Number.NaN);
  const spans = new Map<number, Span>();
  let fine = true;
  const put = (numbers: Numbers, row: number): void => {
    for (let state = 0; state < states; state++) into[row * states + state] = numbers.values[state] as number;
    spans.set(row, numbersSpan(numbers));
  };
  for (const row of content.rows) {
    const at = rowPlace(check, resolved, row);
    if (at === null || !hasLength(check, child, row.numbers, row.span)) fine = false;
    else if (spans.has(at)) {
      reportDraft(check, "network-repeated-table", { variable: child.name.text, row: rowText(parents, at) }, { span: row.span });
      fine = false;
    } else put(row.numbers, at);
  }
  if (content.others !== null && !hasLength(check, child, content.others, numbersSpan(content.others))) return null;
  const missing = fine ? rowsWithout(spans, size / states) : [];
  if (content.others !== null) for (const row of missing) put(content.others, row);
  else if (missing.length > 0) {
    const details = { variable: child.name.text, row: rowText(parents, missing[0] as number), missing: missing.length };
    reportDraft(check, "network-missing-table", details, { span: table.child.span });
    fine = false;
  }
  return fine ? { table: into, rowSpan: (row) => spans.get(row) ?? null, childSlowest: false } : null;
}

function rowsWithout(spans: ReadonlyMap<number, Span>, rows: number): readonly number[] {
  const missing: number[] = [];
  for (let row = 0; row < rows; row++) if (!spans.has(row)) missing.push(row);
  return missing;
}

function hasLength(check: DraftCheck, child: DraftVariable, { values }: Numbers, span: Span): boolean {
  const expected = child.states.length;
  if (values.length === expected) return true;
  const details = { variable: child.name.text, part: "row", expected, found: values.length, sizes: [expected] } as const;
  reportDraft(check, "network-table-length", details, { span });
  return false;
}

/** Which configuration of the parents a row is for; null, and a finding, where its states are not those of the parents. */
function rowPlace(check: DraftCheck, { child, parents }: ResolvedTable, { states, span }: DraftRow): number | null {
  if (states.length !== parents.length) {
    const details = { variable: child.name.text, expected: parents.length, found: states.length };
    reportDraft(check, "network-row-length", details, { span });
    return null;
  }
  let place: number | null = 0;
  for (const [at, parent] of parents.entries()) {
    const { text, span: where } = states[at] as (typeof states)[number];
    const state = parent.states.findIndex((other) => other.text === text);
    if (state < 0) {
      const known = parent.states.map((other) => other.text);
      const details = { state: text, variable: parent.name.text, states: known, near: nearestName(text, known) };
      reportDraft(check, "network-unknown-state", details, { span: where });
      place = null;
    } else if (place !== null) place = place * parent.states.length + state;
  }
  return place;
}
