import type { Random } from "@platewise/core";
import { applyMap } from "@platewise/graph";
import { clampedValue, type NetworkProblem } from "../expectations/network-problem.ts";
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

/** Estimates log Z where it can't be computed; null where every row has its own, or the sums over unknowns cost too much. */
export function estimateLogZ(problem: NetworkProblem, theta: Float64Array, random: Random): EstimatedLogZ | null {
  const { written, clamped, map, rows } = problem;
  if (typeof written === "string" || !clamped || isConditional(written.network)) return null;
  const potentials = new Float64Array(map.constant.length);
  applyMap(map, theta, potentials);
  const request = { network: written.network, potentials, at: null, runs: RUNS, temperatures: TEMPERATURES, random };
  const { logZ, standardError } = annealedImportanceSampling(request);
  const logLik = clampedValue(clamped, theta) - rows * logZ;
  return { logZ, standardError, logLik, logLikError: rows * standardError };
}
