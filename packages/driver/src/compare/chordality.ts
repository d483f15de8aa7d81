import { areJoined, missingEdges, type UndirectedGraph } from "./undirected-graph.ts";

// Maximum cardinality search and its test: Tarjan & Yannakakis, SIAM Journal on Computing 13 (1984).

/**
 * What is found of a graph. `order` is that of a maximum cardinality search; its reverse is a perfect elimination order exactly
 * where the graph is chordal, which is where `cycle` is null. Else `cycle` is one of at least four places without a chord.
 */
export interface Chordality {
  readonly order: readonly number[];
  readonly cycle: readonly number[] | null;
}

/**
 * Visits all places, each time one with the most neighbours among those visited; of several, one of `first`, then the lowest.
 * Places of `first` that are all joined come before all others.
 */
export function maximumCardinalityOrder(graph: UndirectedGraph, first: ReadonlySet<number> = new Set()): readonly number[] {
  const visited = graph.map(() => 0);
  const left = new Set(graph.keys());
  const order: number[] = [];
  const rank = (v: number): number => 2 * (visited[v] as number) + (first.has(v) ? 1 : 0);
  while (left.size > 0) {
    let next = -1;
    for (const v of left) if (next < 0 || rank(v) > rank(next)) next = v;
    left.delete(next);
    order.push(next);
    for (const u of graph[next] as ReadonlySet<number>) visited[u] = (visited[u] as number) + 1;
  }
  return order;
}

/** The neighbours of each place that stand before it in `order`, in that order; by place in the order. */
export function earlierNeighbours(graph: UndirectedGraph, order: readonly number[]): readonly (readonly number[])[] {
  return order.map((v, at) => order.slice(0, at).filter((u) => areJoined(graph, u, v)));
}

/** Whether a graph is chordal, and if not, a cycle that says so. The search begins with `first`. */
export function findChordality(graph: UndirectedGraph, first?: ReadonlySet<number>): Chordality {
  const order = maximumCardinalityOrder(graph, first);
  const earlier = earlierNeighbours(graph, order);
  const failing = order.filter((_, at) => missingEdges(graph, earlier[at] as readonly number[]).length > 0);
  if (failing.length === 0) return { order, cycle: null };
  for (const v of [...failing, ...order]) {
    const cycle = chordlessCycle(graph, v);
    if (cycle) return { order, cycle };
  }
  return { order, cycle: null };
}

/** The shortest chordless cycle of at least four places through `v`, or null. */
function chordlessCycle(graph: UndirectedGraph, v: number): readonly number[] | null {
  let best: readonly number[] | null = null;
  for (const [a, b] of missingEdges(graph, [...(graph[v] as ReadonlySet<number>)])) {
    const path = shortestPath(graph, a, b, (u) => u !== v && !areJoined(graph, u, v));
    if (path && (best === null || path.length + 1 < best.length)) best = [v, ...path];
  }
  return best;
}

/** A shortest path from `a` to `b` whose inner places all pass; being shortest it has no chord. */
function shortestPath(graph: UndirectedGraph, a: number, b: number, passes: (u: number) => boolean): readonly number[] | null {
  const from = new Map<number, number>([[a, -1]]);
  const queue = [a];
  for (const u of queue) {
    if (u === b) break;
    for (const w of graph[u] as ReadonlySet<number>) {
      if (from.has(w) || !(w === b || passes(w))) continue;
      from.set(w, u);
      queue.push(w);
    }
  }
  if (!from.has(b)) return null;
  const path: number[] = [];
  for (let u = b; u >= 0; u = from.get(u) as number) path.unshift(u);
  return path;
}

/** The maximal cliques of a chordal graph, from the order of its maximum cardinality search. */
export function cliquesOfChordal(graph: UndirectedGraph, order: readonly number[]): readonly (readonly number[])[] {
  const found = earlierNeighbours(graph, order).map((earlier, at) => [...earlier, order[at] as number]);
  const isInside = (clique: readonly number[], other: readonly number[]): boolean =>
    clique.length < other.length && clique.every((v) => other.includes(v));
  return found.filter((clique) => !found.some((other) => isInside(clique, other)));
}
