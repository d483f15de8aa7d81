import { diagonal1 } from "../generated/diagonal-1.ts";
import { diagonal2 } from "../generated/diagonal-2.ts";
import { diagonal3 } from "../generated/diagonal-3.ts";
import { diagonal4 } from "../generated/diagonal-4.ts";
import { diagonal5 } from "../generated/diagonal-5.ts";
import { diagonal6 } from "../generated/diagonal-6.ts";
import { diagonal7 } from "../generated/diagonal-7.ts";
import { diagonal8 } from "../generated/diagonal-8.ts";
import { full2 } from "../generated/full-2.ts";
import { full3 } from "../generated/full-3.ts";
import { full4 } from "../generated/full-4.ts";
import { full5 } from "../generated/full-5.ts";
import { full6 } from "../generated/full-6.ts";
import { full7 } from "../generated/full-7.ts";
import { full8 } from "../generated/full-8.ts";
import { diagonalLoops } from "./diagonal-loops.ts";
import { fullLoops } from "./full-loops.ts";
import type { GaussianLoops, StateLoops } from "./gaussian-loops.ts";
import { vectorComponentLoops } from "./vector-components.ts";
import { vectorLoops } from "./vector-diagonals.ts";
import { vectorFullLoops } from "./vector-full.ts";

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
  if (!full) return vectorComponentLoops(dimension, diagonalLoops(dimension));
  return vectorFullLoops(dimension, written.get(dimension) ?? fullLoops(dimension));
}

const diagonals: readonly StateLoops[] = [diagonal1, diagonal2, diagonal3, diagonal4, diagonal5, diagonal6, diagonal7, diagonal8];

/** The loops over many states of a diagonal covariance; none where the dimension is not among those written out. */
export function findStateLoops(dimension: number, full: boolean): StateLoops | undefined {
  const plain = full ? undefined : diagonals[dimension - 1];
  return plain && vectorLoops(dimension, plain);
}
