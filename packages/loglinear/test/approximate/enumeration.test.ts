import { InternalError } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countJointStates, createEnumeration, enumerateNetwork } from "../../src/approximate/enumeration.ts";
import { bruteForce, jointStates, largestGap, slopeGap } from "../support/brute-force.ts";
import { cases, drawCase, isingGrid, networkOf } from "../support/random-row-networks.ts";

const shape = { variables: [3, 7], states: 4, factors: 6, spread: 3, known: 0.3, scaled: 0.3 } as const;

describe("enumeration", { timeout: 60_000 }, () => {
  test("log Z, counts, covariance and marginals are those of the definition", () => {
    fc.assert(
      fc.property(cases({ ...shape, variables: [3, 6] }), (one) => {
        const found = enumerateNetwork({ ...one, withCovariance: true });
        const wanted = bruteForce(one);
        expect(Math.abs(found.logZ - wanted.logZ)).toBeLessThan(1e-11);
        expect(largestGap(found.counts, wanted.counts)).toBeLessThan(1e-11);
        expect(largestGap(found.covariance ?? [], wanted.covariance)).toBeLessThan(1e-11);
        expect(largestGap(found.marginals, wanted.marginals)).toBeLessThan(1e-11);
      }),
    );
  });

  test("counts are the slope of log Z", () => {
    fc.assert(
      fc.property(cases(shape), ({ network, potentials, at }) => {
        const engine = createEnumeration(network, at.states);
        engine.run(potentials, at);
        const counts = new Float64Array(network.entries);
        engine.addCounts(1, counts);
        expect(slopeGap((moved) => engine.run(moved, at).logZ, potentials, counts)).toBeLessThan(1e-7);
      }),
      { numRuns: 30 },
    );
  });

  test("forbidden states have probability 0; where all are forbidden log Z is −∞ and nothing is expected", () => {
    const network = networkOf([2, 2], [[0, 1]]);
    const some = enumerateNetwork({ network, potentials: Float64Array.of(-Infinity, 0, 0, -Infinity), at: null });
    expect(some.logZ).toBeCloseTo(Math.log(2), 14);
    expect([...some.counts]).toEqual([0, 0.5, 0.5, 0]);
    const none = enumerateNetwork({ network, potentials: new Float64Array(4).fill(-Infinity), at: null });
    expect(none.logZ).toBe(-Infinity);
    expect([...none.counts]).toEqual([0, 0, 0, 0]);
  });

  test("forbidden states in factors that columns multiply: by 0 they say nothing", () => {
    let possible = 0;
    fc.assert(
      fc.property(cases({ ...shape, scaled: 0.7, forbidden: 0.1 }), (one) => {
        const found = enumerateNetwork(one);
        if (jointStates(one).every(({ logPotential }) => logPotential === -Infinity)) {
          expect(found.logZ).toBe(-Infinity);
          return;
        }
        possible += 1;
        const wanted = bruteForce(one);
        expect(Math.abs(found.logZ - wanted.logZ)).toBeLessThan(1e-11);
        expect(largestGap(found.counts, wanted.counts)).toBeLessThan(1e-11);
      }),
    );
    expect(possible).toBeGreaterThan(30);
  });

  test("an engine goes from row to row, adding with weights", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const one = drawCase(seed, shape);
        const engine = createEnumeration(one.network, one.at.states);
        const counts = new Float64Array(one.network.entries);
        const wanted = new Float64Array(one.network.entries);
        for (let row = 0; row < 3; row++) {
          const states = one.at.states.map((state, v) => (state < 0 ? -1 : (state + row) % (one.network.sizes[v] as number)));
          engine.run(one.potentials, { row, states });
          engine.addCounts(row + 0.5, counts);
          bruteForce({ ...one, at: { row, states } }).counts.forEach((x, e) => {
            wanted[e] = (wanted[e] as number) + (row + 0.5) * x;
          });
        }
        expect(largestGap(counts, wanted)).toBeLessThan(1e-10);
      }),
      { numRuns: 30 },
    );
  });

  test("a 4×4 Ising grid: without coupling in closed form, without field the same for either sign of the coupling", () => {
    const free = isingGrid(4, 0.3, 0);
    expect(enumerateNetwork(free).logZ).toBeCloseTo(16 * Math.log(2 * Math.cosh(0.3)), 11);
    // Every edge joins a black to a white square: renaming the states of the white ones turns the sign.
    expect(enumerateNetwork(isingGrid(4, 0, 0.4)).logZ).toBeCloseTo(enumerateNetwork(isingGrid(4, 0, -0.4)).logZ, 11);
  });

  test("too many joint states, a given variable without a state and another pattern are our bugs", () => {
    const network = networkOf(new Array<number>(21).fill(2), [[0]]);
    const open = new Int32Array(21).fill(-1);
    expect(countJointStates(network, open)).toBe(2 ** 21);
    expect(() => createEnumeration(network, open)).toThrow(InternalError);
    const small = networkOf([2, 2], [[0, 1]]);
    expect(() => createEnumeration({ ...small, given: Uint8Array.of(1, 0) }, Int32Array.of(-1, -1))).toThrow(InternalError);
    const engine = createEnumeration(small, Int32Array.of(-1, 0));
    expect(() => engine.run(new Float64Array(4), { row: 0, states: Int32Array.of(0, -1) })).toThrow(InternalError);
  });
});
