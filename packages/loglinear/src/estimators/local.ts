import { InternalError } from "@platewise/core";
import { addTransposed, applyMap, type WrittenNetwork } from "@platewise/graph";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { maskedObjective, restoringRemoved } from "../learn/objectives.ts";
import { sandwichErrors } from "../learn/standard-errors.ts";
import { compositeLikelihood } from "../local/composite-likelihood.ts";
import { localInformation } from "../local/local-information.ts";
import type { LocalLikelihood } from "../local/local-likelihood.ts";
import { pseudoLikelihood } from "../local/pseudo-likelihood.ts";
import { lbfgs } from "../optimizers/lbfgs.ts";
import { owlqn } from "../optimizers/owlqn.ts";
import type { Estimator } from "./estimator.ts";

/** The network within one row, which the caller has made sure of. */
export function writtenOf({ written }: NetworkProblem): WrittenNetwork {
  if (typeof written === "string") throw new InternalError(`the network is not written out: ${written}`);
  return written;
}

/** Why a method that works row by row can't be used; null where it can. */
export const refuseUnwritten = ({ written }: NetworkProblem): string | null =>
  typeof written === "string" ? `it works on the rows of one plate, and ${written}` : null;

const hasLatent = ({ data }: NetworkProblem): boolean =>
  data.nodes.some(({ name, values }) => values.kind === "absent" && data.model.nodes.find((node) => node.name === name)?.role !== "given");

/** Most parameters whose standard errors are worked out. */
const MOST_ERRORS = 300;

function localEstimator(name: string, maximises: string, make: (written: WrittenNetwork) => LocalLikelihood): Estimator {
  return {
    name,
    refuse: (problem) => refuseUnwritten(problem) ?? (hasLatent(problem) ? "a node is never seen, and its neighbours are needed" : null),
    claims: ({ data }) => ({
      maximises: data.nodes.some(({ missing }) => missing > 0) ? `${maximises}, without terms that need an empty cell` : maximises,
      concave: true,
      consistent: "consistent, less efficient than maximum likelihood",
    }),
    errors(problem, cells, theta) {
      const { network, map, data } = writtenOf(problem);
      const size = theta.length;
      if (size > MOST_ERRORS || !theta.every(Number.isFinite)) return null;
      const linear = { network, map, data, size };
      return sandwichErrors(problem, cells, theta, localInformation(linear, make(writtenOf(problem)), theta));
    },
    start({ problem, cells, penalty, theta, options }) {
      const written = writtenOf(problem);
      const likelihood = make(written);
      const potentials = new Float64Array(likelihood.entries);
      const counts = new Float64Array(likelihood.entries);
      const objective = maskedObjective(cells, penalty, (at, gradient) => {
        applyMap(written.map, at, potentials);
        const value = likelihood.evaluate(potentials, counts);
        gradient.fill(0);
        addTransposed(written.map, counts, -1, gradient);
        return -value;
      });
      const { l1 } = penalty;
      const run = l1 ? owlqn.start(objective, theta, { ...options, l1 }) : lbfgs.start(objective, theta, options);
      return restoringRemoved(cells, run);
    },
  };
}

/** Maximum pseudo-likelihood: Σ log p(node | all others). Besag, The Statistician 24 (1975). */
export const pseudo = localEstimator("pseudo", "the pseudo-likelihood", ({ network, data }) => pseudoLikelihood(network, data));

/** Maximum composite likelihood over the scopes of the factors: Σ log p(scope | all others). Lindsay (1988). */
export const composite = localEstimator("composite", "the composite likelihood of the factors' scopes", ({ network, data }) =>
  compositeLikelihood(network, data),
);
