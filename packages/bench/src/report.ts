import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Standing } from "./standings.ts";
import { standingsTable, targetsTable } from "./tables.ts";
import type { Target } from "./targets.ts";

/** Where and when a table was measured. */
export interface Circumstances {
  readonly machine: string;
  readonly node: string;
  readonly date: string;
  readonly load: string;
  readonly rounds: number;
}

/** `, family 6, model 207` from the words of a Linux kernel on a processor, which names of virtual ones leave out; empty without. */
export function processorFamily(cpuinfo: string): string {
  const fields = ["cpu family", "model"].map((name) => new RegExp(`^${name}\\s*:\\s*(\\d+)$`, "m").exec(cpuinfo)?.[1]);
  return fields.includes(undefined) ? "" : `, family ${fields[0]}, model ${fields[1]}`;
}

const kernelWords = (): string => (existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "");

/** The circumstances of this process. */
export function circumstances(rounds: number): Circumstances {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "an unknown processor";
  const machine = `${cores.length} cores of ${model}${processorFamily(kernelWords())}`;
  return { machine, node: process.version, date: new Date().toISOString().slice(0, 10), load: (loadavg()[0] ?? 0).toFixed(1), rounds };
}

const explanation = `Fixed data, fixed start values, a fixed number of iterations (tolerance 0), one thread, one process per task and contestant. CPU is
user + system time of the process during the fit, the compiler's and the collector's threads included; each figure is the round of
least CPU. Compare figures within this table only.

- \`platewise\` times compiling the kernel (equal rows are collapsed there) and learning; in bn-em and the hmm tasks planning too, which looks
  at every row there. The last look at the data, which gives the log-likelihood at the final parameters, is left out with the last M-step
  (of no weight), as the other programs' figures leave it out; the notes give the stages around it.
- \`platewise fit()\` is the whole call of the public API, with reading columns, binding and planning; its memory is the process's peak.
- \`× ours\` is CPU per iteration over that of \`platewise\` (above 1: ours is faster); \`× C limit\` is over the faster C program.
- infer-…: one iteration runs the tree and takes the marginals of all nodes; building the tree and reading the tables into it are not in it.
  All start cold: ours is compiled by V8 within its repetitions. \`logLik\` is the sum of the squares of all marginal probabilities.
- bn-em: libDAI runs 2 of the 10 iterations, each of which costs the same, and its log-likelihood is left out.
- bn-mle: bnlearn and NumPy are timed on columns that are bound already, as ours is; the whole call also checks and binds 37 million cells.
- potts: one iteration is a whole fit, from zero until no mean of a feature is off by more than 1e-6. Ours is timed from the first look at
  the start to the last iteration, SciPy's likewise: of both, the junction tree is built and the data are counted before. Ours is of ten fits in turn; \`learn\` in the notes is the
  first alone, most of which V8 takes to compile.
- potts-grad: one iteration sets all log-potentials and takes log Z and the marginals of all sites and pairs; \`logLik\` is log Z.
- ctable: one iteration is a sweep over ten margins. Ours is timed in 200 fits of 20 sweeps to a bound and compiled table; R's figure, of 20 such fits, is that of the whole function. \`logLik\` is −deviance / 2.
- crf: one iteration is one of L-BFGS with its line search; compiling is in it, as CRFsuite's making of features is. \`logLik\` is the
  log-likelihood less |w|², after 150 iterations; 16949.144525 is the optimum.
- The C limit runs kernels of the same shape on its own random data, without an M-step; for bn-em the shape is only like it.`;

/** RESULTS.md: goals, table, circumstances, and how to make it again. */
export function writeReport(standings: readonly Standing[], targets: readonly Target[], at: Circumstances): string {
  return `# Results

Measured ${at.date} on ${at.machine}, Node ${at.node}, ${at.rounds} interleaved rounds, load average ${at.load} at the end.

## Goals

${targetsTable(targets)}

## Contestants

${standingsTable(standings)}

${explanation}

To make this page again, see [README.md](README.md).
`;
}
