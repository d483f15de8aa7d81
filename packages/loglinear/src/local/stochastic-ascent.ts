// Robbins & Monro, "A stochastic approximation method", Annals of Mathematical Statistics 22 (1951).

import { portableExp, portableLog1p } from "@platewise/core";
import type { OptimizerOptions, OptimizerResult, OptimizerRun, OptimizerStatus } from "../optimizers/optimizer.ts";
import { infinityNorm } from "../optimizers/vectors.ts";
import {
  averagedParameters,
  createWindowAverage,
  isFirstWindow,
  isWindowFull,
  recordIteration,
  type WindowAverage,
  type WindowGradient,
  windowGradient,
} from "./window-average.ts";

/** Steps that grow shorter: iteration t = 0, 1, … takes first · (1 + t / delay)^−power times the gradient per unit of weight. */
export interface StepSizes {
  readonly first: number;
  readonly delay: number;
  /** 1 is Robbins and Monro's; from ½ to 1 the average of the iterates is as good as the best choice of `first` would make it. */
  readonly power: number;
}

/** A log-likelihood, up to a constant, whose gradient can only be estimated. */
export interface NoisyObjective {
  readonly size: number;
  /** What the data count together. */
  readonly weight: number;
  /** Overwrites `gradient` with an estimate of the gradient at `theta`, per unit of weight. */
  readonly estimate: (theta: Float64Array, gradient: Float64Array) => void;
  /** Marks parameters that stay where they start, be it at −Infinity; null: none. */
  readonly fixed: Uint8Array | null;
  /** Weights of absolute values, and of half the squares, that are taken off the log-likelihood, by parameter; null: none. */
  readonly l1: Float64Array | null;
  readonly l2: Float64Array | null;
}

/** How a stochastic run goes. Tolerances of values don't apply: the value is not known. */
export interface StochasticOptions extends Pick<OptimizerOptions, "maxIterations" | "signal" | "onIteration"> {
  readonly steps: StepSizes;
  /** Largest standard error of an averaged gradient (summed over the data) at which the run may end; √weight / 4 when left out. */
  readonly noise?: number | undefined;
}

/**
 * What a stochastic run came to. `theta` is an average over at least the last third of the iterations. `value` is NaN, for it is not
 * known. `gradientNorm` is the largest entry of the gradient averaged over the last full window of iterations; `converged` means that
 * the average is within its Monte-Carlo error `noise`. `trace` has the size of a running mean of the gradient in each iteration.
 */
export interface StochasticResult extends OptimizerResult {
  readonly noise: number;
}

/** A stochastic run, from iteration to iteration. */
export interface StochasticRun extends OptimizerRun {
  readonly result: () => StochasticResult;
}

interface State {
  readonly objective: NoisyObjective;
  readonly options: StochasticOptions;
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly smooth: Float64Array;
  readonly average: WindowAverage;
  readonly trace: number[];
  last: WindowGradient;
  lastChange: number;
  status: OptimizerStatus | null;
}

/** Part of a new gradient in the running mean that the trace shows. */
const FRESH = 0.1;

/** Mean square of gradient over standard error up to which it counts as noise. */
const NOISE_LIKE = 1.5;

function shrink(x: number, by: number): number {
  return x > by ? x - by : x < -by ? x + by : 0;
}

/** One step; `gradient` becomes the step divided by its size, which also knows the penalties. */
function move({ objective, options, theta, gradient }: State, iteration: number): number {
  const { fixed, l1, l2, weight } = objective;
  const { first, delay, power } = options.steps;
  const step = first * portableExp(-power * portableLog1p(iteration / delay));
  let change = 0;
  for (let k = 0; k < theta.length; k++) {
    const old = theta[k] as number;
    if (fixed?.[k] === 1) {
      gradient[k] = 0;
      continue;
    }
    const pull = l2 === null ? 0 : ((l2[k] as number) / weight) * old;
    const straight = old + step * ((gradient[k] as number) - pull);
    const next = l1 === null ? straight : shrink(straight, (step * (l1[k] as number)) / weight);
    theta[k] = next;
    gradient[k] = (next - old) / step;
    change = Math.max(change, Math.abs(next - old));
  }
  return change;
}

function follow({ smooth, gradient }: State, iteration: number): void {
  const part = iteration === 0 ? 1 : FRESH;
  for (let k = 0; k < smooth.length; k++) smooth[k] = (smooth[k] as number) + part * ((gradient[k] as number) - (smooth[k] as number));
}

/** Looks at a window that has just been filled. */
function judge(state: State): void {
  const { average, objective, options } = state;
  if (!isWindowFull(average)) return;
  state.last = windowGradient(average);
  const allowed = (options.noise ?? Math.sqrt(objective.weight) / 4) / objective.weight;
  const isNoise = state.last.surprise <= NOISE_LIKE && state.last.error <= allowed;
  if (!isFirstWindow(average) && isNoise) state.status = "converged";
}

function iterate(state: State): void {
  const { objective, options, theta, gradient, average, trace } = state;
  if (options.signal?.aborted) {
    state.status = "interrupted";
    return;
  }
  const iteration = average.iterations;
  objective.estimate(theta, gradient);
  state.lastChange = move(state, iteration);
  follow(state, iteration);
  recordIteration(average, theta, gradient);
  const size = objective.weight * infinityNorm(state.smooth);
  trace.push(size);
  options.onIteration?.(iteration + 1, Number.NaN, size, iteration + 1);
  judge(state);
  if (!(infinityNorm(gradient) < Infinity)) state.status = "unbounded";
  else if (average.iterations >= options.maxIterations) state.status ??= "max-iterations";
}

function resultOf({ objective, theta, average, last, lastChange, status, trace }: State): StochasticResult {
  const { iterations } = average;
  const found = theta.slice();
  if (iterations > 0) averagedParameters(average, found);
  objective.fixed?.forEach((mark, k) => {
    if (mark === 1) found[k] = theta[k] as number;
  });
  return {
    theta: found,
    value: Number.NaN,
    gradientNorm: objective.weight * last.size,
    noise: objective.weight * last.error,
    lastChange,
    creeps: false,
    iterations,
    evaluations: iterations,
    status: status ?? "interrupted",
    trace: [...trace],
  };
}

/** Ascends by noisy gradients from a copy of `theta`, and averages the iterates. */
export function stochasticAscent(objective: NoisyObjective, theta: Float64Array, options: StochasticOptions): StochasticRun {
  const { size } = objective;
  const unknown: WindowGradient = { size: Number.NaN, error: Number.NaN, surprise: Number.NaN };
  const state: State = {
    objective,
    options,
    theta: theta.slice(),
    gradient: new Float64Array(size),
    smooth: new Float64Array(size),
    average: createWindowAverage(size),
    trace: [],
    last: unknown,
    lastChange: 0,
    status: options.maxIterations > 0 ? null : "max-iterations",
  };
  const step = () => {
    if (state.status === null) iterate(state);
    return state.status === null;
  };
  return { step, result: () => resultOf(state) };
}
