/**
 * Elimination of the variables of a graph, and the clique tree that it gives (Lauritzen & Spiegelhalter 1988). Variables
 * are places 0 … n−1 with `sizes` states; two variables are neighbours where a scope holds both.
 */

/** How the next variable is chosen: fewest fill-in edges, or smallest clique by number of states. */
export type EliminationOrder = "min-fill" | "min-weight";

/** A clique: its variables, those shared with the parent clique first, and the place of the parent (−1 at the root, the first). */
export interface CliqueNode {
  readonly members: readonly number[];
  readonly shared: number;
  readonly parent: number;
}

/** A clique tree, parents before children. `states` sums the joint states of all cliques, `largest` is the most of one. */
export interface CliqueTree {
  readonly order: EliminationOrder;
  readonly cliques: readonly CliqueNode[];
  readonly states: number;
  readonly largest: number;
}

interface Graph {
  readonly sizes: readonly number[];
  readonly logs: readonly number[];
  readonly neighbours: readonly Set<number>[];
}

function graphOf(sizes: readonly number[], scopes: readonly (readonly number[])[]): Graph {
  const neighbours = sizes.map(() => new Set<number>());
  for (const scope of scopes) for (const a of scope) for (const b of scope) if (a !== b) neighbours[a]?.add(b);
  return { sizes, logs: sizes.map(Math.log), neighbours };
}

/** Neighbours beyond which no clique is affordable: they count as if none of them were joined, which takes no time. */
const HOPELESS = 64;

function fillIn({ neighbours }: Graph, v: number): number {
  const around = [...(neighbours[v] as Set<number>)];
  if (around.length > HOPELESS) return around.length ** 2;
  let missing = 0;
  for (let i = 0; i < around.length; i++) {
    const known = neighbours[around[i] as number] as Set<number>;
    for (let j = i + 1; j < around.length; j++) if (!known.has(around[j] as number)) missing += 1;
  }
  return missing;
}

function weight({ logs, neighbours }: Graph, v: number): number {
  let log = logs[v] as number;
  for (const u of neighbours[v] as Set<number>) log += logs[u] as number;
  return log;
}

/** Joins the neighbours of `v` with one another and takes it out; returns everything whose cost may have changed. */
function takeOut({ neighbours }: Graph, v: number): ReadonlySet<number> {
  const around = [...(neighbours[v] as Set<number>)];
  const touched = new Set<number>(around);
  for (const a of around) {
    const mine = neighbours[a] as Set<number>;
    mine.delete(v);
    for (const b of around) if (a !== b) mine.add(b);
  }
  for (const a of around) for (const b of neighbours[a] as Set<number>) touched.add(b);
  return touched;
}

interface Elimination {
  readonly cliques: readonly (readonly number[])[];
  readonly position: readonly number[];
}

/** Eliminates all variables, those in `last` at the end; clique i is the i-th variable with its neighbours at that moment. */
function eliminate(graph: Graph, order: EliminationOrder, last: ReadonlySet<number>): Elimination {
  const { sizes, neighbours } = graph;
  const tie = (v: number): number => (last.has(v) ? 1 : 0);
  const costOf = (v: number): number => (order === "min-fill" ? fillIn(graph, v) : weight(graph, v));
  const costs = sizes.map((_, v) => costOf(v));
  const weights = sizes.map((_, v) => weight(graph, v));
  const left = new Set(sizes.keys());
  const position = new Array<number>(sizes.length).fill(0);
  const cliques: (readonly number[])[] = [];
  const before = (a: number, b: number): boolean => {
    if (tie(a) !== tie(b)) return tie(a) < tie(b);
    if (costs[a] !== costs[b]) return (costs[a] as number) < (costs[b] as number);
    return (weights[a] as number) < (weights[b] as number);
  };
  while (left.size > 0) {
    let next = -1;
    for (const v of left) if (next < 0 || before(v, next)) next = v;
    position[next] = cliques.length;
    cliques.push([next, ...(neighbours[next] as Set<number>)]);
    left.delete(next);
    for (const v of takeOut(graph, next)) {
      if (!left.has(v)) continue;
      costs[v] = costOf(v);
      weights[v] = weight(graph, v);
    }
  }
  return { cliques, position };
}

