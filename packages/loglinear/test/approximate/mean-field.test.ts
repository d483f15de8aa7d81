import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { enumerateNetwork } from "../../src/approximate/enumeration.ts";
import { createMeanField, meanField } from "../../src/approximate/mean-field.ts";
import { bruteForce, largestGap, slopeGap } from "../support/brute-force.ts";
import { cases, drawCase, isingGrid, type NetworkCase, networkOf } from "../support/random-row-networks.ts";

const shape = { variables: [3, 7], states: 4, factors: 7, spread: 3, known: 0.25, scaled: 0.3 } as const;

/** The bound by its definition: the sum over joint states of q (log-potential − log q), for the engine's marginals. */
function boundByDefinition(one: NetworkCase, marginals: Float64Array): number {
  const starts = [...one.network.sizes].map((_, v) => one.network.sizes.slice(0, v).reduce((a, b) => a + b, 0));
  // The law of independent variables is a network itself.
  const fields = networkOf(
    [...one.network.sizes],
    [...one.network.sizes].map((_, v) => [v]),
  );
  const logs = Float64Array.from(marginals, (p) => Math.log(p));
  const independent = enumerateNetwork({ network: fields, potentials: logs, at: { row: 0, states: one.at.states } });
  expect(independent.logZ).toBeCloseTo(0, 10);
  const entropy = independent.counts.reduce((sum, p, i) => sum - (p > 0 ? p * (logs[i] as number) : 0), 0);
  const expected = one.network.factors.reduce((sum, { scope, strides, offset, length, basis }) => {
    const scale = basis < 0 ? 1 : (one.network.columns[basis]?.[one.at.row] as number);
    let mean = 0;
    for (let i = 0; i < length; i++) {
      const digits = scope.map((v, axis) => Math.floor(i / (strides[axis] as number)) % (one.network.sizes[v] as number));
      const chance = scope.reduce(
        (product, v, axis) => product * (marginals[(starts[v] as number) + (digits[axis] as number)] as number),
        1,
      );
      mean += chance * (one.potentials[offset + i] as number);
    }
    return sum + scale * mean;
  }, 0);
  return expected + entropy;
}

describe("mean field", { timeout: 60_000 }, () => {
  test("the bound is that of its definition, and never exceeds log Z", () => {
    fc.assert(
      fc.property(cases({ ...shape, variables: [3, 5] }), (one) => {
        const found = meanField(one);
        expect(found.bound).toBeLessThanOrEqual(bruteForce(one).logZ + 1e-11);
        expect(Math.abs(found.bound - boundByDefinition(one, found.marginals))).toBeLessThan(1e-10);
      }),
    );
  });

  test("the bound never falls from one iteration to the next", () => {
    fc.assert(
      fc.property(cases(shape), ({ network, potentials, at }) => {
        const engine = createMeanField(network, at.states, { start: "last", maxIterations: 1 });
        let last = engine.findBound(potentials, at);
        for (let i = 0; i < 30; i++) {
          const { bound, iterations } = engine.run(potentials, at);
          expect(iterations).toBe(1);
          expect(bound).toBeGreaterThanOrEqual(last - 1e-12);
          last = bound;
        }
      }),
    );
  });

  test("where it has converged, the expected counts are the slope of the bound", () => {
    let held = 0;
    fc.assert(
      fc.property(cases({ ...shape, spread: 1 }), ({ network, potentials, at }) => {
        const engine = createMeanField(network, at.states, { start: "last", tolerance: 1e-13, maxIterations: 20000 });
        if (!engine.run(potentials, at).converged) return;
        held += 1;
        const counts = new Float64Array(network.entries);
        engine.addCounts(1, counts);
        expect(slopeGap((moved) => engine.run(moved, at).bound, potentials, counts)).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
    expect(held).toBeGreaterThan(30);
  });

  test("networks of one-variable factors are exact", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { potentials } = drawCase(seed, { ...shape, variables: [3, 3] });
        const network = networkOf([2, 3, 2, 4], [[0], [1], [3], [1], []]);
        const one = { network, potentials: Float64Array.from({ length: network.entries }, (_, i) => potentials[i] ?? 0), at: null };
        const exact = enumerateNetwork(one);
        const found = meanField(one);
        expect(found.converged).toBe(true);
        expect(Math.abs(found.bound - exact.logZ)).toBeLessThan(1e-12);
        expect(largestGap(found.counts, exact.counts)).toBeLessThan(1e-12);
        expect(largestGap(found.marginals, exact.marginals)).toBeLessThan(1e-12);
      }),
    );
  });

  test("weak couplings are close: what is missed shrinks with the square of the coupling", () => {
    const missed = [0.02, 0.04].map((coupling) => {
      const grid = isingGrid(3, 0.3, coupling);
      return enumerateNetwork(grid).logZ - meanField(grid).bound;
    });
    expect(missed[0]).toBeGreaterThan(0);
    expect((missed[1] as number) / (missed[0] as number)).toBeGreaterThan(3.5);
    expect((missed[1] as number) / (missed[0] as number)).toBeLessThan(4.5);
  });

  test("even probabilities are a saddle point of a symmetric grid, which random starts leave; one seed, one answer", () => {
    const grid = isingGrid(4, 0, 0.8);
    const even = meanField(grid);
    expect(even.bound).toBeCloseTo(16 * Math.LN2, 12);
    const drawn = meanField({ ...grid, start: createRandom(3) });
    expect(drawn.bound).toBeGreaterThan(even.bound + 1);
    expect(drawn.bound).toBeLessThanOrEqual(enumerateNetwork(grid).logZ);
    expect(meanField({ ...grid, start: createRandom(3) })).toEqual(drawn);
  });

  test("too few iterations are reported, and the known states have probability 1", () => {
    const { network, potentials } = isingGrid(3, 0.2, 0.6);
    const states = Int32Array.of(1, -1, -1, -1, 0, -1, -1, -1, -1);
    const found = meanField({ network, potentials, at: { row: 0, states }, maxIterations: 2 });
    expect(found).toMatchObject({ converged: false, iterations: 2 });
    expect(found.change).toBeGreaterThan(1e-10);
    expect([...found.marginals.slice(0, 2), ...found.marginals.slice(8, 10)]).toEqual([0, 1, 1, 0]);
  });

  test("a forbidden state leaves a bound of −∞ or one that is finite, never NaN", () => {
    fc.assert(
      fc.property(cases({ ...shape, forbidden: 0.1, scaled: 0 }), (one) => {
        const { bound, counts } = meanField({ ...one, maxIterations: 50 });
        expect(bound).toBeLessThanOrEqual(enumerateNetwork(one).logZ + 1e-10);
        expect(counts.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
