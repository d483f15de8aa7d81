import { InternalError } from "@platewise/core";

/** The clique of fewest states that holds some variables: cliques by their variables, with their joint states. */
export function smallestHolding<T>(cliques: readonly (readonly T[])[], states: readonly number[], wanted: readonly T[]): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  cliques.forEach((members, c) => {
    const mine = states[c] as number;
    if (mine >= least || !wanted.every((v) => members.includes(v))) return;
    [best, least] = [c, mine];
  });
  if (best < 0) throw new InternalError("no clique holds the variables of a factor");
  return best;
}
