import type { ScoreResult } from "../api/options.ts";
import { leastLikelyLines, leastLikelyShown } from "./least-likely.ts";
import { formatEstimate, formatLog, formatNumber, plural } from "./numbers.ts";
import { layoutOf, type ReportOptions } from "./report-options.ts";

/** The text of `pgm score`: the total, the mean per row, and the rows that the model finds least likely. */
export function renderScoreReport(result: ScoreResult, options: ReportOptions & { readonly model: string }): string {
  const layout = layoutOf(options);
  const { style } = layout;
  const scored = result.rows.flatMap(({ row, logLik, impossible, group }) =>
    logLik === null && !impossible ? [] : [{ row, value: logLik ?? Number.NEGATIVE_INFINITY, isGroup: group === true }],
  );
  const data = options.data === undefined ? "" : ` on ${options.data}`;
  const total = result.logLik ?? Number.NEGATIVE_INFINITY;
  const counted = result.weight ?? result.rows.length;
  const mean =
    counted > 0 ? `  (${formatNumber(total / counted)} per row${result.weight === undefined ? "" : ` of ${formatNumber(counted)}`})` : "";
  const lines = [
    `${style.bold(options.model)}${data}, ${plural(result.rows.length, "row")}`,
    `  ${style.dim("log-likelihood")}  ${formatLog(total)}${mean}`,
    ...(result.logZ === undefined ? [] : [`  ${style.dim("log Z".padEnd(14))}  ${logZText(result.logZ, result.logZError)}`]),
    ...(result.exact || result.logZError !== undefined ? [] : [`  ${style.yellow("a bound, not the exact value")}`]),
    ...leastLikelyLines(scored, "log-likelihood", layout),
    ...(scored.length > leastLikelyShown ? [`  ${style.dim("… every row with --json")}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** log Z of a network; where it is an estimate the log-likelihoods are estimates with it. */
const logZText = (logZ: number, error: number | undefined): string =>
  error === undefined ? `${formatLog(logZ)}  (mean over the rows)` : `${formatEstimate(logZ, error)}  (by annealed importance sampling)`;
