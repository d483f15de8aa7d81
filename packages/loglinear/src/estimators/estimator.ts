import type { Random } from "@platewise/core";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import type { Cells } from "../learn/cells.ts";
import type { Penalty } from "../learn/penalty.ts";
import type { OptimizerOptions, OptimizerRun } from "../optimizers/optimizer.ts";

/** What an estimator works on. `theta` is the start. */
export interface EstimatorContext {
  readonly problem: NetworkProblem;
  readonly cells: Cells;
  readonly penalty: Penalty;
  readonly theta: Float64Array;
  readonly options: OptimizerOptions;
  readonly sampling: SamplingSettings;
}

/** Of estimators that sample: sweeps between updates, chains, and where random numbers come from. */
export interface SamplingSettings {
  readonly k: number;
  /** Null: as many as the estimator finds best. */
  readonly chains: number | null;
  readonly random: Random;
}

/** What an estimator claims of what it maximises. */
export interface Claims {
  /** What is maximised, as a phrase. */
  readonly maximises: string;
  /** True where every local maximum is the global one. */
  readonly concave: boolean;
  /** Whether the estimate tends to the truth as rows are added, in words. */
  readonly consistent: string;
}

/** How an approximation of expectations ended: `change` is what its last iteration still changed. */
export interface ApproximationEnd {
  readonly converged: boolean;
  readonly iterations: number;
  readonly change: number;
}

/** A way to estimate the weights of a network. One file each; `estimators` lists them. */
export interface Estimator {
  readonly name: string;
  /** Its gradient is estimated: no value of the objective is known, and the trace holds sizes of the gradient. */
  readonly isNoisy?: true;
  /** Why it can't be used on this problem; null where it can. */
  refuse(problem: NetworkProblem, penalty: Penalty): string | null;
  claims(problem: NetworkProblem): Claims;
  /** Standard errors of the reported parameters; null where they cost too much or don't exist. Left out: there is no theory of them. */
  errors?(problem: NetworkProblem, cells: Cells, theta: Float64Array): Float64Array | null;
  /** Of estimators with approximate expectations: how these end at `theta`. */
  approximation?(problem: NetworkProblem, theta: Float64Array): ApproximationEnd;
  /** A run that minimises the negative of what is maximised, from iteration to iteration. */
  start(context: EstimatorContext): OptimizerRun;
}
