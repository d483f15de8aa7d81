import type { FitResult, RunSummary } from "@platewise/core";
import { formatLog, plural } from "./numbers.ts";
import { renderTable, type TableLayout } from "./text-table.ts";

const mostRuns = 12;
/** Objectives closer than this, relatively, count as the same optimum. */
const sameOptimum = 1e-6;

/** The table of restarts, best first, and a line that says how many reached the same optimum. Empty for a single run. */
export function runsTable(result: FitResult, layout: TableLayout): string[] {
  if (result.runs.length < 2) return [];
  const runs = [...result.runs].sort((a, b) => Number(b.chosen) - Number(a.chosen) || rank(b) - rank(a) || a.run - b.run);
  const shown = runs.slice(0, mostRuns);
  const column = (head: string, cell: (run: RunSummary) => string, align: "left" | "right" = "right") => ({
    head: [head],
    cells: shown.map(cell),
    align,
  });
  const table = renderTable(
    [
      column("run", (run) => String(run.run)),
      column("start", (run) => run.start, "left"),
      ...(new Set(runs.map((run) => run.seed)).size > 1 ? [column("seed", (run) => String(run.seed))] : []),
      column("iterations", (run) => String(run.iterations)),
      column("objective", (run) => formatLog(run.objective)),
      column("ended", (run) => run.status, "left"),
      { ...column("", (run) => (run.chosen ? "chosen" : ""), "left"), mark: "green" },
    ],
    layout,
  );
  return [layout.style.bold("runs"), ...table, ...summary(runs, shown.length)];
}

const rank = (run: RunSummary): number => (Number.isFinite(run.objective) ? run.objective : Number.NEGATIVE_INFINITY);

function summary(runs: readonly RunSummary[], shown: number): string[] {
  const best = runs[0]?.objective ?? Number.NaN;
  const same = runs.filter((run) => Math.abs(run.objective - best) <= sameOptimum * Math.max(1, Math.abs(best))).length;
  const hidden = runs.length > shown ? `, ${runs.length - shown} of them not shown` : "";
  return [`  ${same} of ${plural(runs.length, "run")} reached the best objective${hidden}.`];
}
