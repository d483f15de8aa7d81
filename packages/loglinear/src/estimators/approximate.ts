import { addTransposed, applyMap, type RowNetwork } from "@platewise/graph";
import { createBeliefPropagation } from "../approximate/loopy-belief-propagation.ts";
import { createMeanField } from "../approximate/mean-field.ts";
import { openCase } from "../approximate/row-case.ts";
import { addPhaseCounts, clampedValue, type NetworkProblem } from "../expectations/network-problem.ts";
import type { Phase } from "../expectations/phase.ts";
import { type FullEvaluation, maskedObjective, restoringRemoved } from "../learn/objectives.ts";
import { isConditional } from "../local/chain-phases.ts";
import { lbfgs } from "../optimizers/lbfgs.ts";
import { owlqn } from "../optimizers/owlqn.ts";
import type { ApproximationEnd, Estimator } from "./estimator.ts";
import { refuseUnwritten, writtenOf } from "./local.ts";

/** log Z of one row, approximately, with the counts that go with it. */
interface Approximation {
  readonly logZ: (potentials: Float64Array) => number;
  /** How the last run ended. */
  readonly ended: () => ApproximationEnd;
  readonly addCounts: (scale: number, counts: Float64Array) => void;
}

/** An approximation that remembers how its last run ended. */
function follow(
  run: (potentials: Float64Array) => { readonly logZ: number; readonly end: ApproximationEnd },
  addCounts: Approximation["addCounts"],
): Approximation {
  let last: ApproximationEnd = { converged: false, iterations: 0, change: Number.NaN };
  const logZ = (potentials: Float64Array): number => {
    const found = run(potentials);
    last = { converged: found.end.converged, iterations: found.end.iterations, change: found.end.change };
    return found.logZ;
  };
  return { logZ, addCounts, ended: () => last };
}

function byBeliefPropagation(network: RowNetwork): Approximation {
  const open = openCase(network);
  const engine = createBeliefPropagation(network, open.states, { start: "last", damping: 0.3 });
  return follow((potentials) => {
    const { logZ, ...end } = engine.run(potentials, open);
    return { logZ, end };
  }, engine.addCounts);
}

function byMeanField(network: RowNetwork): Approximation {
  const open = openCase(network);
  const engine = createMeanField(network, open.states, { start: "even" });
  return follow((potentials) => {
    const { bound, ...end } = engine.run(potentials, open);
    return { logZ: bound, end };
  }, engine.addCounts);
}

/** The negative log-likelihood with log Z approximated. */
function approximateNegative(problem: NetworkProblem, { logZ, addCounts }: Approximation): FullEvaluation {
  const { map, rows } = problem;
  const clamped = problem.clamped as Phase;
  const potentials = new Float64Array(map.constant.length);
  const counts = new Float64Array(map.constant.length);
  return (theta, gradient) => {
    const seen = clampedValue(clamped, theta);
    applyMap(map, theta, potentials);
    const value = rows * logZ(potentials);
    counts.fill(0);
    addCounts(1, counts);
    gradient.fill(0);
    addPhaseCounts(clamped, -1, gradient);
    addTransposed(map, counts, rows, gradient);
    return value - seen;
  };
}

function refuseApproximate(problem: NetworkProblem): string | null {
  const unwritten = refuseUnwritten(problem);
  if (unwritten !== null) return unwritten;
  if (!problem.clamped) return "the sums over what is unknown in the data are over the budget, too";
  return isConditional(writtenOf(problem).network) ? "every row has a law of its own, since something is given" : null;
}

const approximate = (name: string, maximises: string, make: (network: RowNetwork) => Approximation): Estimator => ({
  name,
  refuse: refuseApproximate,
  claims: () => ({ maximises, concave: false, consistent: "not consistent in general" }),
  approximation(problem, theta) {
    const { network, map } = writtenOf(problem);
    const potentials = new Float64Array(map.constant.length);
    applyMap(map, theta, potentials);
    const engine = make(network);
    engine.logZ(potentials);
    return engine.ended();
  },
  start({ problem, cells, penalty, theta, options }) {
    const objective = maskedObjective(cells, penalty, approximateNegative(problem, make(writtenOf(problem).network)));
    const { l1 } = penalty;
    if (l1) return owlqn.start(objective, theta, { ...options, l1 });
    return restoringRemoved(cells, lbfgs.start(objective, theta, options));
  },
});

/** The gradient with expectations by loopy belief propagation: exact on trees. */
export const loopy = approximate(
  "loopy",
  "the Bethe approximation of the log-likelihood, by loopy belief propagation",
  byBeliefPropagation,
);

/** The gradient with expectations of independent nodes: an upper bound of the log-likelihood is maximised. */
export const meanField = approximate("mean-field", "the mean-field approximation of the log-likelihood", byMeanField);
