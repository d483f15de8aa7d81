import type { Diagnostic, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { chooseEstimator, type EstimatorChoice, estimators, type NetworkProblem } from "@platewise/loglinear";
import type { FitOptions } from "../api/options.ts";
import { costlySums } from "./costly-sums.ts";
import { networkPenalty } from "./network-penalty.ts";
import { refuseSampling } from "./refuse-options.ts";

/** The methods of networks, by name. */
export const networkMethods: readonly string[] = estimators.map(({ name }) => name);

/** What the sums that a network's problem goes without would cost. */
export const costsOf = ({ refused, free }: Pick<NetworkProblem, "refused" | "free">): readonly Diagnostic[] =>
  costlySums(refused, { over: free === null ? "all configurations" : "what is unknown in the data", avoidable: true });

/**
 * The method by which a network is learned, as asked for or chosen; refused, with what exact sums would cost, where there is none, and
 * where posteriors were asked for that cost too much.
 */
export function chooseMethod(problem: NetworkProblem, options: FitOptions): Outcome<EstimatorChoice> {
  const { method = "auto" } = options;
  const penalty = networkPenalty(problem.layout, options);
  const choice = chooseEstimator(problem, method, penalty);
  if (typeof choice === "string") {
    const others = estimators.filter((estimator) => estimator.refuse(problem, penalty) === null).map(({ name }) => name);
    return failure([...costsOf(problem), diagnostic("method-not-for-this-network", { method, why: choice, others })]);
  }
  const { name, isNoisy } = choice.estimator;
  if (options.posteriors && !problem.clamped) {
    // What is unknown in the data was refused first.
    return failure(costlySums(problem.refused.toReversed(), { over: "what is unknown in the data", avoidable: false }));
  }
  const foreign = isNoisy ? [] : refuseSampling(name, options);
  return foreign.length > 0 ? failure(foreign) : success(choice);
}
