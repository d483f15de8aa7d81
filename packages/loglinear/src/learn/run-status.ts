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

/** What the end of a run is judged by. */
export interface Judgement {
  readonly penalised: boolean;
  /** True where gradients are estimates, and a small one says nothing. */
  readonly isNoisy: boolean;
  /** True where a run goes on until nothing changes any more. */
  readonly untilStill: boolean;
  readonly rows: number;
}

/** Why a run ended; an optimum that is approached along a ray is none, nor is a place where the gradient has not vanished. */
export function statusOf(
  { status, gradientNorm, creeps }: OptimizerResult,
  { penalised, isNoisy, untilStill, rows }: Judgement,
): FitStatus {
  if (status !== "converged" || isNoisy) return statuses[status];
  if (gradientNorm > FLAT * rows) return untilStill ? "stalled" : "converged";
  return !penalised && creeps ? "unbounded" : "converged";
}
