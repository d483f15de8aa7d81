import type { Random } from "@platewise/core";
import { applyMap, type GroundGraph, type WrittenNetwork } from "@platewise/graph";
import { clampedValue, type NetworkProblem } from "../expectations/network-problem.ts";
import type { FactorKernel } from "../expectations/phase.ts";
import { isConditional } from "../local/chain-phases.ts";
import { annealedImportanceSampling } from "../sampling/annealed-importance-sampling.ts";

/** log Z of a row and the log-likelihood, with the standard errors that annealed importance sampling leaves in them. */
export interface EstimatedLogZ {
  readonly logZ: number;
  readonly standardError: number;
  readonly logLik: number;
  readonly logLikError: number;
}

const RUNS = 100;
const TEMPERATURES = 1000;

/** Log-potentials that an estimate may read; where it would cost more there are fewer temperatures, and then fewer runs. */
const MOST_WORK = 6e7;

const FEWEST_TEMPERATURES = 100;
const FEWEST_RUNS = 10;

/** Equal weights that those of the runs must be worth: of fewer the spread says nothing of the error. */
const FEWEST_EFFECTIVE = 5;

/** Runs and temperatures that can be afforded where the factors of a row have so many entries in all; null: none. */
export function annealingSchedule(entries: number): { readonly runs: number; readonly temperatures: number } | null {
  const sweeps = MOST_WORK / Math.max(1, entries);
  const runs = Math.min(RUNS, Math.floor(sweeps / FEWEST_TEMPERATURES));
  if (runs < FEWEST_RUNS) return null;
  return { runs, temperatures: Math.min(TEMPERATURES, Math.floor(sweeps / runs)) };
}

/** log Z of a row by annealed importance sampling. */
export interface AnnealedLogZ {
  readonly logZ: number;
  readonly standardError: number;
  /** What the tables of all factors of a row are divided by where engines read them. */
  readonly shift: number;
}

/** Estimates log Z of every row of a network; null where rows have their own, don't stand in one plate, or are too large for a trustworthy one. */
export function annealLogZ(
  ground: GroundGraph,
  written: WrittenNetwork | string,
  theta: Float64Array,
  random: Random,
): AnnealedLogZ | null {
  if (typeof written === "string" || isConditional(written.network)) return null;
  const schedule = annealingSchedule(written.network.entries);
  if (!schedule) return null;
  const potentials = new Float64Array(written.map.constant.length);
  applyMap(written.map, theta, potentials);
  const request = { network: written.network, potentials, at: null, random, ...schedule };
  const { logZ, standardError, effectiveRuns } = annealedImportanceSampling(request);
  if (!(effectiveRuns >= FEWEST_EFFECTIVE)) return null;
  const shift = ground.factors.reduce((sum, { law }) => {
    const kernel = law.family.createKernel(law);
    kernel.prepare(theta);
    return sum + (kernel as FactorKernel).shift;
  }, 0);
  return { logZ, standardError, shift };
}

/** Estimates log Z where it can't be computed; null where every row has its own, is too large, or the sums over unknowns cost too much. */
export function estimateLogZ(problem: NetworkProblem, theta: Float64Array, random: Random): EstimatedLogZ | null {
  const { written, clamped, rows, ground } = problem;
  const found = clamped ? annealLogZ(ground, written, theta, random) : null;
  if (!clamped || !found) return null;
  const { logZ, standardError } = found;
  const logLik = clampedValue(clamped, theta) - rows * logZ;
  return { logZ, standardError, logLik, logLikError: rows * standardError };
}
