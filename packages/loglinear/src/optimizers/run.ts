import { InternalError } from "@platewise/core";
import type { Objective } from "./objective.ts";
import type { OptimizerOptions, OptimizerResult, OptimizerRun, OptimizerStatus } from "./optimizer.ts";
import { boundOf } from "./settings.ts";
import { infinityNorm, largestDifference } from "./vectors.ts";
import { createWorkspace, evaluate, type Point, type Workspace } from "./workspace.ts";

/** How an iteration went; `stalled`: no step is left that rounding would not hide. `current` has moved only if it `moved`. */
export type Advance = "moved" | "stalled" | "failed" | "unbounded";

/** What makes a method of its own: how it goes from point to point. */
export interface Method {
  readonly advance: (work: Workspace) => Advance;
  /** Size of the gradient, or what stands for it, at a point; its largest entry when left out. */
  readonly norm?: (point: Point) => number;
  /** What is added to the value of the objective. */
  readonly penalty?: (theta: Float64Array) => number;
}

interface State {
  readonly work: Workspace;
  readonly method: Method;
  readonly options: OptimizerOptions;
  readonly trace: number[];
  iterations: number;
  gradientNorm: number;
  /** The same before the last iteration that moved, how far that went, and whether it may as well have gone farther. */
  normBefore: number;
  lastChange: number;
  creeps: boolean;
  status: OptimizerStatus | null;
  /** Nothing moves any more; iterations are only counted. */
  isStill: boolean;
}

function withPenalty(objective: Objective, { penalty }: Method): Objective {
  if (!penalty) return objective;
  return { ...objective, evaluate: (theta, gradient) => objective.evaluate(theta, gradient) + penalty(theta) };
}

const normAt = ({ method, work }: State): number => (method.norm ? method.norm(work.current) : infinityNorm(work.current.gradient));

const isFlat = ({ options, gradientNorm }: State): boolean => options.gradientTolerance > 0 && gradientNorm <= options.gradientTolerance;

/** A tolerance below this asks for no change that a value could show. */
const UNSEEN = 2 ** -52;

/** Where only rounding would stop it, a run goes on as long as its gradient still falls. */
function isSettled({ options: { tolerance }, trace, isStill, gradientNorm, normBefore }: State): boolean {
  const [old, now] = trace.slice(-2) as [number, number];
  if (tolerance < UNSEEN && !isStill && gradientNorm < normBefore) return false;
  return tolerance > 0 && Math.abs(now - old) <= tolerance * Math.max(1, Math.abs(old));
}

const wentTooFar = ({ options, work, isStill }: State): boolean => !isStill && infinityNorm(work.current.theta) > boundOf(options);

function statusAfter(state: State): OptimizerStatus | null {
  if (wentTooFar(state)) return "unbounded";
  if (isFlat(state) || isSettled(state)) return "converged";
  return state.iterations >= state.options.maxIterations ? "max-iterations" : null;
}

function statusAtStart(state: State): OptimizerStatus | null {
  const { value } = state.work.current;
  if (value === -Infinity) return "unbounded";
  if (!Number.isFinite(value) || !Number.isFinite(state.gradientNorm)) return "line-search-failed";
  if (isFlat(state)) return "converged";
  return state.options.maxIterations > 0 ? null : "max-iterations";
}

/** Part of the size of coordinates, or of 1, that a last step of a run that arrives somewhere does not exceed. */
const LONG_STEP = 1e-3;

/** Rise of the value, relative to it, that is none: what such a step goes to the side raises it by less, and curvature by more. */
const LEVEL = 1e-9;

/** True where the last step was long, and as long a step from here does not raise the value. */
function goesOn({ work, lastChange }: State): boolean {
  const { current, trial } = work;
  if (lastChange <= LONG_STEP * Math.max(1, infinityNorm(current.theta))) return false;
  for (let i = 0; i < trial.theta.length; i++) trial.theta[i] = 2 * (current.theta[i] as number) - (trial.theta[i] as number);
  evaluate(work, trial);
  return trial.value <= current.value + LEVEL * Math.abs(current.value);
}

/** One iteration; the state afterwards says whether the run is over. */
function iterate(state: State): void {
  const { work, method, options } = state;
  if (options.signal?.aborted) {
    state.status = "interrupted";
    return;
  }
  const advance = state.isStill ? "stalled" : method.advance(work);
  if (advance === "failed" || advance === "unbounded") {
    state.status = advance === "failed" ? "line-search-failed" : "unbounded";
    return;
  }
  state.isStill = advance === "stalled";
  if (!state.isStill) {
    state.lastChange = largestDifference(work.current.theta, work.trial.theta);
    state.normBefore = state.gradientNorm;
    state.gradientNorm = normAt(state);
  }
  state.iterations += 1;
  state.trace.push(work.current.value);
  options.onIteration?.(state.iterations, work.current.value, state.gradientNorm, work.evaluations);
  state.status = statusAfter(state);
  state.creeps = state.status === "converged" && !state.isStill && goesOn(state);
}

function resultOf({ work, trace, gradientNorm, lastChange, creeps, iterations, status }: State): OptimizerResult {
  const { theta, value } = work.current;
  return {
    theta: theta.slice(),
    value,
    gradientNorm,
    lastChange,
    creeps,
    iterations,
    evaluations: work.evaluations,
    status: status ?? "interrupted",
    trace: [...trace],
  };
}

function assertLengths({ size }: Objective, theta: Float64Array, { l1, scale }: OptimizerOptions): void {
  const lengths = [theta, l1, scale].map((each) => each?.length ?? size);
  if (lengths.some((length) => length !== size)) throw new InternalError(`an objective of ${size} numbers got arrays of ${lengths}`);
}

/** A run of a method from a copy of `theta`. InternalError for arrays of other lengths than the objective's. */
export function startRun(objective: Objective, theta: Float64Array, options: OptimizerOptions, method: Method): OptimizerRun {
  assertLengths(objective, theta, options);
  const work = createWorkspace(withPenalty(objective, method), theta);
  evaluate(work, work.current);
  const state: State = {
    ...{ work, method, options, trace: [work.current.value] },
    ...{ iterations: 0, gradientNorm: 0, normBefore: 0, lastChange: 0, creeps: false, status: null, isStill: false },
  };
  state.gradientNorm = normAt(state);
  state.status = statusAtStart(state);
  const step = () => {
    if (state.status === null) iterate(state);
    return state.status === null;
  };
  return { step, result: () => resultOf(state) };
}
