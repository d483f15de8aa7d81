import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { type CliqueTree, type EliminationOrder, findCliqueTree } from "./elimination.ts";
import type { PlateFacts } from "./situations.ts";

/** Parts with unknowns from which on those of a plate are settled case by case: few share the rows, so that blocks don't pay. */
export const MANY = 32;

/** What a clique costs beside its entries, and an entry of a clique tree beside one of a joint table. */
interface TreeCosts {
  readonly clique: number;
  readonly entry: number;
}

const BY_BLOCK: TreeCosts = { clique: 64, entry: 4 };
const BY_CASE: TreeCosts = { clique: 16, entry: 2 };

/** How a part is eliminated: the states that are affordable, the order if one is asked for, whether its plate has many parts. */
export interface TreeOptions {
  readonly budget: number;
  readonly order?: EliminationOrder | undefined;
  readonly many: boolean;
}

/** The unknowns of a part, the `outer` first ones from enclosing plates, and the laws that mention them. */
interface Unknowns {
  readonly laws: readonly GroundLaw[];
  readonly axes: readonly GroundVariable[];
  readonly outer: number;
}

/** Joint states of some variables. */
export function statesOf(axes: readonly GroundVariable[]): number {
  let states = 1;
  for (const v of axes) states *= v.states as number;
  return states;
}

/** For every law and plate inside, the places of those unknowns among the axes that it depends on. */
function scopesOf({ place, inner }: PlateFacts, { laws, axes }: Unknowns): readonly (readonly number[])[] {
  place.fill(-1);
  for (let i = 0; i < axes.length; i++) place[(axes[i] as GroundVariable).id] = i;
  const placesOf = (ids: readonly number[]): number[] => {
    const places: number[] = [];
    for (const id of ids) if ((place[id] as number) >= 0) places.push(place[id] as number);
    return places;
  };
  const scopes: number[][] = [];
  for (const { parents, child } of laws) {
    const scope = placesOf(parents);
    if ((place[child] as number) >= 0) scope.push(place[child] as number);
    scopes.push(scope);
  }
  for (const ids of inner) scopes.push(placesOf(ids));
  return scopes;
}

/** A bound from below on the states of any clique tree: some clique holds the largest scope, others the rest. */
function leastStates(sizes: readonly number[], scopes: readonly (readonly number[])[]): number {
  let least = 0;
  for (const scope of scopes) {
    let states = 1;
    for (const place of scope) states *= sizes[place] as number;
    least = Math.max(least, states + 2 * (sizes.length - scope.length));
  }
  return least;
}

/** The clique tree of a part; null where one joint table is cheaper, unless an order is asked for. */
export function chooseTree(facts: PlateFacts, part: Unknowns, { order, budget, many }: TreeOptions): CliqueTree | null {
  const { axes, outer } = part;
  const states = statesOf(axes);
  const { clique, entry } = many ? BY_CASE : BY_BLOCK;
  const isLarge = states > budget;
  if (axes.length < 2 || (states <= 2 * clique && !isLarge && !order)) return null;
  const scopes = scopesOf(facts, part);
  const sizes = axes.map((v) => v.states as number);
  if (entry * leastStates(sizes, scopes) + 2 * clique >= states && !isLarge && !order) return null;
  const last = Array.from({ length: outer }, (_, i) => i);
  const tree = findCliqueTree(sizes, scopes, last, order);
  const pays = entry * tree.states + clique * tree.cliques.length < states;
  return order || pays || (isLarge && tree.states < states) ? tree : null;
}
