import type { WrittenRowNormaliser } from "@platewise/core";
import { chain2 } from "../generated/chain-2.ts";
import { chain3 } from "../generated/chain-3.ts";
import { chain4 } from "../generated/chain-4.ts";
import { chain5 } from "../generated/chain-5.ts";
import { chain6 } from "../generated/chain-6.ts";
import { chain7 } from "../generated/chain-7.ts";
import { chain8 } from "../generated/chain-8.ts";
import { chain9 } from "../generated/chain-9.ts";
import { chain10 } from "../generated/chain-10.ts";
import { chain11 } from "../generated/chain-11.ts";
import { chain12 } from "../generated/chain-12.ts";
import { chain13 } from "../generated/chain-13.ts";
import { chain14 } from "../generated/chain-14.ts";
import { chain15 } from "../generated/chain-15.ts";
import { chain16 } from "../generated/chain-16.ts";
import { generalWalk } from "./general-walk.ts";
import { writtenWalk } from "./written-walk.ts";

/**
 * What a walk along one sequence reads and writes. Step t has the weights `emission[place[t] + k]`, and its transition from i to
 * j is `matrix[matrixAt[t] + i * K + j]` (matrixAt null: one matrix for all steps). `alpha` and `pairs` have rows of the walk's
 * width.
 */
export interface Steps {
  emission: Float64Array;
  place: Int32Array;
  /** Weights of the first step's states, beside its emission. */
  readonly initial: Float64Array;
  matrix: Float64Array;
  matrixAt: Int32Array | null;
  /** Forward weights, each row scaled by the sum of the row before it. */
  readonly alpha: Float64Array;
  /** One over the sum of each forward row. */
  readonly scale: Float64Array;
  /** `posterior[place[t] + k]` grows by the posterior of state k at step t. */
  posterior: Float64Array;
  /** Entry (i, j) grows by the posterior of the pair over its transition: what all steps share is multiplied in at the end. */
  pairs: Float64Array;
  /** The posterior of the first step's states, written. */
  readonly first: Float64Array;
}

/**
 * The scaled forward–backward recursions of one sequence, steps `start` … `end` − 1. Forward rows are scaled one step late, by the
 * sum of the row before, so that no division stands in the way; backward rows take the same scales, so that a posterior is a
 * product. Source: Rabiner, Proceedings of the IEEE 77 (1989), section V.A.
 */
export interface ChainWalk {
  readonly width: number;
  /** The log-likelihood; NaN where a sum comes near underflow (then it is for the walk in logs). */
  readonly forward: (steps: Steps, start: number, end: number) => number;
  /** Adds posteriors, times `weight`, after a forward walk over the same steps. */
  readonly backward: (steps: Steps, start: number, end: number, weight: number) => void;
  /** Normalises log-weights of steps side by side, with the bits of the written-out normalisation; left out: that one does it. */
  readonly normalise?: WrittenRowNormaliser;
}

const written: readonly ChainWalk[] = [
  chain2,
  chain3,
  chain4,
  chain5,
  chain6,
  chain7,
  chain8,
  chain9,
  chain10,
  chain11,
  chain12,
  chain13,
  chain14,
  chain15,
  chain16,
].map((loops, i) => writtenWalk(i + 2, loops));

/** The walk for a number of states: written out where one matrix serves all steps and there are few states. */
export function chooseWalk(states: number, isOneMatrix: boolean): ChainWalk {
  return (isOneMatrix ? written[states - 2] : undefined) ?? generalWalk(states);
}
