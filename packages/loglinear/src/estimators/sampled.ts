import type { NetworkProblem } from "../expectations/network-problem.ts";
import { clampedValue, copyPhaseCounts } from "../expectations/network-problem.ts";
import { type Penalty, pullsToZero } from "../learn/penalty.ts";
import {
  type ChainOptions,
  contrastiveDivergence,
  persistentContrastiveDivergence,
  type SampledProblem,
} from "../local/contrastive-divergence.ts";
import type { StochasticRun } from "../local/stochastic-ascent.ts";
import type { Estimator, EstimatorContext } from "./estimator.ts";
import { refuseUnwritten, writtenOf } from "./local.ts";

/** The counts of the data given what is seen, exactly; null where all is seen, or that is over the budget: then chains count. */
function positivePhase({ clamped }: NetworkProblem): SampledProblem["positive"] {
  if (!clamped || clamped.isComplete) return null;
  return (theta, into) => {
    clampedValue(clamped, theta);
    copyPhaseCounts(clamped, into);
  };
}

function sampledProblem({ problem, cells, penalty }: EstimatorContext): SampledProblem {
  const { network, map, data } = writtenOf(problem);
  const fixed = cells.free.map((free, c) => (free === 0 || cells.removed[c] === 1 || cells.idle[c] === 1 ? 1 : 0));
  const { l1, precision } = penalty;
  return { network, map, data, size: problem.layout.size, positive: positivePhase(problem), fixed, l1, l2: precision };
}

function chainOptions({ options, sampling, problem }: EstimatorContext, chains: number | null): ChainOptions {
  const { maxIterations, signal, onIteration } = options;
  return { maxIterations, signal, onIteration, ...sampling, chains: sampling.chains ?? chains ?? writtenOf(problem).data.rows };
}

const startValues = ({ theta, cells }: EstimatorContext): Float64Array =>
  theta.map((x, c) => (cells.removed[c] === 1 ? Number.NEGATIVE_INFINITY : x));

function refuseSampled(problem: NetworkProblem, penalty: Penalty): string | null {
  if (!pullsToZero(penalty)) return "it takes no prior whose mean is not zero";
  return refuseUnwritten(problem);
}

type Start = (problem: SampledProblem, theta: Float64Array, options: ChainOptions) => StochasticRun;

/** An estimator by chains; `chains` are as many as the rows where left out and null. */
const sampled = (name: string, chains: number | null, consistent: string, start: Start): Estimator => ({
  name,
  isNoisy: true,
  refuse: refuseSampled,
  claims: () => ({ maximises: "the log-likelihood, by gradients that chains estimate", concave: false, consistent }),
  start: (context) => start(sampledProblem(context), startValues(context), chainOptions(context, chains)),
});

/** Contrastive divergence: chains of k sweeps from the data. Hinton, Neural Computation 14 (2002). */
export const cd = sampled("cd", null, "consistent where the model is true; its bias elsewhere shrinks as k grows", contrastiveDivergence);

/** Persistent contrastive divergence: chains that run on between updates. Tieleman, ICML 2008. */
export const pcd = sampled("pcd", 100, "consistent as the steps shrink", persistentContrastiveDivergence);
