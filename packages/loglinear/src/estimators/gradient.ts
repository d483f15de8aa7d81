import { curvature } from "../learn/curvature.ts";
import { maskedObjective, negativeLogLik, restoringRemoved } from "../learn/objectives.ts";
import { standardErrors } from "../learn/standard-errors.ts";
import { lbfgs } from "../optimizers/lbfgs.ts";
import { owlqn } from "../optimizers/owlqn.ts";
import type { Estimator } from "./estimator.ts";
import { exactly, likelihoodClaims, refuseCostly } from "./exact.ts";

/**
 * Maximum likelihood by its gradient, empirical minus model expectations: L-BFGS, and with L1 penalties OWL-QN. Its first steps are
 * scaled by the variances of the features.
 */
export const gradient: Estimator = {
  name: "gradient",
  refuse: refuseCostly,
  claims: likelihoodClaims,
  errors: standardErrors,
  start({ problem, cells, penalty, theta, options }) {
    const objective = maskedObjective(cells, penalty, negativeLogLik(exactly(problem)));
    const { l1 } = penalty;
    if (l1) return owlqn.start(objective, theta, { ...options, l1 });
    const scale = curvature(exactly(problem), theta, penalty);
    return restoringRemoved(cells, lbfgs.start(objective, theta, { ...options, scale }));
  },
};
