// Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14 (2002); Younes, "Parametric inference
// for imperfectly observed Gibbsian fields", Probability Theory and Related Fields 82 (1989), and Tieleman, ICML 2008, for chains that persist.

import type { Random } from "@platewise/core";
import { addTransposed, applyMap } from "@platewise/graph";
import { scatterChains } from "../sampling/chains.ts";
import {
  completeAndRelease,
  hasUnknownCells,
  isConditional,
  placeAtDrawnRows,
  placeAtRows,
  type SampledChains,
  sampleChains,
  settlingSweeps,
  totalWeight,
} from "./chain-phases.ts";
import type { LinearNetwork } from "./feature-bounds.ts";
import { largestVariance } from "./feature-variance.ts";
import { observedCounts } from "./observed-counts.ts";
import { type NoisyObjective, type StepSizes, type StochasticOptions, type StochasticRun, stochasticAscent } from "./stochastic-ascent.ts";

/** A likelihood whose gradient is estimated by chains. */
export interface SampledProblem extends LinearNetwork, Pick<NoisyObjective, "fixed" | "l1" | "l2"> {
  /**
   * Overwrites `into` with the counts of entries that are expected given the data at `theta`, summed over rows with their weights. Null:
   * what is unknown in the data is sampled, too.
   */
  readonly positive: ((theta: Float64Array, into: Float64Array) => void) | null;
}

/** How chains are run. */
export interface ChainOptions extends Omit<StochasticOptions, "steps"> {
  /** Sweeps of the chains between updates. */
  readonly k: number;
  /** Number of chains. Where rows have laws of their own, persistent chains are as many as the rows. */
  readonly chains: number;
  readonly random: Random;
  /** What is left out: a first step of 1 over the features' largest variance, a delay of 100 iterations, a power of ¾. */
  readonly steps?: Partial<StepSizes> | undefined;
}

/** Chains that the first step is found with, at most. */
const MOST_PROBES = 500;

/** Adds counts of data less counts of the model, summed over all rows. */
type Phases = (theta: Float64Array, logPotentials: Float64Array, counts: Float64Array) => void;

/** A first step that is stable at the data and at the start, by the curvature there; 1 where features don't vary. */
function firstStep(problem: SampledProblem, theta: Float64Array, options: ChainOptions): number {
  const { network, data, map } = problem;
  const random = options.random.fork(0);
  const pick = new Int32Array(Math.min(data.rows, MOST_PROBES));
  const sampled = sampleChains(network, pick.length, random);
  const logPotentials = new Float64Array(network.entries);
  applyMap(map, theta, logPotentials);
  placeAtDrawnRows(network, sampled, data, { random, pick });
  completeAndRelease(network, sampled, logPotentials, 1);
  const atData = largestVariance(problem, sampled);
  scatterChains(network, sampled.chains);
  sampled.gibbs.sweep(logPotentials, 1);
  const largest = Math.max(atData, largestVariance(problem, sampled));
  return largest > 0 ? 1 / largest : 1;
}

function noisyObjective(problem: SampledProblem, phases: Phases): NoisyObjective {
  const { network, map, size, data, fixed, l1, l2 } = problem;
  const logPotentials = new Float64Array(network.entries);
  const counts = new Float64Array(network.entries);
  const weight = totalWeight(data);
  const estimate = (theta: Float64Array, gradient: Float64Array): void => {
    applyMap(map, theta, logPotentials);
    counts.fill(0);
    phases(theta, logPotentials, counts);
    gradient.fill(0);
    addTransposed(map, counts, 1 / weight, gradient);
  };
  return { size, weight, estimate, fixed, l1, l2 };
}

function start(problem: SampledProblem, theta: Float64Array, options: ChainOptions, phases: Phases): StochasticRun {
  const { first = firstStep(problem, theta, options), delay = 100, power = 0.75 } = options.steps ?? {};
  return stochasticAscent(noisyObjective(problem, phases), theta, { ...options, steps: { first, delay, power } });
}