interface Draft {
  members: readonly number[];
  parent: number;
  gone: boolean;
}

/** The elimination cliques as a forest, where a clique inside its neighbour is absorbed by it. */
function absorb({ cliques, position }: Elimination): readonly Draft[] {
  const drafts: Draft[] = cliques.map((members) => {
    const later = members.slice(1).map((v) => position[v] as number);
    return { members, parent: later.length > 0 ? Math.min(...later) : -1, gone: false };
  });
  const home = drafts.map((_, i) => i);
  const find = (i: number): number => (i < 0 || home[i] === i ? i : find(home[i] as number));
  drafts.forEach((draft, i) => {
    const p = find(draft.parent);
    if (p < 0) return;
    const parent = drafts[p] as Draft;
    if (!parent.members.every((v) => draft.members.includes(v))) return;
    parent.members = draft.members;
    draft.gone = true;
    home[i] = p;
  });
  return drafts.map((draft) => ({ ...draft, parent: find(draft.parent) }));
}

const statesOf = (sizes: readonly number[], members: readonly number[]): number => members.reduce((n, v) => n * (sizes[v] as number), 1);

/** Orders the cliques from one that holds all of `last` down; several trees hang under one root with nothing shared. */
function rooted(drafts: readonly Draft[], last: readonly number[]): readonly CliqueNode[] {
  const around = new Map<number, number[]>(drafts.flatMap((draft, i) => (draft.gone ? [] : [[i, [] as number[]]])));
  for (const [i, own] of around) {
    const { parent } = drafts[i] as Draft;
    if (parent < 0) continue;
    own.push(parent);
    around.get(parent)?.push(i);
  }
  const top = [...around.keys()].find((i) => last.every((v) => drafts[i]?.members.includes(v)));
  const nodes: CliqueNode[] = [];
  const seen = new Set<number>();
  const add = (i: number, parent: number): void => {
    seen.add(i);
    const { members } = drafts[i] as Draft;
    const above = parent < 0 ? last : (nodes[parent]?.members ?? []);
    const shared = above.filter((v) => members.includes(v));
    const place = nodes.length;
    nodes.push({ members: [...shared, ...members.filter((v) => !shared.includes(v))], shared: shared.length, parent });
    for (const next of around.get(i) ?? []) if (!seen.has(next)) add(next, place);
  };
  if (top !== undefined) add(top, -1);
  for (const i of around.keys()) if (!seen.has(i)) add(i, 0);
  return nodes;
}

function cliqueTree(
  sizes: readonly number[],
  scopes: readonly (readonly number[])[],
  last: readonly number[],
  order: EliminationOrder,
): CliqueTree {
  const all = last.length > 1 ? [...scopes, last] : scopes;
  const cliques = rooted(absorb(eliminate(graphOf(sizes, all), order, new Set(last))), last);
  const states = cliques.map(({ members }) => statesOf(sizes, members));
  return { order, cliques, states: states.reduce((a, b) => a + b, 0), largest: Math.max(...states) };
}

/** States of a tree that is not worth a second try. */
const SMALL = 1024;

/**
 * The clique tree of a graph whose root holds all of `last`: the smaller of the min-fill and min-weight trees (min-fill where that is small), or the one
 * that is asked for.
 */
export function findCliqueTree(
  sizes: readonly number[],
  scopes: readonly (readonly number[])[],
  last: readonly number[],
  order?: EliminationOrder,
): CliqueTree {
  if (order) return cliqueTree(sizes, scopes, last, order);
  const fill = cliqueTree(sizes, scopes, last, "min-fill");
  if (fill.states <= SMALL) return fill;
  const light = cliqueTree(sizes, scopes, last, "min-weight");
  return light.states < fill.states ? light : fill;
}
