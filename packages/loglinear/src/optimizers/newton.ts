// Newton's method with step halving, damped where the Hessian is not positive definite.
// Nocedal & Wright, "Numerical Optimization", 2nd edition (2006), algorithms 3.2 and 3.3.

import { cholesky, InternalError, solveLower, solveLowerTransposed } from "@platewise/core";
import type { Optimizer } from "./optimizer.ts";
import { type Advance, startRun } from "./run.ts";
import { refuseL1 } from "./settings.ts";
import { dot } from "./vectors.ts";
import { accept, allowForRounding, isBelowRounding, isLowEnough, leadsNowhere, probe, type Workspace } from "./workspace.ts";

const MOST_HALVINGS = 60;

/** Dampings that are tried, as shares of the largest diagonal entry: none, then from 2^-40 on, 16 times as much each time. */
const MOST_DAMPINGS = 30;
const LEAST_DAMPING = 2 ** -40;

interface Parts {
  readonly hessian: Float64Array;
  readonly factor: Float64Array;
}

/** Whether the trial at `alpha` is admissible and low enough. */
function isStep(work: Workspace, slope: number, alpha: number): boolean {
  const slopeThere = probe(work, alpha);
  return Number.isFinite(work.trial.value) && Number.isFinite(slopeThere) && isLowEnough(work, alpha * slope, alpha * slopeThere);
}

function halve(work: Workspace, slope: number): boolean {
  allowForRounding(work, slope);
  for (let round = 0, alpha = 1; round < MOST_HALVINGS; round++, alpha /= 2) if (isStep(work, slope, alpha)) return true;
  return false;
}

function largestOnDiagonal(hessian: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(hessian[i * (n + 1)] as number));
  return largest > 0 && largest < Infinity ? largest : 1;
}

/** Writes the direction of the Hessian with `damping` added to its diagonal; gives the slope, NaN if that is not positive definite. */
function aim({ current, direction }: Workspace, { hessian, factor }: Parts, damping: number): number {
  const n = direction.length;
  factor.set(hessian);
  for (let i = 0; i < n; i++) factor[i * (n + 1)] = (factor[i * (n + 1)] as number) + damping;
  if (!cholesky(factor, 0, n, factor, 0)) return Number.NaN;
  for (let i = 0; i < n; i++) direction[i] = -(current.gradient[i] as number);
  solveLower(factor, 0, n, direction, 0);
  solveLowerTransposed(factor, 0, n, direction, 0);
  return dot(current.gradient, direction);
}

function advance(work: Workspace, parts: Parts): Advance {
  const unit = largestOnDiagonal(parts.hessian, work.direction.length);
  for (let round = 0, damping = 0; round < MOST_DAMPINGS; round++, damping = damping === 0 ? LEAST_DAMPING : damping * 16) {
    const slope = aim(work, parts, damping * unit);
    if (leadsNowhere(work, slope)) return "stalled";
    if (!(slope < 0 && slope > -Infinity)) continue;
    if (halve(work, slope)) {
      accept(work);
      return "moved";
    }
    if (work.trial.value === -Infinity) return "unbounded";
    if (isBelowRounding(work, slope)) return "stalled";
  }
  return "failed";
}

/** Newton's method, for objectives of few numbers that know their Hessian. A singular or indefinite one is damped until it serves. */
export const newton: Optimizer = {
  name: "newton",
  about: "Newton's method with step halving",
  needsHessian: true,
  takesL1: false,
  start: (objective, theta, options) => {
    refuseL1("newton", options);
    const { hessian: writeHessian, size } = objective;
    if (!writeHessian) throw new InternalError("the optimizer newton needs a Hessian");
    const parts = { hessian: new Float64Array(size * size), factor: new Float64Array(size * size) };
    const step = (work: Workspace) => {
      writeHessian(work.current.theta, parts.hessian);
      return advance(work, parts);
    };
    return startRun(objective, theta, options, { advance: step });
  },
};
