import type { NetworkProblem } from "../expectations/network-problem.ts";
import { clampedValue, copyPhaseCounts } from "../expectations/network-problem.ts";
import { runPhase } from "../expectations/phase.ts";
import { type Penalty, pullsToZero } from "../learn/penalty.ts";
import { standardErrors } from "../learn/standard-errors.ts";
import { gis as startGis } from "../local/gis.ts";
import { ipf as startIpf } from "../local/ipf.ts";
import type { ScalingProblem } from "../local/scaling.ts";
import type { Estimator, EstimatorContext } from "./estimator.ts";
import { exactly, hasUnknowns, likelihoodClaims, refuseCostly } from "./exact.ts";
import { refuseUnwritten, writtenOf } from "./local.ts";
import { startTableIpf } from "./table-ipf.ts";

function scalingProblem({ problem, cells, penalty }: EstimatorContext): ScalingProblem {
  const { clamped, free, layout, map } = exactly(problem);
  const empirical = new Float64Array(map.constant.length);
  clampedValue(clamped, new Float64Array(layout.size));
  copyPhaseCounts(clamped, empirical);
  const expectedCounts = (theta: Float64Array, into: Float64Array): number => {
    const logZ = runPhase(free, theta).logLik;
    copyPhaseCounts(free, into);
    return logZ;
  };
  const { network, data } = writtenOf(problem);
  const { removed } = cells;
  return { network, data, map, size: layout.size, empirical, source: { expectedCounts }, removed, l2: penalty.precision };
}

/** Cells of each parameter that is learned. */
function tables({ problem, cells }: EstimatorContext): readonly (readonly number[])[] {
  return problem.layout.entries.flatMap(({ offset, count, length }) => {
    const all = Array.from({ length: count * length }, (_, i) => offset + i).filter((c) => cells.free[c] === 1);
    return all.length > 0 ? [all] : [];
  });
}

const movingCells = ({ cells }: EstimatorContext): readonly number[] => Array.from(cells.free.keys()).filter((c) => cells.free[c] === 1);

function refuseScaling(problem: NetworkProblem, penalty: Penalty): string | null {
  if (penalty.l1) return "it takes no L1 penalty";
  if (!pullsToZero(penalty)) return "it takes no prior whose mean is not zero";
  if (hasUnknowns(problem)) return "something is unknown in the data";
  if (problem.map.constant.some((x) => x !== 0)) return "a factor has a part without a parameter";
  return refuseCostly(problem) ?? refuseUnwritten(problem);
}

/** Iterative proportional fitting: coordinate ascent, one parameter's table at a time. Deming & Stephan (1940). */
export const ipf: Estimator = {
  name: "ipf",
  refuse: refuseScaling,
  claims: likelihoodClaims,
  errors: standardErrors,
  start: (context) => startTableIpf(context) ?? startIpf(scalingProblem(context), tables(context), context.theta, context.options),
};

/** Generalised iterative scaling: all weights at once, each by the ratio of its moments. Darroch & Ratcliff (1972). */
export const gis: Estimator = {
  name: "gis",
  refuse: refuseScaling,
  claims: likelihoodClaims,
  errors: standardErrors,
  start: (context) => startGis(scalingProblem(context), context.theta, context.options, movingCells(context)),
};
