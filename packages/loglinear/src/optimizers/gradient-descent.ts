// Steepest descent. Nocedal & Wright, "Numerical Optimization", 2nd edition (2006), sections 3.3 and 3.5.

import { firstStepShare, invertDiagonal } from "./curvature-memory.ts";
import { createLineSearch, type LineSearch, searchLine } from "./line-search.ts";
import type { Optimizer } from "./optimizer.ts";
import { type Advance, startRun } from "./run.ts";
import { boundOf, refuseL1 } from "./settings.ts";
import { dot } from "./vectors.ts";
import { accept, isBelowRounding, leadsNowhere, type Workspace } from "./workspace.ts";

interface Parts {
  readonly line: LineSearch;
  readonly inverseDiagonal: Float64Array;
  /** What the last step changed to first order; 0 before the first one. */
  predicted: number;
}

function aim({ current, direction }: Workspace, inverseDiagonal: Float64Array): number {
  for (let i = 0; i < direction.length; i++) direction[i] = -(current.gradient[i] as number) * (inverseDiagonal[i] as number);
  return dot(current.gradient, direction);
}

function advance(work: Workspace, parts: Parts): Advance {
  const slope = aim(work, parts.inverseDiagonal);
  const alpha = parts.predicted === 0 ? firstStepShare(work.direction) : parts.predicted / slope;
  if (slope === 0 || leadsNowhere(work, alpha * slope)) return "stalled";
  const outcome = searchLine(work, parts.line, slope, alpha);
  if (outcome === "unbounded") return outcome;
  if (outcome === "none") return isBelowRounding(work, slope * alpha) ? "stalled" : "failed";
  parts.predicted = slope * parts.line.now.alpha;
  accept(work);
  return "moved";
}

/** Steepest descent with a strong-Wolfe line search, for comparison: slow where the scales of the coordinates differ. */
export const gradientDescent: Optimizer = {
  name: "gradient-descent",
  about: "steepest descent with a strong-Wolfe line search",
  needsHessian: false,
  takesL1: false,
  start: (objective, theta, options) => {
    refuseL1("gradient-descent", options);
    const inverseDiagonal = invertDiagonal(objective.size, options.scale);
    const parts: Parts = { line: createLineSearch(boundOf(options)), inverseDiagonal, predicted: 0 };
    return startRun(objective, theta, options, { advance: (work) => advance(work, parts) });
  },
};
