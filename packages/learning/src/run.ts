import type { FitStatus } from "@platewise/core";
import { InternalError } from "@platewise/core";
import type { EstimationBlock } from "./estimation-blocks.ts";
import { type BlockSingularity, type Evaluation, evaluateProblem, maximizeProblem, type Problem } from "./problem.ts";

/**
 * How one run goes. `tolerance` is relative; 0 runs exactly `maxIterations`. `floor` 0 means that a collapse ends the run; else
 * the spreads of a block are held at that share of the data's variance from its first collapse on.
 */
export interface RunSettings {
  readonly hard: boolean;
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly floor: number;
  readonly signal: { readonly aborted: boolean } | undefined;
  readonly onIteration: (iteration: number, objective: number, change: number) => void;
  /** Lets other tasks of the thread run; awaited between iterations. */
  readonly pause: () => Promise<void>;
}

/** What a run came to. `theta` holds the last parameters of which `trace` knows the objective. */
export interface Run {
  readonly theta: Float64Array;
  readonly status: FitStatus;
  readonly iterations: number;
  readonly trace: readonly number[];
  readonly logLikTrace: readonly number[];
  readonly squaresTrace: readonly number[];
  readonly last: Evaluation;
  readonly emptied: readonly BlockSingularity[];
  readonly floored: readonly BlockSingularity[];
  readonly collapsed: readonly BlockSingularity[];
}

/** Fall of the objective, relative to its size, that rounding can explain. */
const ROUNDING = 1e-9;

/** Expected complete-data log-likelihood of a block at `theta`, on the statistics pooled by the last M-step. */
const blockObjective = (block: EstimationBlock, theta: Float64Array, before: Float64Array): number =>
  block.atoms.reduce((sum, atom) => sum + block.family.expectedLogLik(block.shape, atom, theta, before), 0);

function assertMonotone(
  problem: Problem,
  before: Float64Array,
  theta: Float64Array,
  values: { old: number; now: number; iteration: number },
): void {
  const { old, now, iteration } = values;
  if (now >= old - ROUNDING * Math.max(1, Math.abs(old))) return;
  const falls = problem.blocks.map((block) => blockObjective(block, theta, before) - blockObjective(block, before, before));
  const worst = falls.indexOf(Math.min(...falls));
  const names = problem.blocks[worst]?.params.join(", ") ?? "none";
  throw new InternalError(
    `the objective fell from ${old} to ${now} in iteration ${iteration}; the M-step of ${names} changed its part by ${falls[worst]}`,
  );
}

/** Sum of squares about the current means: for numeric laws with moments about the mean, from their statistics. */
export function sumOfSquares(problem: Problem): number {
  let sum = 0;
  for (const law of problem.plan.ground.laws) {
    if (law.family.location < 0) continue;
    const { statistics } = problem.kernels[law.id] as { statistics: Float64Array };
    const length = law.family.statisticsLength(law.shape);
    const d = law.shape.length;
    const full = law.shape.spread === "covariance";
    for (let slot = 0; slot < law.slots; slot++) {
      for (let i = 0; i < d; i++) sum += statistics[slot * length + 1 + d + (full ? (i * (i + 3)) / 2 : i)] as number;
    }
  }
  return sum;
}

const isSettled = (settings: RunSettings, old: number, now: Evaluation): boolean => {
  if (settings.hard) return now.changed === 0;
  return settings.tolerance > 0 && Math.abs(now.objective - old) <= settings.tolerance * Math.max(1, Math.abs(old));
};

interface State {
  theta: Float64Array;
  evaluation: Evaluation;
  iteration: number;
  readonly trace: number[];
  readonly logLikTrace: number[];
  readonly squaresTrace: number[];
  readonly emptied: BlockSingularity[];
  readonly floored: BlockSingularity[];
  /** Blocks of which a spread has collapsed: the floor holds for them. */
  readonly held: Set<EstimationBlock>;
}

/** A prior may be infinite where the likelihood is, in the other direction; nothing else makes an objective no number. */
function assertNumber({ objective, logPrior }: Evaluation, message: string): void {
  if (Number.isNaN(objective) && Number.isFinite(logPrior)) throw new InternalError(message);
}

function record(problem: Problem, state: State, evaluation: Evaluation): void {
  assertNumber(evaluation, `the objective is not a number in iteration ${state.iteration}`);
  state.evaluation = evaluation;
  state.trace.push(evaluation.objective);
  state.logLikTrace.push(evaluation.logLik);
  state.squaresTrace.push(sumOfSquares(problem));
}

function finish(state: State, status: FitStatus, collapsed: readonly BlockSingularity[] = []): Run {
  const { theta, iteration, trace, logLikTrace, squaresTrace, evaluation, emptied, floored } = state;
  return { theta, status, iterations: iteration, trace, logLikTrace, squaresTrace, last: evaluation, emptied, floored, collapsed };
}

