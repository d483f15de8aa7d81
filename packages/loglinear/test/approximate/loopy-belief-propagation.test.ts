import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { enumerateNetwork } from "../../src/approximate/enumeration.ts";
import { createBeliefPropagation, loopyBeliefPropagation } from "../../src/approximate/loopy-belief-propagation.ts";
import { bruteForce, largestGap, slopeGap } from "../support/brute-force.ts";
import { cases, drawPotentials, drawTree, isingGrid, networkOf } from "../support/random-row-networks.ts";

const schedules = ["flooding", "residual"] as const;
const loops = { variables: [4, 7], states: 3, factors: 8, spread: 0.7, known: 0.2, scaled: 0.3 } as const;

describe.each(schedules)("belief propagation, %s", { timeout: 60_000 }, (schedule) => {
  test("is exact on trees of tables", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0.3), (seed, tables, damping) => {
        const one = drawTree(seed, tables, { spread: 5 });
        const wanted = bruteForce(one);
        const found = loopyBeliefPropagation({ ...one, schedule, damping, tolerance: 1e-13 });
        expect(found.converged).toBe(true);
        expect(Math.abs(found.logZ - wanted.logZ)).toBeLessThan(1e-10);
        expect(largestGap(found.counts, wanted.counts)).toBeLessThan(1e-10);
        expect(largestGap(found.marginals, wanted.marginals)).toBeLessThan(1e-10);
      }),
    );
  });

  test("is exact on trees with forbidden states; where nothing is possible log Z is −∞", () => {
    let impossible = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, tables) => {
        const one = drawTree(seed, tables, { spread: 2, forbidden: 0.35 });
        const wanted = enumerateNetwork(one);
        const found = loopyBeliefPropagation({ ...one, schedule, tolerance: 1e-13 });
        if (wanted.logZ === -Infinity) {
          impossible += 1;
          expect(found.logZ).toBe(-Infinity);
          return;
        }
        expect(Math.abs(found.logZ - wanted.logZ)).toBeLessThan(1e-10);
        expect(largestGap(found.counts, wanted.counts)).toBeLessThan(1e-10);
      }),
      { numRuns: 300 },
    );
    expect(impossible).toBeGreaterThan(0);
  });

  test("holds with log-potentials of a thousand", () => {
    const network = networkOf([2, 2, 2], [[0, 1], [1, 2], [2]]);
    const potentials = Float64Array.of(1000, -1000, -1000, 1000, 1000, -1000, -1000, 1000, 0, 1);
    const found = loopyBeliefPropagation({ network, potentials, at: null, schedule });
    expect(found.logZ).toBeCloseTo(2000 + Math.log(1 + Math.E), 9);
    expect(found.marginals[0]).toBeCloseTo(1 / (1 + Math.E), 12);
  });

  test("with loops, where it has converged, the expected counts are the slope of Bethe's log Z", () => {
    let held = 0;
    fc.assert(
      fc.property(cases(loops), ({ network, potentials, at }) => {
        const engine = createBeliefPropagation(network, at.states, { schedule, start: "last", tolerance: 1e-13, maxIterations: 3000 });
        if (!engine.run(potentials, at).converged) return;
        held += 1;
        const counts = new Float64Array(network.entries);
        engine.addCounts(1, counts);
        expect(slopeGap((moved) => engine.run(moved, at).logZ, potentials, counts)).toBeLessThan(1e-6);
      }),
      { numRuns: 30 },
    );
    expect(held).toBeGreaterThan(20);
  });

  test("starts from where it ended before, also where that forbade what is possible now", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom(0, 0.5), (seed, other, damping) => {
        const before = drawTree(seed, 3, { spread: 2, forbidden: 0.3 });
        const { network, at } = before;
        const potentials = drawPotentials(createRandom(other), network.entries, { spread: 2, forbidden: 0.1 });
        const wanted = enumerateNetwork({ network, potentials, at });
        const settings = { schedule, damping, start: "last", tolerance: 1e-13 } as const;
        for (const maxIterations of [1, 2, 1000]) {
          const engine = createBeliefPropagation(network, at.states, { ...settings, maxIterations });
          engine.run(before.potentials, at);
          const { logZ, converged } = engine.run(potentials, at);
          expect(logZ).toBeLessThan(Infinity);
          if (maxIterations < 1000) continue;
          expect(converged).toBe(true);
          if (wanted.logZ === -Infinity) expect(logZ).toBe(-Infinity);
          else expect(Math.abs(logZ - wanted.logZ)).toBeLessThan(1e-10);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("with weak loops it is near: on a cycle of n what it misses of log Z shrinks as the nth power of the coupling", () => {
    for (const length of [3, 4, 5]) {
      const scopes = Array.from({ length }, (_, v) => [v, (v + 1) % length]);
      const missed = [0.05, 0.1].map((coupling) => {
        const network = networkOf(new Array<number>(length).fill(2), scopes);
        const potentials = Float64Array.from(
          { length: 4 * length },
          (_, i) => ([coupling, -coupling, -coupling, coupling] as const)[i % 4] as number,
        );
        return (
          enumerateNetwork({ network, potentials, at: null }).logZ -
          loopyBeliefPropagation({ network, potentials, at: null, schedule }).logZ
        );
      });
      expect(Math.log2((missed[1] as number) / (missed[0] as number))).toBeCloseTo(length, 1);
    }
  });

  test("stops at the limit and says so, without NaN, where it doesn't converge", () => {
    const grid = isingGrid(4, 0.1, 0.45);
    const mixed = grid.potentials.map((x, e) => (e < 32 ? x * (e % 3) : (e * 7919) % 11 < 5 ? -6 * x : 6 * x));
    const found = loopyBeliefPropagation({ ...grid, potentials: mixed, schedule, maxIterations: 7, tolerance: 0 });
    expect(found).toMatchObject({ converged: false, iterations: 7 });
    expect(found.change).toBeGreaterThan(0);
    expect(Number.isFinite(found.logZ)).toBe(true);
  });
});

describe("belief propagation", { timeout: 60_000 }, () => {
  test("schedules and damping agree where all of them converge", () => {
    fc.assert(
      fc.property(cases(loops), (one) => {
        const settings = { ...one, tolerance: 1e-13, maxIterations: 3000 };
        const [first, ...others] = schedules.flatMap((schedule) =>
          [0, 0.4].map((damping) => loopyBeliefPropagation({ ...settings, schedule, damping })),
        );
        if (!first) return;
        for (const other of others) {
          if (!other.converged || !first.converged) continue;
          expect(Math.abs(other.logZ - first.logZ)).toBeLessThan(1e-9);
          expect(largestGap(other.counts, first.counts)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each(schedules)("four variables that all want to differ converge with damping only, %s", (schedule) => {
    const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => [a, b]));
    const network = networkOf([2, 2, 2, 2], [...pairs, [0], [1], [2], [3]]);
    const potentials = Float64Array.of(...pairs.flatMap(() => [-1, 1, 1, -1]), ...pairs.slice(2).flatMap(() => [-0.2, 0.2]));
    const settings = { network, potentials, at: null, schedule };
    expect(loopyBeliefPropagation({ ...settings, damping: 0 }).converged).toBe(false);
    expect(loopyBeliefPropagation({ ...settings, damping: 0.5 }).converged).toBe(true);
  });

  test("is nearer than even probabilities on a 4×4 Ising grid: marginals within 0.01 at a weak coupling", () => {
    const grid = isingGrid(4, 0.2, 0.2);
    const found = loopyBeliefPropagation(grid);
    const exact = enumerateNetwork(grid);
    expect(found.converged).toBe(true);
    expect(largestGap(found.marginals, exact.marginals)).toBeLessThan(0.01);
    expect(Math.abs(found.logZ - exact.logZ)).toBeLessThan(0.05);
  });

  test("known states have probability 1, and a variable without factors an even law", () => {
    const network = networkOf([2, 3, 2], [[0, 2]]);
    const found = loopyBeliefPropagation({
      network,
      potentials: Float64Array.of(0, 1, 2, 3),
      at: { row: 0, states: Int32Array.of(1, -1, -1) },
    });
    expect(found.logZ).toBeCloseTo(Math.log(3 * (Math.exp(2) + Math.exp(3))), 13);
    expect([...found.marginals.slice(0, 2)]).toEqual([0, 1]);
    expect(largestGap(found.marginals.slice(2, 5), [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(1e-15);
  });
});
