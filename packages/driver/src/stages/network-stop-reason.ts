import type { LearnedNetwork } from "@platewise/loglinear";
import type { FitOptions } from "../api/options.ts";

/** A sentence saying why a network's run ended. */
export function networkStopReason({ status, iterations, gradientNorm }: LearnedNetwork, { tolerance }: FitOptions): string {
  const slope = Number.isNaN(gradientNorm)
    ? "these are too few to tell the gradient from its noise"
    : `the largest entry of the gradient per row is ${gradientNorm.toExponential(1)}`;
  switch (status) {
    case "converged":
      return tolerance === undefined
        ? `${slope} after iteration ${iterations}`
        : `the objective changed by no more than ${tolerance} of its size in iteration ${iterations}, or ${slope}`;
    case "max-iterations":
      return iterations === 0 ? "the start was evaluated, as asked" : `the limit of ${iterations} iterations was reached; ${slope}`;
    case "interrupted":
      return `interrupted after ${iterations} iterations`;
    case "unbounded":
      return `a weight grows without end: the maximum lies at infinity; ${slope}`;
    default:
      return `no step raises the objective any more; ${slope}`;
  }
}
