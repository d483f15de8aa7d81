import { cpuPerIteration, SCALED, type Standing } from "./standings.ts";

/** One goal: `value` is to be at least (or at most) `bound`. NaN where a contestant is missing. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly bound: number;
  readonly sense: "at least" | "at most";
}

const OURS = "platewise";
const WHOLE_FIT = "platewise fit()";

const find = (standings: readonly Standing[], task: string, name: string): Standing | undefined =>
  standings.find((s) => s.task === task && s.name === name);

/** CPU per iteration of a contestant over ours: how many times faster ours is. */
export function timesFaster(standings: readonly Standing[], task: string, peer: string): number {
  const [ours, other] = [find(standings, task, OURS), find(standings, task, peer)];
  return ours && other ? cpuPerIteration(other) / cpuPerIteration(ours) : Number.NaN;
}

/** The faster of the C programs, in CPU seconds per iteration; NaN where there is none. */
export function limitOf(standings: readonly Standing[], task: string): number {
  const seconds = standings.filter((s) => s.task === task && s.kind === "limit" && s.best !== null).map(cpuPerIteration);
  return seconds.length === 0 ? Number.NaN : Math.min(...seconds);
}

/** The geometric mean over the tasks of our CPU per iteration over the limit's. */
export function meanOverLimit(standings: readonly Standing[], names: readonly string[]): number {
  const logs = names.map((task) => Math.log(cpuPerIteration(find(standings, task, OURS) as Standing) / limitOf(standings, task)));
  return Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
}

/** Memory allowed to a process: three times the data as typed arrays, and 150 MB. */
export const allowedMemory = (dataMegabytes: number): number => 3 * dataMegabytes + 150;

function memoryTarget(standings: readonly Standing[], task: string): Target {
  const fit = find(standings, task, WHOLE_FIT);
  const bound = allowedMemory(fit?.best?.data_mb ?? Number.NaN);
  return { what: `${task}: peak memory of the process, MB`, value: fit?.peakMemory ?? Number.NaN, bound, sense: "at most" };
}

/** How far our log-likelihood is from that of the task's peers, relative to its size; NaN where no peer ran. */
export function disagreement(standings: readonly Standing[], task: string): number {
  const own = find(standings, task, OURS)?.best?.ll ?? Number.NaN;
  const peers = standings.flatMap((s) => (s.task === task && s.kind === "peer" && s.best?.ll != null ? [s.best.ll] : []));
  return peers.length === 0 ? Number.NaN : Math.max(...peers.map((ll) => Math.abs(ll - own) / Math.abs(ll)));
}

function fasterTarget(standings: readonly Standing[], task: string, peer: string, bound: number): Target {
  const isScaled = find(standings, task, peer)?.best?.version === SCALED;
  const what = `${task}: times faster than ${peer}${isScaled ? " (which is not here: scaled from another peer)" : ""}`;
  return { what, value: timesFaster(standings, task, peer), bound, sense: "at least" };
}

/** Every goal of the benchmark with the value that was measured. */
export function listTargets(standings: readonly Standing[], names: readonly string[]): readonly Target[] {
  const faster = (task: string, peer: string, bound: number): Target => fasterTarget(standings, task, peer, bound);
  return [
    faster("gmm-full", "scikit-learn", 2),
    faster("gmm-full", "NumPy", 1),
    faster("gmm-1d", "mclust", 2),
    faster("lca", "NumPy, rows collapsed", 5),
    faster("bn-mle", "bnlearn", 2),
    { what: "geometric mean of ours over the C limit", value: meanOverLimit(standings, names), bound: 8, sense: "at most" },
    ...names.map((task) => memoryTarget(standings, task)),
    ...names.map(
      (task): Target => ({
        what: `${task}: log-likelihood off the peers', relative`,
        value: disagreement(standings, task),
        bound: 1e-9,
        sense: "at most",
      }),
    ),
  ];
}

/** Whether a goal is reached; null where it could not be measured. */
export function isReached({ value, bound, sense }: Target): boolean | null {
  if (Number.isNaN(value) || Number.isNaN(bound)) return null;
  return sense === "at least" ? value >= bound : value <= bound;
}
