// Limited-memory BFGS. Liu & Nocedal, Mathematical Programming 45 (1989).

import {
  applyInverseHessian,
  type CurvatureMemory,
  createCurvatureMemory,
  firstStepShare,
  forget,
  invertDiagonal,
  remember,
} from "./curvature-memory.ts";
import { createLineSearch, type LineSearch, searchLine } from "./line-search.ts";
import type { Optimizer } from "./optimizer.ts";
import { type Advance, startRun } from "./run.ts";
import { boundOf, memoryOf, refuseL1 } from "./settings.ts";
import { dot } from "./vectors.ts";
import { accept, isBelowRounding, leadsNowhere, type Workspace } from "./workspace.ts";

/** Writes the quasi-Newton direction; gives the slope along it. */
function aim({ current, direction }: Workspace, memory: CurvatureMemory): number {
  direction.set(current.gradient);
  applyInverseHessian(memory, direction);
  for (let i = 0; i < direction.length; i++) direction[i] = -(direction[i] as number);
  return dot(current.gradient, direction);
}

interface Parts {
  readonly memory: CurvatureMemory;
  readonly line: LineSearch;
  /** Whether lengths are known from the start, by a guess of the Hessian's diagonal. */
  readonly isScaled: boolean;
}

/** Goes along the direction that the memory gives; on failure from an empty memory once more. */
function advance(work: Workspace, { memory, line, isScaled }: Parts): Advance {
  for (;;) {
    const isFresh = memory.count === 0;
    const slope = aim(work, memory);
    if (leadsNowhere(work, slope)) return "stalled";
    const length = isFresh && !isScaled ? firstStepShare(work.direction) : 1;
    const outcome = slope < 0 ? searchLine(work, line, slope, length) : "none";
    if (outcome === "unbounded") return outcome;
    if (outcome !== "none") {
      remember(memory, work.current, work.trial);
      accept(work);
      return "moved";
    }
    if (isBelowRounding(work, slope)) return "stalled";
    if (isFresh) return "failed";
    forget(memory);
  }
}

/** L-BFGS with a strong-Wolfe line search; starts again along the gradient where a line search fails. */
export const lbfgs: Optimizer = {
  name: "lbfgs",
  about: "limited-memory BFGS with a strong-Wolfe line search",
  needsHessian: false,
  takesL1: false,
  start: (objective, theta, options) => {
    refuseL1("lbfgs", options);
    const memory = createCurvatureMemory(objective.size, memoryOf(options), invertDiagonal(objective.size, options.scale));
    const parts = { memory, line: createLineSearch(boundOf(options)), isScaled: options.scale !== undefined };
    return startRun(objective, theta, options, { advance: (work) => advance(work, parts) });
  },
};
