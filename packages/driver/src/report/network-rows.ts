import type { FitResult, NetworkSummary } from "@platewise/core";
import { claimsText } from "./network-words.ts";
import { formatEstimate, formatLog, formatNumber, plural } from "./numbers.ts";
import { flatten } from "./param-view.ts";

/** A line of the report's list: a name, and what is said of it. */
export type Row = readonly [name: string, text: string];

/** Relative difference of the objective and the log-likelihood that is rounding. */
const ROUNDING = 1e-9;

const isKnown = (x: number | null | undefined): x is number => typeof x === "number" && Number.isFinite(x);

/** Rows per cell of a contingency table below which G² and X² are far from their limit. */
const FEW = 5;

function likelihoodRows({ logLik, rows, objective }: FitResult, { logZ, logZEstimate }: NetworkSummary, unit: string): readonly Row[] {
  const found: Row[] = [];
  if (isKnown(logLik))
    found.push(["log-likelihood", `${formatLog(logLik)}${rows > 0 ? `  (${formatNumber(logLik / rows)} per ${unit})` : ""}`]);
  else if (logZEstimate) found.push(["log-likelihood", about(logZEstimate.logLik, logZEstimate.logLikError)]);
  else found.push(["log-likelihood", "not known: its sum over all configurations is over the budget"]);
  const differs = !isKnown(logLik) || Math.abs(objective - logLik) > ROUNDING * Math.max(1, Math.abs(logLik));
  if (isKnown(objective) && differs) found.push(["objective", formatLog(objective)]);
  if (isKnown(logZ)) found.push(["log Z", `${formatLog(logZ)} per ${unit}`]);
  else if (logZEstimate) found.push(["log Z", about(logZEstimate.logZ, logZEstimate.standardError, ` per ${unit}`)]);
  return found;
}

const about = (value: number, error: number, unit = ""): string =>
  `about ${formatEstimate(value, error)}${unit}, by annealed importance sampling`;

/** `18 free of 36: 18 are aliased, …`. */
function freeText({ freeParameters }: FitResult, { aliased, atMost, atMinusInfinity }: NetworkSummary): string {
  const learned = freeParameters + aliased;
  const free = `${atMost ? "at most " : ""}${aliased > 0 ? `${freeParameters} free of ${learned}` : freeParameters}`;
  const notes = [
    aliased > 0 ? `${aliased} ${aliased === 1 ? "is" : "are"} aliased, as the others determine ${aliased === 1 ? "it" : "them"}` : "",
    atMinusInfinity.length > 0 ? `${atMinusInfinity.length} at −∞` : "",
  ].filter((note) => note !== "");
  return notes.length > 0 ? `${free}: ${notes.join("; ")}` : free;
}

const statistic = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "infinite");

/** G² and X² against the saturated model; tables with few rows in a cell are said to be so. */
function devianceText({ rows }: FitResult, { deviance = Number.NaN, pearson = Number.NaN, df, cells = 0 }: NetworkSummary): string {
  const against = `G² ${statistic(deviance)}${df === undefined ? "" : ` on ${df} df`} against the saturated model; X² ${statistic(pearson)}`;
  return rows < FEW * cells ? `${against} (few rows for ${plural(cells, "cell")}: not chi-squared)` : against;
}

/** The penalties; an L1 penalty with how many weights it has set to 0. */
function penaltyText({ params, fixed }: FitResult, { l1 = 0, l2 = 0 }: NetworkSummary): string {
  const learned = Object.entries(params).flatMap(([name, value]) => (fixed.includes(name) ? [] : flatten(value)));
  const zeros = learned.filter((weight) => weight === 0).length;
  const first = l1 > 0 ? [`L1 ${formatNumber(l1)} (${zeros} of ${plural(learned.length, "weight")} are 0)`] : [];
  return [...first, ...(l2 > 0 ? [`L2 ${formatNumber(l2)}`] : [])].join(", ");
}

/** What the report lists of a network's fit besides its trace and why it ended; `unit` is what its rows are. */
export function networkRows(result: FitResult, network: NetworkSummary, unit: string): readonly Row[] {
  const { evaluations, deviance } = network;
  const penalty = penaltyText(result, network);
  return [
    ["maximises", claimsText(network)],
    ...(penalty === "" ? [] : [["penalty", penalty] as const]),
    [
      "evaluations",
      `${evaluations} of ${result.method === "cd" || result.method === "pcd" ? "the gradient" : "the objective and its gradient"}`,
    ],
    ...likelihoodRows(result, network, unit),
    ["free parameters", freeText(result, network)],
    ...(isKnown(result.aic) ? [["AIC, BIC", `${result.aic.toFixed(2)}, ${result.bic.toFixed(2)}  (smaller is better)`] as const] : []),
    ...(deviance === undefined ? [] : [["deviance", devianceText(result, network)] as const]),
  ];
}
