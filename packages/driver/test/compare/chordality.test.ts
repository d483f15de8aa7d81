import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cliquesOfChordal, earlierNeighbours, findChordality, maximumCardinalityOrder } from "../../src/compare/chordality.ts";
import { areJoined, edgesOf, graphOfScopes, missingEdges, type UndirectedGraph } from "../../src/compare/undirected-graph.ts";

const graphs = fc
  .integer({ min: 1, max: 8 })
  .chain((n) =>
    fc.array(fc.tuple(fc.nat({ max: n - 1 }), fc.nat({ max: n - 1 })), { maxLength: 20 }).map((pairs) => graphOfScopes(n, pairs)),
  );

/** Takes out one place after the other whose neighbours are all joined; a graph is chordal where this ends with nothing. */
function isChordal(graph: UndirectedGraph): boolean {
  const left = new Set(graph.keys());
  for (;;) {
    const simplicial = [...left].find(
      (v) =>
        missingEdges(
          graph,
          [...(graph[v] ?? [])].filter((u) => left.has(u)),
        ).length === 0,
    );
    if (simplicial === undefined) return left.size === 0;
    left.delete(simplicial);
  }
}

/** All sets of places that are cliques and in no larger one, by trying every subset. */
function maximalCliques(graph: UndirectedGraph): readonly string[] {
  const subsets = Array.from({ length: 2 ** graph.length - 1 }, (_, i) => [...graph.keys()].filter((v) => ((i + 1) >> v) & 1));
  const cliques = subsets.filter((subset) => missingEdges(graph, subset).length === 0);
  return cliques.filter((one) => !cliques.some((other) => other.length > one.length && one.every((v) => other.includes(v)))).map(String);
}

describe("chordality", () => {
  test("agrees with taking out simplicial places, and a witness is a cycle without chords", () => {
    let holes = 0;
    fc.assert(
      fc.property(graphs, (graph) => {
        const { cycle } = findChordality(graph);
        expect(cycle === null).toBe(isChordal(graph));
        if (cycle === null) return;
        holes += 1;
        expect(cycle.length).toBeGreaterThanOrEqual(4);
        expect(new Set(cycle).size).toBe(cycle.length);
        const own = graphOfScopes(
          graph.length,
          cycle.map((v, at) => [v, cycle[(at + 1) % cycle.length] as number]),
        );
        const induced = edgesOf(graph).filter(([a, b]) => cycle.includes(a) && cycle.includes(b));
        expect(induced).toEqual(edgesOf(own));
      }),
      { numRuns: 600 },
    );
    expect(holes).toBeGreaterThan(20);
  });

  test("earlier neighbours are joined in a chordal graph, and its cliques are the maximal ones", () => {
    let checked = 0;
    fc.assert(
      fc.property(graphs, (graph) => {
        const { order, cycle } = findChordality(graph);
        if (cycle !== null) return;
        checked += 1;
        for (const earlier of earlierNeighbours(graph, order)) expect(missingEdges(graph, earlier)).toEqual([]);
        const found = cliquesOfChordal(graph, order).map((clique) => String([...clique].sort((a, b) => a - b)));
        expect([...found].sort()).toEqual([...maximalCliques(graph)].sort());
      }),
      { numRuns: 600 },
    );
    expect(checked).toBeGreaterThan(100);
  });

  test("a clique that is asked for comes first", () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (graph, a, b) => {
        const first = new Set([a % graph.length, b % graph.length]);
        fc.pre([...first].every((v) => [...first].every((u) => u === v || areJoined(graph, u, v))));
        expect(new Set(maximumCardinalityOrder(graph, first).slice(0, first.size))).toEqual(first);
      }),
    );
  });
});
