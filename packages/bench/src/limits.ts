import { join } from "node:path";
import type { Contestant } from "./contestant.ts";
import { parseLimit } from "./limit.ts";
import type { Locations } from "./locations.ts";

interface LimitJob {
  readonly task: string;
  readonly args: readonly string[];
  readonly iterations: number;
  readonly notes: string;
}

const jobs: readonly LimitJob[] = [
  { task: "gmm-full", args: ["gmm", "200000", "8", "8", "1", "5"], iterations: 20, notes: "gmm 200000 8 8" },
  { task: "gmm-1d", args: ["gmm1", "1000000", "3", "1", "5"], iterations: 50, notes: "gmm1 1000000 3" },
  {
    task: "lca",
    args: ["lca", "500000", "6", "2", "5"],
    iterations: 50,
    notes: "lca 500000 6 2: collapsed rows, items in pairs; collapsing shared over 50 passes",
  },
  { task: "bn-mle", args: ["count", "1000000", "5"], iterations: 1, notes: "count 1000000: 37 columns, up to 3 parents, random network" },
  {
    task: "bn-em",
    args: ["jt", "10000", "1", "5"],
    iterations: 10,
    notes: "jt 10000 1: another tree of ALARM's size (27 cliques, 925 cells), 60 % of the cells seen, not 80 %; no pruning",
  },
  {
    task: "hmm-gauss",
    args: ["hmm", "200", "1000", "8", "4", "1", "5"],
    iterations: 20,
    notes: "hmm 200 1000 8 4: eight sequences at once",
  },
  { task: "hmm-cat", args: ["hmmcat", "500000", "16", "32", "0", "5"], iterations: 10, notes: "hmmcat 500000 16 32, all steps stored" },
];

const compilers = [
  ["limit", "C limit (gcc)"],
  ["limit-clang", "C limit (clang)"],
] as const;

/** C programs that run kernels of a task's shape, from the folder of the limits; none without that folder. */
export function limits({ limit: folder }: Locations): readonly Contestant[] {
  if (folder === null) return [];
  return jobs.flatMap((job) =>
    compilers.map(([program, name]): Contestant => {
      const path = join(folder, program);
      return {
        task: job.task,
        name,
        kind: "limit",
        command: [path, ...job.args],
        needs: [path],
        read: (output) => parseLimit(output, job, name),
      };
    }),
  );
}
