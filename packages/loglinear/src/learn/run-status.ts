import type { FitStatus } from "@platewise/core";
import type { OptimizerResult, OptimizerStatus } from "../optimizers/optimizer.ts";

const statuses: Readonly<Record<OptimizerStatus, FitStatus>> = {
  converged: "converged",
  "max-iterations": "max-iterations",
  interrupted: "interrupted",
  "line-search-failed": "stalled",
  unbounded: "unbounded",
};

/** Largest entry of a gradient, per row, that the rounding of the objective may leave where it no longer changes. */
const FLAT = 1e-5;

/** Weights that would still move by this part of their size, or by this much, where the gradient has vanished creep to infinity. */
const CREEP = 1e-3;

/** What the end of a run is judged by. */
export interface Judgement {
  readonly penalised: boolean;
  /** True where gradients are estimates: how far the last step went says nothing. */
  readonly isNoisy: boolean;
  /** True where a run goes on until nothing changes any more. */
  readonly untilStill: boolean;
  readonly rows: number;
}

/**
 * True where the last step was long, and the gradient fell so little by it that as much again is left to go. One long step on to the very
 * maximum, as iterative scaling makes, leaves nothing.
 */
function creeps({ theta, lastChange, gradientNorm, normBefore }: OptimizerResult): boolean {
  const size = theta.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
  return normBefore > 0 && lastChange * (gradientNorm / normBefore) > CREEP * size;
}

/** Why a run ended; an optimum that is approached along a ray is none, nor is a place where the gradient has not vanished. */
export function statusOf(result: OptimizerResult, { penalised, isNoisy, untilStill, rows }: Judgement): FitStatus {
  const { status, gradientNorm } = result;
  if (status !== "converged" || isNoisy) return statuses[status];
  if (gradientNorm > FLAT * rows) return untilStill ? "stalled" : "converged";
  return !penalised && creeps(result) ? "unbounded" : "converged";
}
