import { normalise2, normaliseRows2 } from "../generated/normalise-2.ts";
import { normalise3, normaliseRows3 } from "../generated/normalise-3.ts";
import { normalise4, normaliseRows4 } from "../generated/normalise-4.ts";
import { normalise5, normaliseRows5 } from "../generated/normalise-5.ts";
import { normalise6, normaliseRows6 } from "../generated/normalise-6.ts";
import { normalise7, normaliseRows7 } from "../generated/normalise-7.ts";
import { normalise8, normaliseRows8 } from "../generated/normalise-8.ts";

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

/** The same where the states of a row stand side by side, from `at` on. */
export type WrittenRowNormaliser = (rows: Float64Array, at: number, count: number) => number;

/** Written-out normalisations of rows by number of states. */
export const writtenRowNormalisers: readonly WrittenRowNormaliser[] = [
  none,
  none,
  normaliseRows2,
  normaliseRows3,
  normaliseRows4,
  normaliseRows5,
  normaliseRows6,
  normaliseRows7,
  normaliseRows8,
];
