import { full2 } from "../generated/full-2.ts";
import { full3 } from "../generated/full-3.ts";
import { full4 } from "../generated/full-4.ts";
import { full5 } from "../generated/full-5.ts";
import { full6 } from "../generated/full-6.ts";
import { full7 } from "../generated/full-7.ts";
import { full8 } from "../generated/full-8.ts";
import type { GaussianLoops } from "./gaussian-loops.ts";
import { diagonalLoops, fullLoops } from "./general-loops.ts";

const written: ReadonlyMap<number, GaussianLoops> = new Map([
  [2, full2],
  [3, full3],
  [4, full4],
  [5, full5],
  [6, full6],
  [7, full7],
  [8, full8],
]);

/** The inner loops for a dimension: written out for the common ones, general for the rest. */
export function findShapedLoops(dimension: number, full: boolean): GaussianLoops {
  if (!full) return diagonalLoops(dimension);
  return written.get(dimension) ?? fullLoops(dimension);
}
