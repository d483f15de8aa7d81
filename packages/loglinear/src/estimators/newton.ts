import { featureScales, fineHessian } from "../learn/fine-hessian.ts";
import { maskedObjective, negativeLogLik, restoringRemoved } from "../learn/objectives.ts";
import { standardErrors } from "../learn/standard-errors.ts";
import { newton as method } from "../optimizers/newton.ts";
import type { Estimator } from "./estimator.ts";
import { exactly, likelihoodClaims, refuseCostly } from "./exact.ts";

/** Most parameters whose Hessian is made. */
const MOST = 500;

/** Maximum likelihood by Newton's method; the Hessian by differences of the exact gradient. */
export const newton: Estimator = {
  name: "newton",
  refuse(problem, { l1 }) {
    if (l1) return "an L1 penalty has no second derivatives";
    if (problem.layout.size > MOST) return `it has ${problem.layout.size} parameters, and a Hessian is made for at most ${MOST}`;
    return refuseCostly(problem);
  },
  claims: likelihoodClaims,
  errors: standardErrors,
  start({ problem, cells, penalty, theta, options }) {
    const objective = maskedObjective(cells, penalty, negativeLogLik(exactly(problem)));
    const moves = (c: number): boolean => cells.free[c] === 1 && cells.removed[c] === 0 && cells.idle[c] === 0;
    const hessian = fineHessian(objective, moves, featureScales(problem));
    return restoringRemoved(cells, method.start({ ...objective, hessian }, theta, options));
  },
};
