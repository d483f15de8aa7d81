// Darroch & Ratcliff, "Generalized iterative scaling for log-linear models", Annals of Mathematical Statistics 43 (1972). No slack feature
// is needed where the features sum to less than the bound (Curran & Clark, EACL 2003). With a quadratic penalty each update solves an
// equation in one unknown (Chen & Rosenfeld, "A survey of smoothing techniques for ME models", IEEE Trans. Speech Audio 8, 2000).

import { portableExp, portableLog } from "@platewise/core";
import { addTransposed } from "@platewise/graph";
import type { Objective } from "../optimizers/objective.ts";
import type { OptimizerOptions, OptimizerRun } from "../optimizers/optimizer.ts";
import { type Advance, type Method, startRun } from "../optimizers/run.ts";
import { accept, evaluate, type Workspace } from "../optimizers/workspace.ts";
import type { ExpectationSource } from "./expectation-source.ts";
import { featureBounds, type LinearNetwork } from "./feature-bounds.ts";

/** A likelihood whose data are known by their counts of entries: nothing is latent. */
export interface ScalingProblem extends LinearNetwork {
  /** Counts of entries in the data, summed over rows with their weights. */
  readonly empirical: Float64Array;
  readonly source: ExpectationSource;
  /** Marks parameters that stay at −Infinity, as those of cells that never occur; null: none. */
  readonly removed: Uint8Array | null;
  /** Weights of half the squares that are taken off the log-likelihood, one for each parameter; null: none. */
  readonly l2: Float64Array | null;
}

/** Parameters that are updated together. */
interface ScalingGroup {
  readonly cells: readonly number[];
  readonly bound: number;
  readonly shift: Float64Array;
}

/** Largest change, times the bound, of a parameter in one update: cells that never occur walk off at this pace. */
const LONGEST = 30;

/** Part of a sum of counts that rounding may leave of it. */
const ROUNDING = 2 ** -40;

/** Rise of the value, relative to it, that rounding in the source explains. */
const VALUE_ROUNDING = 2 ** -36;

const clip = (u: number): number => Math.max(-LONGEST, Math.min(LONGEST, u));

/** log(a / b), at most the longest step; 0/0 is one. */
function logRatio(a: number, b: number): number {
  if (a > 0 && b > 0) return clip(portableLog(a / b));
  return a > 0 ? LONGEST : b > 0 ? -LONGEST : 0;
}

/** The u with a − c·u − m·e^u = 0, for c > 0 and m ≥ 0, at most the longest step. Newton's steps come from above after the first. */
function solvePenalised(a: number, c: number, m: number): number {
  let u = clip(m > 0 && a > 0 ? Math.min(a / c, portableLog(a / m)) : a / c);
  for (let i = 0; i < 4 * LONGEST; i++) {
    const weight = m * portableExp(u);
    const next = clip(u + (a - c * u - weight) / (c + weight));
    if (Math.abs(next - u) <= 1e-14 * Math.max(1, Math.abs(u))) return next;
    u = next;
  }
  return u;
}

const atLeastZero = (x: number, size: number): number => (x > ROUNDING * size ? x : 0);

/** Empirical sums of features: the transpose of the map at the counts of entries. */
function featureTotals({ map, size, empirical }: ScalingProblem): Float64Array {
  const totals = new Float64Array(size);
  addTransposed(map, empirical, 1, totals);
  return totals;
}

/** Σ counts · log-potential without the parameters' part. */
function constantPart({ map, empirical }: ScalingProblem): number {
  let sum = 0;
  for (let e = 0; e < empirical.length; e++) if (empirical[e] !== 0) sum += (empirical[e] as number) * (map.constant[e] as number);
  return sum;
}

/**
 * The negative log-likelihood, penalty included; removed parameters are −Infinity for the source, whatever they are here. Parameters of
 * no group don't move, and have no gradient.
 */
