import { diagonalLoops, fullLoops } from "./general-loops.ts";
import type { GaussianLoops } from "./mv-normal-kernel.ts";

/** The inner loops for a dimension: written out for the common ones, general for the rest. */
export function findShapedLoops(_dimension: number, full: boolean): GaussianLoops {
  return full ? fullLoops : diagonalLoops;
}
