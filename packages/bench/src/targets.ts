import { limitGoal, type MemoryGoal, memoryGoals, type SpeedGoal, speedGoals } from "./goals.ts";
import { cpuPerIteration, SCALED, type Standing } from "./standings.ts";
import type { Task } from "./tasks/task.ts";

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

function ownTime(standings: readonly Standing[], task: string): number {
  const ours = find(standings, task, OURS);
  return ours ? cpuPerIteration(ours) : Number.NaN;
}

/** CPU per iteration of a contestant over ours: how many times faster ours is. */
export function timesFaster(standings: readonly Standing[], task: string, peer: string): number {
  const other = find(standings, task, peer);
  return other ? cpuPerIteration(other) / ownTime(standings, task) : Number.NaN;
}

/** The faster of the C programs, in CPU seconds per iteration; NaN where there is none. */
export function limitOf(standings: readonly Standing[], task: string): number {
  const seconds = standings.filter((s) => s.task === task && s.kind === "limit" && s.best !== null).map(cpuPerIteration);
  return seconds.length === 0 ? Number.NaN : Math.min(...seconds);
}

/** The geometric mean over the tasks of our CPU per iteration over the limit's. */
export function meanOverLimit(standings: readonly Standing[], names: readonly string[]): number {
  const logs = names.map((task) => Math.log(ownTime(standings, task) / limitOf(standings, task)));
  return Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
}

/** Memory allowed to a process: three times the data as typed arrays, and 150 MB. */
export const allowedMemory = (dataMegabytes: number): number => 3 * dataMegabytes + 150;

function memoryTarget(standings: readonly Standing[], { task, bound }: MemoryGoal): Target {
  const fit = find(standings, task, WHOLE_FIT);
  const allowed = bound ?? allowedMemory(fit?.best?.data_mb ?? Number.NaN);
  return { what: `${task}: peak memory of the process, MB`, value: fit?.peakMemory ?? Number.NaN, bound: allowed, sense: "at most" };
}

/** How far our log-likelihood is from that of the task's peers, relative to its size; NaN where no peer says one. */
export function disagreement(standings: readonly Standing[], task: string): number {
  const own = find(standings, task, OURS)?.best?.ll ?? Number.NaN;
  const peers = standings.flatMap((s) => (s.task === task && s.kind === "peer" && s.best?.ll != null ? [s.best.ll] : []));
  return peers.length === 0 ? Number.NaN : Math.max(...peers.map((ll) => Math.abs(ll - own) / Math.abs(ll)));
}

function fasterTarget(standings: readonly Standing[], { task, peer, bound }: SpeedGoal): Target {
  const isScaled = find(standings, task, peer)?.best?.version === SCALED;
  const what = `${task}: times faster than ${peer}${isScaled ? " (which is not here: scaled from another peer)" : ""}`;
  return { what, value: timesFaster(standings, task, peer), bound, sense: "at least" };
}

const checked = { fit: "log-likelihood", inference: "sum of squared marginals", gradient: "log Z", loglinear: "objective" } as const;

function agreementTarget(standings: readonly Standing[], task: Task): Target {
  const bound = task.kind === "loglinear" ? task.agreement : 1e-9;
  const what = `${task.name}: ${checked[task.kind]} off the peers', relative`;
  return { what, value: disagreement(standings, task.name), bound, sense: "at most" };
}

function limitTarget(standings: readonly Standing[]): Target {
  const value = meanOverLimit(standings, limitGoal.tasks);
  return {
    what: `geometric mean of ours over the C limit, ${limitGoal.tasks.join(", ")}`,
    value,
    bound: limitGoal.bound,
    sense: "at most",
  };
}

/** Every goal of the tasks with the value that was measured; that over the C limit only where all of its tasks are among them. */
export function listTargets(standings: readonly Standing[], tasks: readonly Task[]): readonly Target[] {
  const isAmong = (name: string): boolean => tasks.some((task) => task.name === name);
  return [
    ...speedGoals.filter(({ task }) => isAmong(task)).map((goal) => fasterTarget(standings, goal)),
    ...(limitGoal.tasks.every(isAmong) ? [limitTarget(standings)] : []),
    ...memoryGoals.filter(({ task }) => isAmong(task)).map((goal) => memoryTarget(standings, goal)),
    ...tasks.map((task) => agreementTarget(standings, task)),
  ];
}

/** Whether a goal is reached; null where it could not be measured. */
export function isReached({ value, bound, sense }: Target): boolean | null {
  if (Number.isNaN(value) || Number.isNaN(bound)) return null;
  return sense === "at least" ? value >= bound : value <= bound;
}
