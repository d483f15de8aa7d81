import type { Inference, JointQuery } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";
import { bar } from "./marks.ts";
import { mpeLabels } from "./mpe-labels.ts";
import { formatLog, formatNumber, formatPercent, formatProbability } from "./numbers.ts";
import { renderTable, type TableLayout, type TextColumn, wrap } from "./text-table.ts";

/** States of one node, or entries of one joint table, that are listed. */
const statesShown = 12;
const barWidth = 20;

interface Line {
  readonly node: string;
  readonly state: string;
  readonly probability: string;
  readonly bar: string;
  readonly note: string;
}

/** The states that are listed, in their order: all of them, or the most probable ones. */
function shownStates(probabilities: Float64Array): readonly number[] {
  const order = Array.from(probabilities.keys());
  if (order.length <= statesShown) return order;
  return order
    .sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b)
    .slice(0, statesShown)
    .sort((a, b) => a - b);
}

function nodeLines(node: NodePosterior, isSeen: boolean, likely: string | undefined): readonly Line[] {
  const { states, probabilities } = node;
  if (isSeen) return [{ node: node.node, state: states[probabilities.indexOf(1)] ?? "", probability: "", bar: "", note: "seen" }];
  const shown = shownStates(probabilities);
  const lines = shown.map((s, i): Line => {
    const p = probabilities[s] as number;
    const note = states[s] === likely ? "most probable together" : "";
    return { node: i === 0 ? node.node : "", state: states[s] ?? "", probability: formatProbability(p), bar: bar(p, barWidth), note };
  });
  const rest = states.length - shown.length;
  return rest > 0 ? [...lines, { node: "", state: `… ${rest} less probable`, probability: "", bar: "", note: "" }] : lines;
}

function marginalTable(inference: Inference, layout: TableLayout): readonly string[] {
  const likely = mpeLabels(inference, 0);
  const lines = inference.nodes.flatMap((node, n) => nodeLines(node, inference.seen[n]?.[0] === 1, likely?.[node.node]));
  const column = (head: string, key: keyof Line, more: Partial<TextColumn> = {}): TextColumn => ({
    head: [head],
    cells: lines.map((line) => line[key]),
    align: "left",
    ...more,
  });
  const columns = [
    column("node", "node", { mark: "cyan" }),
    column("state", "state"),
    column("probability", "probability", { align: "right" }),
    column("", "bar", { mark: "green" }),
    column("", "note", { mark: "dim" }),
  ];
  return renderTable(columns, layout);
}

/** The states of the nodes of a joint table in its entry `at`, the last node fastest. */
function statesAt({ nodes }: Inference, query: JointQuery, at: number): readonly string[] {
  let rest = at;
  const labels = query.nodes.toReversed().map((key, i) => {
    const size = query.sizes[query.sizes.length - 1 - i] as number;
    const state = rest % size;
    rest = Math.floor(rest / size);
    return nodes.find(({ node }) => node === key)?.states[state] ?? "";
  });
  return labels.reverse();
}

function jointTable(inference: Inference, { query, table }: Inference["joints"][number], layout: TableLayout): readonly string[] {
  const { probabilities } = table;
  const shown = shownStates(probabilities);
  const labels = shown.map((at) => statesAt(inference, query, at));
  const keys = query.nodes.map(
    (node, i): TextColumn => ({ head: [node], cells: labels.map((row) => row[i] ?? ""), align: "left", mark: "cyan" }),
  );
  const values = shown.map((at) => probabilities[at] as number);
  const columns: TextColumn[] = [
    ...keys,
    { head: ["probability"], cells: values.map(formatProbability), align: "right" },
    { head: [""], cells: values.map((p) => bar(p, barWidth)), align: "left", mark: "green" },
  ];
  const rest = probabilities.length - shown.length;
  const more = rest > 0 ? [`  ${layout.style.dim(`… ${rest} less probable, all with --json`)}`] : [];
  return ["", layout.style.bold(`joint table of ${query.nodes.join(", ")}`), ...renderTable(columns, layout), ...more];
}

/** A logarithm with the probability or density that it stands for, where that is not too small or large to say anything. */
const withProbability = ({ isDensity }: Inference, log: number): string =>
  `${formatLog(log)}${Math.abs(log) < 230 ? `  (${isDensity ? "density" : "probability"} ${smallProbability(Math.exp(log))})` : ""}`;

const smallProbability = (p: number): string => (p >= 0.9995 || p < 0.0005 ? p.toPrecision(4) : p.toFixed(4));

/** Mean and spread of the numeric nodes that are missing, a line for each component. */
function numberTable({ numeric }: Inference, layout: TableLayout): readonly string[] {
  const lines = numeric.flatMap(({ node, size, means, covariances }) =>
    Array.from({ length: size }, (_, i) => {
      const name = size === 1 ? node : `${node} [${i}]`;
      return { name, mean: means[i] as number, sd: Math.sqrt(Math.max(0, covariances[i * size + i] as number)) };
    }),
  );
  if (lines.length === 0) return [];
  const columns: TextColumn[] = [
    { head: ["number"], cells: lines.map(({ name }) => name), align: "left", mark: "cyan" },
    { head: ["mean"], cells: lines.map(({ mean }) => formatNumber(mean)), align: "right" },
    { head: ["sd"], cells: lines.map(({ sd }) => formatNumber(sd)), align: "right" },
  ];
  return ["", ...renderTable(columns, layout)];
}

function mostProbable(inference: Inference, { style, width }: TableLayout): readonly string[] {
  const labels = mpeLabels(inference, 0);
  const { mpe, logEvidence, seen, nodes } = inference;
  if (!mpe || !labels) return [];
  const share = formatPercent(Math.exp(mpe.total - logEvidence));
  const unknown = nodes.filter((_, n) => seen[n]?.[0] !== 1).map(({ node }) => `${node}=${labels[node]}`);
  const states = unknown.length === 0 ? ["  nothing is unknown"] : wrap(`  ${unknown.join(", ")}`, width - 2, 2);
  const indented = states.map((line) => `  ${line.trimStart()}`);
  const value = `  ${style.dim("log-probability with the evidence")}  ${withProbability(inference, mpe.total)}`;
  return ["", style.bold("most probable together"), ...indented, value, `  ${style.dim("share of the posterior")}  ${share}`];
}

/** The report of one case, below its title. */
export function caseLines(inference: Inference, layout: TableLayout): readonly string[] {
  const { style } = layout;
  const evidence = `  ${style.dim("log-evidence")}  ${withProbability(inference, inference.logEvidence)}`;
  if (inference.impossible[0] === 1) return [evidence];
  return [
    evidence,
    "",
    ...marginalTable(inference, layout),
    ...numberTable(inference, layout),
    ...inference.joints.flatMap((joint) => jointTable(inference, joint, layout)),
    ...mostProbable(inference, layout),
  ];
}
