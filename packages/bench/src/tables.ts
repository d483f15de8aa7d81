import { significant } from "./significant.ts";
import { cpuPerIteration, type Standing } from "./standings.ts";
import { isReached, limitOf, type Target } from "./targets.ts";

/** Rows of cells (the first is the head) as a Markdown table, columns aligned; numbers to the right. */
export function markdownTable(rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(3, ...rows.map((row) => (row[c] ?? "").length)));
  const pad = (cell: string, c: number): string => (right[c] ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0));
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(" | ")} |`;
  const rule = `|${widths.map((width, c) => (right[c] ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}

const logLik = (value: number | null | undefined): string => (value === null || value === undefined ? "-" : value.toFixed(6));

function standingRow(standings: readonly Standing[], standing: Standing): readonly string[] {
  const { task, name, best, peakMemory, reason } = standing;
  const ours = standings.find((s) => s.task === task && s.kind === "ours");
  const seconds = cpuPerIteration(standing);
  const overOurs = ours ? seconds / cpuPerIteration(ours) : Number.NaN;
  const wall = best === null ? Number.NaN : best.wall_s / Math.max(1, best.iters);
  const times = [seconds * 1e3, wall * 1e3, overOurs, seconds / limitOf(standings, task), peakMemory].map(significant);
  return [task, name, best?.version ?? "", ...times, logLik(best?.ll), best === null ? reason : best.notes];
}

/** All contestants, task by task: milliseconds per iteration, ratios to ours and to the C limit, memory, log-likelihood. */
export function standingsTable(standings: readonly Standing[]): string {
  const head = [
    "task",
    "contestant",
    "version",
    "CPU ms/iteration",
    "wall ms/iteration",
    "× ours",
    "× C limit",
    "peak MB",
    "logLik",
    "notes",
  ];
  const right = [false, false, false, true, true, true, true, true, true, false];
  return markdownTable([head, ...standings.map((standing) => standingRow(standings, standing))], right);
}

const verdict = (reached: boolean | null): string => (reached === null ? "not measured" : reached ? "yes" : "no");

/** The goals with what was measured. */
export function targetsTable(targets: readonly Target[]): string {
  const rows = targets.map((target) => [
    target.what,
    significant(target.value),
    `${target.sense} ${significant(target.bound)}`,
    verdict(isReached(target)),
  ]);
  return markdownTable([["goal", "measured", "wanted", "reached"], ...rows], [false, true, true, false]);
}