function objectiveOf(problem: ScalingProblem, groups: readonly ScalingGroup[], totals: Float64Array): Objective {
  const { map, size, source, removed, l2, empirical } = problem;
  const constant = constantPart(problem);
  const moves = new Uint8Array(size);
  for (const { cells } of groups) for (const k of cells) moves[k] = 1;
  const counts = new Float64Array(empirical.length);
  const full = new Float64Array(size);
  const evaluateAt = (theta: Float64Array, gradient: Float64Array): number => {
    for (let k = 0; k < size; k++) full[k] = removed?.[k] === 1 ? -Infinity : (theta[k] as number);
    let value = source.expectedCounts(full, counts) - constant;
    gradient.fill(0);
    addTransposed(map, counts, 1, gradient);
    for (let k = 0; k < size; k++) {
      if (removed?.[k] === 1) {
        gradient[k] = 0;
        continue;
      }
      const pull = l2 === null ? 0 : (l2[k] as number) * (theta[k] as number);
      value += (theta[k] as number) * (pull / 2 - (totals[k] as number));
      gradient[k] = moves[k] === 1 ? (gradient[k] as number) - (totals[k] as number) + pull : 0;
    }
    return value;
  };
  return { size, evaluate: evaluateAt };
}

/** The change of parameter k that maximises the bound on the log-likelihood. */
function changeOf({ l2 }: ScalingProblem, { bound, shift }: ScalingGroup, totals: Float64Array, work: Workspace, k: number): number {
  const total = totals[k] as number;
  const least = shift[k] as number;
  const size = Math.abs(total) + Math.abs(least);
  const penalty = l2 === null ? 0 : (l2[k] as number);
  const pull = penalty * (work.current.theta[k] as number);
  const wanted = atLeastZero(total - least, size);
  const found = atLeastZero(wanted + (work.current.gradient[k] as number) - pull, size);
  return (penalty > 0 ? solvePenalised(wanted - pull, penalty / bound, found) : logRatio(wanted, found)) / bound;
}

/** Updates the parameters of one group; they stay where the source's value rises in spite of the bound. */
function scaleGroup(problem: ScalingProblem, group: ScalingGroup, totals: Float64Array, work: Workspace): Advance {
  const { current, trial } = work;
  trial.theta.set(current.theta);
  let hasMoved = false;
  for (const k of group.cells) {
    const change = changeOf(problem, group, totals, work, k);
    trial.theta[k] = (current.theta[k] as number) + change;
    hasMoved ||= trial.theta[k] !== current.theta[k];
  }
  if (!hasMoved) return "stalled";
  evaluate(work, trial);
  if (!(trial.value <= current.value + VALUE_ROUNDING * Math.max(1, Math.abs(current.value)))) return "failed";
  accept(work);
  return "moved";
}

function groupOf(problem: ScalingProblem, cells: Iterable<number>): ScalingGroup {
  const kept = [...cells].filter((k) => problem.removed?.[k] !== 1);
  const { bound, shift } = featureBounds(problem, kept);
  return { cells: bound > 0 ? kept : [], bound, shift };
}

/** A run whose iterations update groups of parameters in turn, each with one call of the source. */
export function startScaling(
  problem: ScalingProblem,
  groups: readonly Iterable<number>[],
  theta: Float64Array,
  options: OptimizerOptions,
): OptimizerRun {
  const { removed } = problem;
  const totals = featureTotals(problem);
  const scaled = groups.map((cells) => groupOf(problem, cells));
  const before = new Float64Array(problem.size);
  const advance = (work: Workspace): Advance => {
    before.set(work.current.theta);
    const outcomes = scaled.map((group) => scaleGroup(problem, group, totals, work));
    // The run measures the change of an iteration from here.
    work.trial.theta.set(before);
    if (outcomes.includes("moved")) return "moved";
    return outcomes.includes("failed") ? "failed" : "stalled";
  };
  const method: Method = { advance };
  const start = theta.map((x, k) => (removed?.[k] === 1 ? 0 : x));
  const run = startRun(objectiveOf(problem, scaled, totals), start, options, method);
  const result = () => {
    const found = run.result();
    return { ...found, theta: found.theta.map((x, k) => (removed?.[k] === 1 ? -Infinity : x)) };
  };
  return { step: run.step, result };
}
