import type { ScoreResult } from "../api/options.ts";
import { formatLog, formatNumber, plural } from "./numbers.ts";
import { layoutOf, type ReportOptions } from "./report-options.ts";
import { renderTable } from "./text-table.ts";

const rowsShown = 5;

/** The text of `pgm score`: the total, the mean per row, and the rows that the model finds least likely. */
export function renderScoreReport(result: ScoreResult, options: ReportOptions & { readonly model: string }): string {
  const layout = layoutOf(options);
  const { style } = layout;
  const scored = result.rows.filter((row): row is { row: number; logLik: number } => row.logLik !== null);
  const data = options.data === undefined ? "" : ` on ${options.data}`;
  const total = result.logLik ?? Number.NEGATIVE_INFINITY;
  const least = [...scored].sort((a, b) => a.logLik - b.logLik || a.row - b.row).slice(0, rowsShown);
  const mean = result.rows.length > 0 ? `  (${formatNumber(total / result.rows.length)} per row)` : "";
  const table = renderTable(
    [
      { head: ["row"], cells: least.map(({ row }) => String(row + 1)), align: "right", mark: "cyan" },
      { head: ["log-likelihood"], cells: least.map(({ logLik }) => formatLog(logLik)), align: "right" },
    ],
    layout,
  );
  const lines = [
    `${style.bold(options.model)}${data}, ${plural(result.rows.length, "row")}`,
    `  ${style.dim("log-likelihood")}  ${formatLog(total)}${mean}`,
    ...(result.exact ? [] : [`  ${style.yellow("a bound, not the exact value")}`]),
    ...(least.length > 1 ? ["", style.bold("least likely rows"), ...table] : []),
    ...(scored.length > rowsShown ? [`  ${style.dim("… every row with --json")}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
