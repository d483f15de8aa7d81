import { mix2 } from "../generated/mix-2.ts";
import { mix3 } from "../generated/mix-3.ts";
import { mix4 } from "../generated/mix-4.ts";
import { mix5 } from "../generated/mix-5.ts";
import { mix6 } from "../generated/mix-6.ts";
import { mix7 } from "../generated/mix-7.ts";
import { mix8 } from "../generated/mix-8.ts";

/** A mixture of scalar normals by state: means, −1/(2v), log weight plus log constant; `sums` receives (Σ r, Σ r z, Σ r z²). */
export interface NormalMixture {
  readonly means: Float64Array;
  readonly halfPrecisions: Float64Array;
  readonly offsets: Float64Array;
  readonly sums: Float64Array;
}

/** One walk over rows start … end−1; returns the log-likelihood, or NaN or −Infinity where a row is out of its reach. */
export type NormalMixtureWalk = (mixture: NormalMixture, x: Float64Array, start: number, end: number) => number;

const none: NormalMixtureWalk = () => Number.NaN;

/** Walks by number of states. */
export const normalMixtures: readonly NormalMixtureWalk[] = [none, none, mix2, mix3, mix4, mix5, mix6, mix7, mix8];

/** Room for a mixture of so many states. */
export function createNormalMixture(states: number): NormalMixture {
  return {
    means: new Float64Array(states),
    halfPrecisions: new Float64Array(states),
    offsets: new Float64Array(states),
    sums: new Float64Array(3 * states),
  };
}
