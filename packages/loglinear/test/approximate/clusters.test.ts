import fc from "fast-check";
import { expect, test } from "vitest";
import { findClusters, findSeats } from "../../src/approximate/clusters.ts";
import { cases } from "../support/random-row-networks.ts";

test("every factor has one home, whose scope holds it, and no cluster lies within another", () => {
  fc.assert(
    fc.property(cases({ variables: [3, 7], states: 3, factors: 9, spread: 1, known: 0.2 }), ({ network, at }) => {
      const { clusters, constants, entries } = findClusters(network, at.states);
      const homes = network.factors.map((_, f) => clusters.filter(({ members }) => members.some(({ factor }) => factor === f)));
      network.factors.forEach(({ scope }, f) => {
        const open = scope.filter((v) => (at.states[v] as number) < 0);
        expect(homes[f]?.length).toBe(open.length === 0 ? 0 : 1);
        expect(constants.includes(f)).toBe(open.length === 0);
        expect(open.every((v) => homes[f]?.[0]?.scope.includes(v))).toBe(true);
      });
      for (const one of clusters)
        for (const other of clusters) expect(one !== other && one.scope.every((v) => other.scope.includes(v))).toBe(false);
      expect(entries).toBe(clusters.reduce((sum, { length }) => sum + length, 0));
      findSeats({ clusters, constants, entries }, network.sizes.length).forEach((seats, v) => {
        expect(seats.map(({ cluster }) => cluster)).toEqual([...clusters.keys()].filter((c) => clusters[c]?.scope.includes(v)));
        for (const { cluster, axis } of seats) expect(clusters[cluster]?.scope[axis]).toBe(v);
      });
    }),
  );
});
