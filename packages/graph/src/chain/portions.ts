import type { Portion } from "./chain-body.ts";

/** Steps that are worked on at once, as long as sequences are shorter. */
export const PORTION = 4096;

/** Stretches of whole sequences that lie side by side and are short together. */
export function portionsOf(starts: Int32Array, ends: Int32Array): readonly Portion[] {
  const portions: Portion[] = [];
  for (let first = 0; first < starts.length; ) {
    const from = starts[first] as number;
    let last = first + 1;
    while (last < starts.length && starts[last] === ends[last - 1] && (ends[last] as number) - from <= PORTION) last += 1;
    portions.push({ from, to: ends[last - 1] as number, first, last });
    first = last;
  }
  return portions;
}
