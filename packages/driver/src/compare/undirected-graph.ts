/** An undirected graph over the places 0 … n−1: the neighbours of each. */
export type UndirectedGraph = readonly ReadonlySet<number>[];

/** An edge, the lower place first. */
export type Edge = readonly [number, number];

/** The graph in which the members of every scope are joined with one another. */
export function graphOfScopes(variables: number, scopes: readonly (readonly number[])[]): UndirectedGraph {
  const neighbours = Array.from({ length: variables }, () => new Set<number>());
  for (const scope of scopes) for (const a of scope) for (const b of scope) if (a !== b) neighbours[a]?.add(b);
  return neighbours;
}

/** True where two places are joined. */
export const areJoined = (graph: UndirectedGraph, a: number, b: number): boolean => (graph[a] as ReadonlySet<number>).has(b);

/** All edges, by their first place, then by their second. */
export function edgesOf(graph: UndirectedGraph): readonly Edge[] {
  return graph.flatMap((around, a) =>
    [...around]
      .filter((b) => a < b)
      .sort((b, c) => b - c)
      .map((b): Edge => [a, b]),
  );
}

/** The pairs of `members` that are not joined. */
export function missingEdges(graph: UndirectedGraph, members: readonly number[]): readonly Edge[] {
  return members.flatMap((a) => members.filter((b) => a < b && !areJoined(graph, a, b)).map((b): Edge => [a, b]));
}
