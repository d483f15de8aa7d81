import type { Objective } from "./objective.ts";
import { addScaledFrom, dot } from "./vectors.ts";

/** A place with what the objective says there. */
export interface Point {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}

/** The arrays of a run, all made at its start. Accepting a step swaps `current` and `trial`. */
export interface Workspace {
  readonly objective: Objective;
  current: Point;
  trial: Point;
  readonly direction: Float64Array;
  evaluations: number;
  /** What rounding may add to a value, while a step promises so little that this matters; 0 otherwise. */
  slack: number;
}

const createPoint = (theta: Float64Array): Point => ({ theta, gradient: new Float64Array(theta.length), value: Number.NaN });

/** A workspace at a copy of `theta`, not evaluated yet. */
export function createWorkspace(objective: Objective, theta: Float64Array): Workspace {
  const direction = new Float64Array(objective.size);
  return { objective, current: createPoint(theta.slice()), trial: createPoint(theta.slice()), direction, evaluations: 0, slack: 0 };
}

/** Evaluates the objective at `point.theta`. */
export function evaluate(work: Workspace, point: Point): void {
  work.evaluations += 1;
  point.value = work.objective.evaluate(point.theta, point.gradient);
}

/** Moves the trial to current + alpha · direction and evaluates it; gives the slope there along the direction. */
export function probe(work: Workspace, alpha: number): number {
  const { current, trial, direction } = work;
  trial.theta.set(current.theta);
  addScaledFrom(alpha, direction, 0, trial.theta);
  evaluate(work, trial);
  return dot(trial.gradient, direction);
}

/** Makes the trial the current point. */
export function accept(work: Workspace): void {
  const { current, trial } = work;
  work.current = trial;
  work.trial = current;
}

/** c₁ of the Armijo condition. */
export const SUFFICIENT_DECREASE = 1e-4;

/** Relative error of a value that sums of many terms may have. */
const VALUE_ROUNDING = 2 ** -46;

/** Change of a value, relative to it, from which on rounding is reckoned with. */
const SMALL_CHANGE = 2 ** -30;

/** Sets the slack for a step, or for all of a row, that changes the value by `predicted`, to first order. */
export function allowForRounding(work: Workspace, predicted: number): void {
  const size = Math.abs(work.current.value);
  work.slack = -predicted <= SMALL_CHANGE * size ? VALUE_ROUNDING * size : 0;
}

/**
 * Whether the trial is low enough for a step whose first-order change is `predicted` (negative) and at whose end the change would be
 * `predictedAtEnd`: Armijo's condition or, where rounding hides the difference of the values, the same said of the slopes of a parabola.
 * Source: Hager & Zhang, SIAM J. Optimization 16 (2005), eq. 4.1.
 */
export function isLowEnough(work: Workspace, predicted: number, predictedAtEnd: number): boolean {
  const change = work.trial.value - work.current.value;
  if (change <= SUFFICIENT_DECREASE * predicted) return true;
  return work.slack > 0 && change <= work.slack && predictedAtEnd <= (2 * SUFFICIENT_DECREASE - 1) * predicted;
}

/** Share of the value below which a promised change is no more than the rounding of the gradient, squared. */
const NO_CHANGE = 2 ** -96;

/** Whether a direction with this slope leads nowhere: the gradient along it is nothing but rounding. */
export const leadsNowhere = (work: Workspace, slope: number): boolean => Math.abs(slope) <= NO_CHANGE * Math.abs(work.current.value);

/** Whether a step that promises to lower the value by -predicted / 2 promises no more than rounding. */
export const isBelowRounding = (work: Workspace, predicted: number): boolean =>
  -predicted <= 2 ** -40 * Math.max(1, Math.abs(work.current.value));
