import type { CompareResult, Coupling, FamilyComparison, FittedForm, MomentGap, ParameterChange } from "../compare/compare-result.ts";
import { tableBlock } from "./block.ts";
import { assertionText, divergenceTexts, reasonText, verdictText } from "./compare-words.ts";
import { formatColumn, formatCount, formatLog, formatNumber, formatProbability, plural } from "./numbers.ts";
import { layoutOf, type ReportOptions } from "./report-options.ts";
import { renderTable, type TableLayout, type TextColumn, textWidth, wrap } from "./text-table.ts";

/** Rows of a family, families, scopes and reasons that are shown; the rest is left to JSON. */
const limits = { rows: 16, families: 8, moments: 12, reasons: 12, changes: 12 } as const;

/** The report of `pgm compare`: both fits side by side, what theory says of them, their probabilities, and what one datum moves. */
export function renderCompareReport(result: CompareResult, options: ReportOptions = {}): string {
  const layout = layoutOf(options);
  const sections = [
    titleLines(result, options, layout),
    fitLines(result, layout),
    theoryLines(result, layout),
    ...familySections(result.families, layout),
    momentLines(result.moments, layout),
    result.coupling ? couplingLines(result.coupling, layout) : [],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function titleLines(
  { model, rows, missingCells, latent }: CompareResult,
  { data }: ReportOptions,
  { width, style }: TableLayout,
): string[] {
  const unknown = [
    missingCells > 0 ? plural(missingCells, "empty cell") : "",
    latent.length > 0 ? `latent ${latent.map((name) => `\`${name}\``).join(", ")}` : "",
  ].filter((text) => text !== "");
  const about = `${data === undefined ? "" : ` on ${data}`}, ${[plural(rows, "row"), ...unknown].join(", ")}: directed beside undirected`;
  const [first = "", ...rest] = wrap(model + about, width, 2);
  return [style.bold(first.slice(0, model.length)) + first.slice(model.length), ...rest];
}

const column = (head: string, cells: readonly string[], more: Partial<TextColumn> = {}): TextColumn => ({
  head: [head],
  cells,
  align: "right",
  ...more,
});

function seconds({ milliseconds }: FittedForm): string {
  return milliseconds === undefined ? "" : `${(milliseconds / 1000).toFixed(3)} s`;
}

/** What is said of each fit, by name; a line is left out where it has nothing. */
const fitRows: readonly (readonly [string, (form: FittedForm) => string])[] = [
  ["method", ({ fit }) => fit.method],
  ["ended", ({ fit }) => fit.status],
  ["log-likelihood", ({ fit }) => formatLog(fit.logLik)],
  ["free parameters", ({ fit }) => `${fit.network?.atMost ? "at most " : ""}${fit.freeParameters}`],
  ["AIC", ({ fit }) => fit.aic.toFixed(2)],
  ["BIC", ({ fit }) => fit.bic.toFixed(2)],
  ["iterations", ({ fit }) => formatCount(fit.iterations)],
  ["expectations taken", ({ expectations }) => formatCount(expectations)],
  ["time", seconds],
];

function fitLines({ directed, undirected }: CompareResult, layout: TableLayout): string[] {
  const rows = fitRows.map(([name, text]) => [name, text(directed), text(undirected)] as const).filter(([, a, b]) => a + b !== "");
  const cells = (at: 0 | 1 | 2): readonly string[] => rows.map((row) => row[at]);
  return renderTable([column("", cells(0), { align: "left" }), column("directed", cells(1)), column("undirected", cells(2))], layout);
}

/** A sentence as an item of a list. */
const item = (text: string, { width }: TableLayout, mark = "-"): string[] =>
  wrap(`${mark} ${text}`, width - 2, 2).map((line) => `  ${line}`);

/** Says of a form that it started a second time. */
function againLines({ directed, undirected }: CompareResult, layout: TableLayout): readonly string[] {
  const forms = [
    { name: "directed", other: "undirected", before: directed.before },
    { name: "undirected", other: "directed", before: undirected.before },
  ];
  return forms.flatMap(({ name, other, before }) => {
    if (!before) return [];
    const end = `at a log-likelihood of ${formatLog(before.logLik)} after ${plural(before.iterations, "iteration")}`;
    return item(`the ${name} form first ended ${end}, and started again from where the ${other} one ended`, layout);
  });
}

function checkedLines(text: string, { width, style }: TableLayout): readonly string[] {
  const [first = "", ...rest] = wrap(`checked: ${text}`, width - 2, 2);
  return [`  ${style.green("checked")}${first.slice("checked".length)}`, ...rest.map((line) => `  ${line}`)];
}

function theoryLines(result: CompareResult, layout: TableLayout): string[] {
  const { style } = layout;
  const { reasons } = result.theory;
  const rest = reasons.length - limits.reasons;
  const pairs = result.divergence ? divergenceTexts(result.divergence) : [];
  const width = Math.max(0, ...pairs.map(([name]) => textWidth(name)));
  return [
    style.bold("theory"),
    ...wrap(verdictText(result), layout.width - 2).map((line) => `  ${line}`),
    ...reasons.slice(0, limits.reasons).flatMap((reason) => item(reasonText(reason), layout)),
    ...(rest > 0 ? [`  ${style.dim(`… ${plural(rest, "more reason")} (all of them with --json)`)}`] : []),
    ...againLines(result, layout),
    ...result.assertions.flatMap((one) => checkedLines(assertionText(one), layout)),
    ...pairs.flatMap(([name, text]) =>
      wrap(text, layout.width - width - 4).map((line, at) => `  ${style.dim((at === 0 ? name : "").padEnd(width))}  ${line}`),
    ),
  ];
}

function familySections(families: readonly FamilyComparison[], layout: TableLayout): string[][] {
  const rest = families.length - limits.families;
  const sections = families.slice(0, limits.families).map((family) => familyLines(family, layout));
  return rest > 0
    ? [...sections, [layout.style.dim(`… ${plural(rest, "more family", "more families")} (all of them with --json)`)]]
    : sections;
}

/** The label of each parent in a row of a family. */
function parentLabels({ parentLabels: labels }: FamilyComparison, row: number): readonly string[] {
  const found: string[] = [];
  let rest = row;
  for (const own of labels.toReversed()) {
    found.unshift(own[rest % own.length] ?? "");
    rest = Math.floor(rest / own.length);
  }
  return found;
}

/** Conditional probabilities of both forms and potentials, a column for each state, in the rows that are shown. */
function familyColumns({ childLabels, conditional, potential }: FamilyComparison, shown: readonly number[]): readonly TextColumn[] {
  const states = childLabels.length;
  const group = (title: string, values: readonly number[], print: (numbers: readonly number[]) => readonly string[]) =>
    childLabels.map((label, state) =>
      column(label, print(shown.map((row) => values[row * states + state] as number)), { head: [state === 0 ? title : "", label] }),
    );
  const probabilities = (values: readonly number[]): readonly string[] => values.map(formatProbability);
  return [
    ...group("directed", conditional.directed, probabilities),
    ...group("undirected", conditional.undirected, probabilities),
    ...(potential ? group("potential", potential.values, formatColumn) : []),
  ];
}

function familyLines(family: FamilyComparison, layout: TableLayout): string[] {
  const { child, parents, childLabels, conditional, potential } = family;
  const rows = conditional.directed.length / childLabels.length;
  const shown = Array.from({ length: Math.min(rows, limits.rows) }, (_, row) => row);
  const labelsOf = (at: number): readonly string[] => shown.map((row) => parentLabels(family, row)[at] ?? "");
  const keys = parents.map((parent, at) => column(parent, labelsOf(at), { align: "left", mark: "cyan", head: ["", parent] }));
  const { lines, left } = tableBlock({ keys, columns: familyColumns(family, shown), rows }, layout);
  const title = `P(${child}${parents.length > 0 ? ` | ${parents.join(", ")}` : ""})`;
  const source = potential ? `potentials of ${potential.param}` : "";
  const fits = textWidth(title) + textWidth(source) + 2 <= layout.width;
  const note = source === "" ? [] : [`${fits ? "" : "  "}${layout.style.dim(source)}`];
  const head = fits ? [[layout.style.bold(title), ...note].join("  ")] : [layout.style.bold(title), ...note];
  const more = left === null ? [] : [`  ${layout.style.dim(`… ${left} (all of it with --json)`)}`];
  return [...head, ...lines, ...more];
}

/** Gaps below this are rounding, or what an optimiser left. */
const NOTHING = 1e-7;

function momentLines(moments: readonly MomentGap[], layout: TableLayout): string[] {
  if (moments.length === 0) return [];
  const sizeOf = ({ directed, undirected }: MomentGap): number => Math.max(directed, undirected);
  // What is nothing but rounding keeps the model's order.
  const rank = (gap: MomentGap): number => (sizeOf(gap) < NOTHING ? 0 : sizeOf(gap));
  const worst = [...moments].sort((a, b) => rank(b) - rank(a));
  const shown = worst.slice(0, limits.moments);
  const rest = moments.length - shown.length;
  const gap = (value: number): string => (value < 1e-15 ? "0" : value.toExponential(1));
  const table = renderTable(
    [
      column(
        "joint of",
        shown.map(({ variables }) => variables.join(", ")),
        { align: "left", mark: "cyan" },
      ),
      column(
        "directed",
        shown.map(({ directed }) => gap(directed)),
      ),
      column(
        "undirected",
        shown.map(({ undirected }) => gap(undirected)),
      ),
    ],
    layout,
  );
  const note = wrap("largest difference between a share in the data and its probability in the fit", layout.width - 2);
  const more = rest > 0 ? [`  ${layout.style.dim(`… ${rest} more (all of them with --json)`)}`] : [];
  return [layout.style.bold("moments"), ...note.map((line) => `  ${layout.style.dim(line)}`), ...table, ...more];
}

interface Change extends ParameterChange {
  readonly side: string;
}

function changeTable(sides: readonly Change[], layout: TableLayout): readonly string[] {
  const cells = (text: (change: Change) => string): readonly string[] => sides.map(text);
  const keys = [
    column(
      "",
      cells(({ side }) => side),
      { align: "left" },
    ),
    column(
      "parameter",
      cells(({ param }) => param),
      { align: "left", mark: "cyan" },
    ),
  ];
  const columns = [
    column(
      "moved",
      cells(({ moved, of }) => `${moved} of ${of}`),
    ),
    column(
      "rows",
      cells(({ rows }) => (rows ? `${rows.moved} of ${rows.of}` : "")),
    ),
    column(
      "largest",
      cells(({ largest }) => formatNumber(largest)),
    ),
    column(
      "relative",
      cells(({ relative }) => formatNumber(relative)),
    ),
  ];
  return tableBlock({ keys, columns, rows: sides.length }, layout).lines;
}

function couplingLines({ row, datum, directed, undirected }: Coupling, layout: TableLayout): string[] {
  const sides: readonly Change[] = [
    ...directed.slice(0, limits.changes).map((change) => ({ ...change, side: "directed" })),
    ...undirected.slice(0, limits.changes).map((change) => ({ ...change, side: "undirected" })),
  ];
  const rest = directed.length + undirected.length - sides.length;
  const words = Object.entries(datum).map(([name, label]) => `${name}=${label === "" ? "?" : label}`);
  const title = `one more datum like row ${row + 1} (${words.slice(0, 8).join(", ")}${words.length > 8 ? ", …" : ""}) moves`;
  const [first = "", ...others] = wrap(title, layout.width, 2);
  const more = rest > 0 ? [`  ${layout.style.dim(`… ${plural(rest, "more parameter")} (all of them with --json)`)}`] : [];
  return [layout.style.bold(first), ...others, ...changeTable(sides, layout), ...more];
}