/** Adds what `positive` expects. */
function addPositive({ network }: SampledProblem, positive: NonNullable<SampledProblem["positive"]>): Phases {
  const expected = new Float64Array(network.entries);
  return (theta, _, counts) => {
    positive(theta, expected);
    for (let e = 0; e < counts.length; e++) counts[e] = (counts[e] as number) + (expected[e] as number);
  };
}

/** Chains at the rows, or at rows drawn anew where there are fewer chains than rows. */
function placing({ network, data }: SampledProblem, { chains, random }: ChainOptions) {
  const isWhole = chains >= data.rows;
  const sampled = sampleChains(network, isWhole ? data.rows : chains, random.fork(1));
  const draw = { random: random.fork(2), pick: new Int32Array(sampled.chains.count) };
  const place = () => (isWhole ? placeAtRows(network, sampled, data) : placeAtDrawnRows(network, sampled, data, draw));
  return { sampled, place };
}

/**
 * CD-k from a copy of `theta`: every update starts chains at rows of the data (at all of them where `chains` are as many), and takes the
 * counts before less those after k sweeps; or what `positive` expects less those after. The fixed point comes nearer to the maximum of
 * the likelihood as k grows; with small k it is biased where the model is not true, and consistent where it is.
 */
export function contrastiveDivergence(problem: SampledProblem, theta: Float64Array, options: ChainOptions): StochasticRun {
  const { network, data, positive } = problem;
  const { sampled, place } = placing(problem, options);
  const settling = settlingSweeps(network, data);
  const before = positive === null ? null : addPositive(problem, positive);
  return start(problem, theta, options, (at, logPotentials, counts) => {
    place();
    completeAndRelease(network, sampled, logPotentials, settling);
    if (before === null) sampled.counts.add(1, counts);
    else before(at, logPotentials, counts);
    sampled.gibbs.sweep(logPotentials, options.k);
    sampled.counts.add(-1, counts);
  });
}

/** The counts of the data: fixed where all is seen, else of chains that hold what is known and stay from update to update. */
function clampedPhase(problem: SampledProblem, { k, random }: ChainOptions): Phases {
  const { network, data } = problem;
  if (!hasUnknownCells(data)) {
    const seen = observedCounts(network, data);
    return addPositive(problem, (_, into) => into.set(seen));
  }
  const sampled = sampleChains(network, data.rows, random.fork(3));
  placeAtRows(network, sampled, data);
  return (_, logPotentials, counts) => {
    sampled.gibbs.sweep(logPotentials, k);
    sampled.counts.add(1, counts);
  };
}

/** Chains that run on from update to update, as many as the rows where these have laws of their own. */
function persistentChains({ network, data }: SampledProblem, { chains, random }: ChainOptions): SampledChains {
  const isPaired = isConditional(network);
  const sampled = sampleChains(network, isPaired ? data.rows : chains, random.fork(1));
  if (isPaired) placeAtRows(network, sampled, data);
  else placeAtDrawnRows(network, sampled, data, { random: random.fork(2), pick: new Int32Array(chains) });
  return sampled;
}

/**
 * Persistent contrastive divergence from a copy of `theta`: the model's counts are those of chains that run on, k sweeps between updates,
 * from rows of the data at first. Consistent as the steps shrink: the fixed point is the maximum of the likelihood.
 */
export function persistentContrastiveDivergence(problem: SampledProblem, theta: Float64Array, options: ChainOptions): StochasticRun {
  const { network, positive } = problem;
  const before = positive === null ? clampedPhase(problem, options) : addPositive(problem, positive);
  const sampled = persistentChains(problem, options);
  let isFresh = true;
  return start(problem, theta, options, (at, logPotentials, counts) => {
    if (isFresh) completeAndRelease(network, sampled, logPotentials, settlingSweeps(network, problem.data));
    isFresh = false;
    before(at, logPotentials, counts);
    sampled.gibbs.sweep(logPotentials, options.k);
    sampled.counts.add(-1, counts);
  });
}
