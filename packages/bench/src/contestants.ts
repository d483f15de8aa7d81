import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseLimit } from "./limit.ts";
import type { Locations } from "./locations.ts";
import { findResult, type Result } from "./result.ts";

/** Something to run for a task: a command, and how its output becomes a result (null: it printed none). */
export interface Contestant {
  readonly task: string;
  readonly name: string;
  readonly kind: "ours" | "peer" | "limit";
  readonly command: readonly string[];
  /** The file without which it can't run; null where the command is found on the search path. */
  readonly needs: string | null;
  read(output: string): Result | null;
}

/** Every contestant of every task; those that this machine lacks fail when run, and say so. */
export function listContestants(places: Locations, here: string): readonly Contestant[] {
  return [...ours(here), ...(places.peers === null ? [] : peers(places.peers)), ...(places.limit === null ? [] : limits(places.limit))];
}

function ours(here: string): readonly Contestant[] {
  const run = join(here, "run-task.js");
  const contestant = (task: string, how: string, name: string): Contestant => ({
    task,
    name,
    kind: "ours",
    command: [process.execPath, run, task, how],
    needs: run,
    read: findResult,
  });
  return ["gmm-full", "gmm-1d", "lca", "bn-mle"].flatMap((task) => [
    contestant(task, "stages", "platewise"),
    contestant(task, "fit", "platewise fit()"),
  ]);
}

function peers(folder: string): readonly Contestant[] {
  const python = join(folder, "venv", "bin", "python");
  const runner = (file: string): string => join(folder, "runners", file);
  const inPython = (task: string, name: string, ...args: readonly [string, string]): Contestant => ({
    task,
    name,
    kind: "peer",
    command: [python, runner(args[0]), args[1]],
    needs: existsSync(python) ? runner(args[0]) : python,
    read: findResult,
  });
  const inR = (task: string, name: string, job: string): Contestant => ({
    task,
    name,
    kind: "peer",
    command: ["Rscript", runner("r_peer.R"), job],
    needs: runner("r_peer.R"),
    read: findResult,
  });
  return [
    inPython("gmm-full", "NumPy", "numpy_ref.py", "gmm_full"),
    inPython("gmm-full", "scikit-learn", "sklearn_peer.py", "gmm_full"),
    inPython("gmm-1d", "NumPy", "numpy_ref.py", "gmm_1d"),
    inR("gmm-1d", "mclust", "gmm_1d"),
    inPython("lca", "NumPy, rows collapsed", "numpy_ref.py", "lca_dedup"),
    inPython("bn-mle", "NumPy", "numpy_ref.py", "bn_mle"),
    inR("bn-mle", "bnlearn", "bn_mle"),
  ];
}

interface LimitJob {
  readonly task: string;
  readonly args: readonly string[];
  readonly iterations: number;
  readonly notes: string;
}

const limitJobs: readonly LimitJob[] = [
  { task: "gmm-full", args: ["gmm", "200000", "8", "8", "1", "5"], iterations: 20, notes: "gmm 200000 8 8" },
  { task: "gmm-1d", args: ["gmm1", "1000000", "3", "1", "5"], iterations: 50, notes: "gmm1 1000000 3" },
  {
    task: "lca",
    args: ["lca", "500000", "6", "2", "5"],
    iterations: 50,
    notes: "lca 500000 6 2: collapsed rows, items in pairs; collapsing shared over 50 passes",
  },
  { task: "bn-mle", args: ["count", "1000000", "5"], iterations: 1, notes: "count 1000000: 37 columns, up to 3 parents, random network" },
];

const compilers = [
  ["limit", "C limit (gcc)"],
  ["limit-clang", "C limit (clang)"],
] as const;

function limits(folder: string): readonly Contestant[] {
  return limitJobs.flatMap((job) =>
    compilers.map(([program, name]): Contestant => {
      const path = join(folder, program);
      return {
        task: job.task,
        name,
        kind: "limit",
        command: [path, ...job.args],
        needs: path,
        read: (output) => parseLimit(output, job, name),
      };
    }),
  );
}
