import { normalise2 } from "../generated/normalise-2.ts";
import { normalise3 } from "../generated/normalise-3.ts";
import { normalise4 } from "../generated/normalise-4.ts";
import { normalise5 } from "../generated/normalise-5.ts";
import { normalise6 } from "../generated/normalise-6.ts";
import { normalise7 } from "../generated/normalise-7.ts";
import { normalise8 } from "../generated/normalise-8.ts";

/** A normalisation written out for one number of states: the sum of the log-normalisers, or NaN or −Infinity (and a half-done table). */
export type WrittenNormaliser = (table: Float64Array, stride: number, count: number) => number;

const none: WrittenNormaliser = () => Number.NaN;

/** Written-out normalisations by number of states. */
export const writtenNormalisers: readonly WrittenNormaliser[] = [
  none,
  none,
  normalise2,
  normalise3,
  normalise4,
  normalise5,
  normalise6,
  normalise7,
  normalise8,
];
