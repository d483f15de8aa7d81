import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { PlateFacts, Situation } from "./situations.ts";

/** Unknowns that depend on one another, the `outer` first ones from enclosing plates, with the laws that mention them. */
export interface UnknownSet {
  readonly laws: GroundLaw[];
  readonly axes: GroundVariable[];
  outer: number;
}

/** What the unknowns of an instance fall apart into, and the laws of which everything is seen. */
export interface SortedUnknowns {
  readonly sets: readonly UnknownSet[];
  readonly seen: readonly GroundLaw[];
}

function findHome(home: Int32Array, id: number): number {
  let at = id;
  while (home[at] !== at) at = home[at] as number;
  return at;
}

/** Joins the sets of those variables that are unknown. */
function joinSets(home: Int32Array, ids: readonly number[]): void {
  let first = -1;
  for (const id of ids) {
    if ((home[id] as number) < 0) continue;
    if (first < 0) first = findHome(home, id);
    else home[findHome(home, id)] = first;
  }
}

/** The sets by variable: a law, a plate inside or the outer unknowns join them. */
function joinAll({ home, scopeOf, inner }: PlateFacts, { laws, outer, local }: Situation): void {
  home.fill(-1);
  for (const v of outer) home[v.id] = outer[0]?.id as number;
  for (const v of local) home[v.id] = v.id;
  for (const law of laws) joinSets(home, scopeOf[law.id] as readonly number[]);
  for (const ids of inner) joinSets(home, ids);
}

/** The set that an unknown belongs to, made where it is the first of it. */
function setAt({ home, place }: PlateFacts, sets: UnknownSet[], id: number): UnknownSet {
  const at = findHome(home, id);
  const known = place[at] as number;
  if (known >= 0) return sets[known] as UnknownSet;
  const made = { laws: [], axes: [], outer: 0 };
  place[at] = sets.length;
  sets.push(made);
  return made;
}

/** The first unknown of a law (−1: everything is seen). */
function unknownOf({ home, scopeOf }: PlateFacts, law: GroundLaw): number {
  for (const id of scopeOf[law.id] as readonly number[]) if ((home[id] as number) >= 0) return id;
  return -1;
}

/** Sorts the unknowns of an instance into sets that depend on one another. */
export function sortUnknowns(facts: PlateFacts, situation: Situation): SortedUnknowns {
  joinAll(facts, situation);
  facts.place.fill(-1);
  const sets: UnknownSet[] = [];
  const seen: GroundLaw[] = [];
  for (const v of situation.outer) {
    const set = setAt(facts, sets, v.id);
    set.axes.push(v);
    set.outer += 1;
  }
  for (const v of situation.local) setAt(facts, sets, v.id).axes.push(v);
  for (const law of situation.laws) {
    const id = unknownOf(facts, law);
    if (id < 0) seen.push(law);
    else setAt(facts, sets, id).laws.push(law);
  }
  return { sets, seen };
}
