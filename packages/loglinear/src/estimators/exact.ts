import { InternalError } from "@platewise/core";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { type ExactProblem, isExact } from "../expectations/network-problem.ts";
import type { Claims } from "./estimator.ts";

/** True where some modelled node is never or not always seen. */
export const hasUnknowns = ({ clamped, data }: NetworkProblem): boolean =>
  clamped ? !clamped.isComplete : data.nodes.some(({ values, missing }) => values.kind === "absent" || missing > 0);

/** Why the exact likelihood is out of reach; null where it is not. */
export const refuseCostly = (problem: NetworkProblem): string | null =>
  isExact(problem) ? null : "the exact sum over all configurations is over the budget";

/** The problem as one of which both phases are there. */
export function exactly(problem: NetworkProblem): ExactProblem {
  if (!isExact(problem)) throw new InternalError("an exact estimator was started without its phases");
  return problem;
}

/** What maximum likelihood claims. */
export const likelihoodClaims = (problem: NetworkProblem): Claims => ({
  maximises: "the log-likelihood",
  concave: !hasUnknowns(problem),
  consistent: hasUnknowns(problem) ? "consistent, at its global maximum" : "consistent and efficient",
});
