// Orthant-wise limited-memory quasi-Newton, for an objective plus weighted absolute values of the coordinates.
// Andrew & Gao, "Scalable training of L1-regularized log-linear models", ICML (2007).

import {
  applyInverseHessian,
  type CurvatureMemory,
  createCurvatureMemory,
  firstStepShare,
  forget,
  invertDiagonal,
  remember,
} from "./curvature-memory.ts";
import type { Optimizer } from "./optimizer.ts";
import { type Advance, startRun } from "./run.ts";
import { memoryOf } from "./settings.ts";
import { dot, infinityNorm } from "./vectors.ts";
import { accept, allowForRounding, evaluate, isBelowRounding, isLowEnough, leadsNowhere, type Point, type Workspace } from "./workspace.ts";

const MOST_HALVINGS = 60;

interface Parts {
  readonly memory: CurvatureMemory;
  readonly l1: Float64Array;
  readonly pseudoGradient: Float64Array;
  /** Sign that each penalised coordinate keeps during a step. */
  readonly orthant: Float64Array;
  readonly isScaled: boolean;
  /** Grows tenfold with every step that shows no curvature. */
  reach: number;
}

/** Σ weight · |theta|. */
function penaltyAt(l1: Float64Array, theta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < l1.length; i++) sum += (l1[i] as number) * Math.abs(theta[i] as number);
  return sum;
}

/** The subgradient of least size, eq. 4 of the paper. */
function writePseudoGradient({ theta, gradient }: Point, l1: Float64Array, into: Float64Array): void {
  for (let i = 0; i < into.length; i++) {
    const slope = gradient[i] as number;
    const weight = l1[i] as number;
    const sign = Math.sign(theta[i] as number);
    into[i] = sign === 0 ? slope - Math.min(Math.max(slope, -weight), weight) : slope + sign * weight;
  }
}

/** Writes the direction, zero where a penalised coordinate would leave the side that lowers the value; gives the slope along it. */
function aim({ current, direction }: Workspace, { memory, l1, pseudoGradient, orthant }: Parts): number {
  writePseudoGradient(current, l1, pseudoGradient);
  direction.set(pseudoGradient);
  applyInverseHessian(memory, direction);
  for (let i = 0; i < direction.length; i++) {
    const downhill = -(pseudoGradient[i] as number);
    const wanted = -(direction[i] as number);
    direction[i] = (l1[i] as number) > 0 && wanted * downhill <= 0 ? 0 : wanted;
    orthant[i] = Math.sign(current.theta[i] as number) || Math.sign(downhill);
  }
  return dot(pseudoGradient, direction);
}

/** Moves the trial along the direction, penalised coordinates to zero at most. */
function moveWithinOrthant({ current, trial, direction }: Workspace, { l1, orthant }: Parts, alpha: number): void {
  for (let i = 0; i < direction.length; i++) {
    const wanted = (current.theta[i] as number) + alpha * (direction[i] as number);
    trial.theta[i] = (l1[i] as number) > 0 && wanted * (orthant[i] as number) <= 0 ? 0 : wanted;
  }
}

/** First-order change of the value from the current point to the trial. */
function predictedChange({ current, trial }: Workspace, pseudoGradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < pseudoGradient.length; i++)
    sum += (pseudoGradient[i] as number) * ((trial.theta[i] as number) - (current.theta[i] as number));
  return sum;
}

/** The same by the slopes at the trial, which lies in the closure of the orthant. */
function predictedAtEnd({ current, trial }: Workspace, { l1, orthant }: Parts): number {
  let sum = 0;
  for (let i = 0; i < l1.length; i++) {
    const slope = (trial.gradient[i] as number) + (l1[i] as number) * (orthant[i] as number);
    sum += slope * ((trial.theta[i] as number) - (current.theta[i] as number));
  }
  return sum;
}

/** Halves the step from `alpha` on until it is low enough; false if none is. */
function backtrack(work: Workspace, parts: Parts, alpha: number): boolean {
  for (let round = 0, share = alpha; round < MOST_HALVINGS; round++, share /= 2) {
    moveWithinOrthant(work, parts, share);
    const predicted = predictedChange(work, parts.pseudoGradient);
    if (!(predicted < 0)) return false;
    evaluate(work, work.trial);
    if (work.trial.value === -Infinity) return false;
    const atEnd = predictedAtEnd(work, parts);
    if (Number.isFinite(work.trial.value) && Number.isFinite(atEnd) && isLowEnough(work, predicted, atEnd)) return true;
  }
  return false;
}

function advance(work: Workspace, parts: Parts): Advance {
  const { memory, isScaled } = parts;
  for (;;) {
    const isFresh = memory.count === 0;
    const slope = aim(work, parts);
    if (leadsNowhere(work, slope) && (isFresh || slope < 0)) return "stalled";
    const length = isFresh ? parts.reach * (isScaled ? 1 : firstStepShare(work.direction)) : 1;
    allowForRounding(work, length * slope);
    if (slope < 0 && backtrack(work, parts, length)) {
      remember(memory, work.current, work.trial);
      parts.reach = memory.count === 0 ? 10 * parts.reach : 1;
      accept(work);
      return "moved";
    }
    if (work.trial.value === -Infinity) return "unbounded";
    if (isBelowRounding(work, slope) && isFresh) return "stalled";
    if (isFresh) return "failed";
    forget(memory);
  }
}

/** L-BFGS for objectives with L1 terms; coordinates become exactly 0. Without weights it is L-BFGS with step halving. */
export const owlqn: Optimizer = {
  name: "owlqn",
  about: "orthant-wise limited-memory quasi-Newton for L1",
  needsHessian: false,
  takesL1: true,
  start: (objective, theta, options) => {
    const { size } = objective;
    const l1 = options.l1?.slice() ?? new Float64Array(size);
    const memory = createCurvatureMemory(size, memoryOf(options), invertDiagonal(size, options.scale));
    const [pseudoGradient, orthant, shown] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const parts: Parts = { memory, l1, pseudoGradient, orthant, isScaled: options.scale !== undefined, reach: 1 };
    const norm = (point: Point) => {
      writePseudoGradient(point, l1, shown);
      return infinityNorm(shown);
    };
    const penalty = (at: Float64Array) => penaltyAt(l1, at);
    return startRun(objective, theta, options, { advance: (work) => advance(work, parts), norm, penalty });
  },
};
