import type { Inference } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";
import { leastLikelyLines } from "./least-likely.ts";
import { bar } from "./marks.ts";
import { formatCount, formatLog, formatNumber, formatPercent, plural } from "./numbers.ts";
import { renderTable, type TableLayout, type TextColumn } from "./text-table.ts";

const statesShown = 6;
const nodesShown = 20;
const barWidth = 12;

/** Averages over the rows in which a node is unknown. */
interface Summary {
  readonly node: string;
  readonly states: readonly string[];
  readonly rows: number;
  readonly mean: readonly number[];
  /** Rows in which each state is the most probable one. */
  readonly wins: readonly number[];
}

function summarise(inference: Inference, { node, states, probabilities }: NodePosterior, seen: Uint8Array): Summary {
  const sums = states.map(() => 0);
  const wins = states.map(() => 0);
  let rows = 0;
  for (let row = 0; row < inference.rows; row++) {
    const at = row * states.length;
    if (seen[row] === 1 || inference.impossible[row] === 1 || Number.isNaN(probabilities[at])) continue;
    rows += 1;
    let best = 0;
    for (let s = 0; s < states.length; s++) {
      sums[s] = (sums[s] as number) + (probabilities[at + s] as number);
      if ((probabilities[at + s] as number) > (probabilities[at + best] as number)) best = s;
    }
    wins[best] = (wins[best] as number) + 1;
  }
  return { node, states, rows, mean: sums.map((sum) => sum / rows), wins };
}

interface Line {
  readonly node: string;
  readonly rows: string;
  readonly state: string;
  readonly mean: string;
  readonly bar: string;
  readonly wins: string;
}

function summaryLines({ node, states, rows, mean, wins }: Summary): readonly Line[] {
  const order = Array.from(states.keys()).sort((a, b) => (mean[b] as number) - (mean[a] as number) || a - b);
  const shown = states.length <= statesShown ? Array.from(states.keys()) : order.slice(0, statesShown);
  const lines = shown.map(
    (s, i): Line => ({
      node: i === 0 ? node : "",
      rows: i === 0 ? formatCount(rows) : "",
      state: states[s] ?? "",
      mean: formatPercent(mean[s] as number),
      bar: bar(mean[s] as number, barWidth),
      wins: formatCount(wins[s] as number),
    }),
  );
  const rest = states.length - shown.length;
  return rest > 0 ? [...lines, { node: "", rows: "", state: `… ${rest} more`, mean: "", bar: "", wins: "" }] : lines;
}

/** Why a table has no posteriors to sum up. */
function whyNothing({ rows, impossible }: Inference): string {
  const ruledOut = impossible.reduce((a, b) => a + b, 0);
  if (ruledOut === 0) return "every discrete node is known in every row";
  if (ruledOut === rows) return "every row is impossible under these parameters, so no posterior is defined";
  return "every discrete node is known in every possible row";
}

function unknownTable(inference: Inference, layout: TableLayout): readonly string[] {
  const all = inference.nodes.map((node, n) => summarise(inference, node, inference.seen[n] as Uint8Array)).filter(({ rows }) => rows > 0);
  if (all.length === 0) return ["", `  ${whyNothing(inference)}`];
  const lines = all.slice(0, nodesShown).flatMap(summaryLines);
  const column = (head: readonly string[], key: keyof Line, more: Partial<TextColumn> = {}): TextColumn => ({
    head,
    cells: lines.map((line) => line[key]),
    align: "right",
    ...more,
  });
  const table = renderTable(
    [
      column(["unknown", "node"], "node", { align: "left", mark: "cyan" }),
      column(["in", "rows"], "rows"),
      column(["", "state"], "state", { align: "left" }),
      column(["mean", "posterior"], "mean"),
      column(["", ""], "bar", { align: "left", mark: "green" }),
      column(["most probable", "in rows"], "wins"),
    ],
    layout,
  );
  const rest = all.length - nodesShown;
  return ["", ...table, ...(rest > 0 ? [`  ${layout.style.dim(`… ${plural(rest, "more node")}`)}`] : [])];
}

function leastLikely({ byRow, groups }: Inference, layout: TableLayout): readonly string[] {
  const values = Array.from(byRow, (value, row) => ({ row, value, isGroup: groups[row] === 1 }));
  const known = values.filter(({ value }) => !Number.isNaN(value));
  return leastLikelyLines(known, "log-evidence", layout);
}

/** The report of a table's rows, below its title: totals, averages of the posteriors, and the least likely rows. */
export function rowsLines(inference: Inference, layout: TableLayout): readonly string[] {
  const { style } = layout;
  const { rows, logEvidence, mpe } = inference;
  const mean = rows > 0 && Number.isFinite(logEvidence) ? `  (${formatNumber(logEvidence / rows)} per row)` : "";
  const most = mpe ? [`  ${style.dim("with the most probable states")}  ${formatLog(mpe.total)}`] : [];
  return [
    `  ${plural(rows, "row")}, ${style.dim("log-evidence")} ${formatLog(logEvidence)}${mean}`,
    ...most,
    ...unknownTable(inference, layout),
    ...leastLikely(inference, layout),
    "",
    `  ${style.dim("every row with --out FILE.csv, --out FILE.json or --json")}`,
  ];
}