const spreadsOf = (found: readonly BlockSingularity[]): readonly BlockSingularity[] => found.filter((s) => s.kind === "spread");

/** The M-step, with the floor where a spread collapses now or did before. Returns the spreads that collapse all the same. */
function maximize(problem: Problem, settings: RunSettings, state: State, theta: Float64Array): readonly BlockSingularity[] {
  let found = maximizeProblem(problem, theta, () => 0);
  const spreads = spreadsOf(found);
  if (spreads.length > 0 && settings.floor === 0) return spreads;
  for (const { block } of spreads) state.held.add(block);
  if (state.held.size > 0) {
    theta.set(state.theta);
    found = maximizeProblem(problem, theta, (block) => (state.held.has(block) ? settings.floor : 0));
    if (spreadsOf(found).length > 0) return spreadsOf(found);
    state.floored.push(...spreads);
  }
  state.emptied.push(...found.filter((s) => s.kind === "empty"));
  return [];
}

/**
 * Whether a step can only raise the objective. It may fall where the floor begins to hold, and what an emptied component had stays,
 * which may be below it.
 */
const mustRise = (state: State, held: number): boolean => state.held.size === 0 || (held === state.held.size && state.emptied.length === 0);

/** One iteration: M-step on the statistics at hand, then a pass at the new parameters. Null unless a spread collapsed. */
function step(problem: Problem, settings: RunSettings, state: State): readonly BlockSingularity[] | null {
  const before = state.theta;
  const theta = before.slice();
  const old = state.evaluation.objective;
  const held = state.held.size;
  const collapsed = maximize(problem, settings, state, theta);
  if (collapsed.length > 0) return collapsed;
  state.iteration += 1;
  const last = state.iteration >= settings.maxIterations && !settings.hard;
  const evaluation = evaluateProblem(problem, theta, { accumulate: !last, hard: settings.hard });
  if (old > -Infinity && mustRise(state, held))
    assertMonotone(problem, before, theta, { old, now: evaluation.objective, iteration: state.iteration });
  state.theta = theta;
  record(problem, state, evaluation);
  settings.onIteration(state.iteration, evaluation.objective, evaluation.objective - old);
  return null;
}

/**
 * EM from `start`: E-step and full M-step until the objective settles (or, in hard EM, no assignment changes). Every step is
 * checked: an objective that falls beyond rounding is our bug. Source: Dempster, Laird & Rubin, JRSS B 39 (1977).
 */
export async function runEm(problem: Problem, start: Float64Array, settings: RunSettings): Promise<Run> {
  const first = evaluateProblem(problem, start, { accumulate: settings.maxIterations > 0 || settings.hard, hard: settings.hard });
  const state: State = {
    theta: start,
    evaluation: first,
    iteration: 0,
    trace: [],
    logLikTrace: [],
    squaresTrace: [],
    emptied: [],
    floored: [],
    held: new Set(),
  };
  record(problem, state, first);
  // A row that the start makes impossible has no posterior to learn from; an infinite prior leaves no maximum to climb to.
  while (state.iteration < settings.maxIterations && Number.isFinite(state.evaluation.objective)) {
    await settings.pause();
    if (settings.signal?.aborted) return finish(state, "interrupted");
    const old = state.evaluation.objective;
    const collapsed = step(problem, settings, state);
    if (collapsed) return finish(state, "singular", collapsed);
    if (isSettled(settings, old, state.evaluation)) return finish(state, "converged");
  }
  return finish(state, "max-iterations");
}

const unfinished: Evaluation = { logLik: -Infinity, logPrior: 0, objective: -Infinity, changed: 0, impossible: null };

/** Closed-form maximum likelihood: counts, then a second look about the estimated means so that nothing cancels. */
export function runClosedForm(problem: Problem, start: Float64Array, floor: number): Run {
  const theta = start.slice();
  const located = problem.blocks.some((block) => block.family.location >= 0);
  let found: readonly BlockSingularity[] = [];
  for (let look = 0; look < (located ? 2 : 1); look++) {
    evaluateProblem(problem, theta, { accumulate: true, hard: false });
    found = maximizeProblem(problem, theta, () => floor);
    if (found.some((s) => s.kind === "spread")) break;
  }
  const spreads = found.filter((s) => s.kind === "spread");
  const shared = { theta, iterations: 0, squaresTrace: [], emptied: found.filter((s) => s.kind === "empty") };
  if (spreads.length > 0) {
    return { ...shared, status: "singular", trace: [], logLikTrace: [], last: unfinished, floored: [], collapsed: spreads };
  }
  const last = evaluateProblem(problem, theta, { accumulate: false, hard: false });
  assertNumber(last, "the log-likelihood of the estimate is not a number");
  return { ...shared, status: "exact", trace: [last.objective], logLikTrace: [last.logLik], last, floored: [], collapsed: [] };
}
