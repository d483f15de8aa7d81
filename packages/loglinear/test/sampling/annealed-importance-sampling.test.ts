import { createRandom, InternalError } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { enumerateNetwork } from "../../src/approximate/enumeration.ts";
import {
  type AnnealingEstimate,
  type AnnealingRequest,
  annealedImportanceSampling,
} from "../../src/sampling/annealed-importance-sampling.ts";
import { drawCase, isingGrid, networkOf } from "../support/random-row-networks.ts";

const grids = [
  [0, 0.2],
  [0.3, 0.2],
  [0.1, 0.44],
  [-0.5, 0.3],
  [0.2, -0.6],
] as const;

/** By how many of its standard errors an estimate misses, rounding apart. */
function missOf({ logZ, standardError }: AnnealingEstimate, exact: number): number {
  const miss = Math.abs(logZ - exact);
  return miss < 1e-12 ? 0 : miss / standardError;
}

function errors(request: Omit<AnnealingRequest, "random">, seed: number): number {
  return missOf(annealedImportanceSampling({ ...request, random: createRandom(seed) }), enumerateNetwork(request).logZ);
}

describe("annealed importance sampling", { timeout: 60_000 }, () => {
  test.each(grids)("is within four standard errors on a 4×4 Ising grid of field %f and coupling %f", (field, coupling) => {
    const grid = isingGrid(4, field, coupling);
    const exact = enumerateNetwork(grid).logZ;
    for (const base of ["uniform", "fields"] as const) {
      const found = annealedImportanceSampling({ ...grid, at: null, runs: 200, temperatures: 80, base, random: createRandom(5) });
      expect(missOf(found, exact)).toBeLessThan(4);
      expect(found.standardError).toBeLessThan(0.1);
      expect(found.effectiveRuns).toBeGreaterThan(50);
      expect(found.effectiveRuns).toBeLessThanOrEqual(200);
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("is within four standard errors with known variables, columns and more states (case %i)", (seed) => {
    const one = drawCase(seed, { variables: [4, 7], states: 4, factors: 8, spread: 1.5, known: 0.3, scaled: 0.4 });
    expect(errors({ ...one, runs: 300, temperatures: 60 }, seed)).toBeLessThan(4);
    expect(errors({ ...one, runs: 300, temperatures: 30, sweeps: 3, base: "uniform" }, seed)).toBeLessThan(4);
  });

  test("its weights are unbiased: few temperatures, many runs, and a base that is wrong", () => {
    const grid = isingGrid(3, 0.2, 0.25);
    const base = Float64Array.from({ length: 18 }, (_, i) => 0.3 * ((i * 5) % 3));
    for (const temperatures of [Float64Array.of(1), Float64Array.of(0.1, 0.5, 1), 6]) {
      expect(errors({ ...grid, at: null, runs: 5000, temperatures, base }, 9)).toBeLessThan(4);
    }
  });

  test("the errors are honest: over many seeds, the miss has about unit spread", () => {
    const grid = isingGrid(3, 0.1, 0.35);
    const exact = enumerateNetwork(grid).logZ;
    const misses = Array.from({ length: 100 }, (_, seed) => {
      return missOf(annealedImportanceSampling({ ...grid, at: null, runs: 60, temperatures: 15, random: createRandom(seed) }), exact);
    });
    const spread = Math.sqrt(misses.reduce((sum, x) => sum + x * x, 0) / misses.length);
    expect(spread).toBeGreaterThan(0.75);
    expect(spread).toBeLessThan(1.35);
  });

  test("networks of one-variable factors are exact from the first temperature", () => {
    const network = networkOf([2, 3, 4], [[0], [1], [1], []]);
    const potentials = Float64Array.from({ length: network.entries }, (_, e) => Math.sin(e + 1));
    const found = annealedImportanceSampling({ network, potentials, at: null, runs: 5, temperatures: 3, random: createRandom(1) });
    expect(Math.abs(found.logZ - enumerateNetwork({ network, potentials, at: null }).logZ)).toBeLessThan(1e-13);
    expect(found.standardError).toBeLessThan(1e-13);
    expect(found.effectiveRuns).toBeCloseTo(5, 10);
  });

  test("forbidden states: exact within its error, and −∞ where no run ends in a possible state", () => {
    const network = networkOf([2, 3, 2], [[0, 1], [1, 2], [1]]);
    const potentials = Float64Array.of(-Infinity, 0, 1, 0, -Infinity, 0, 0, -Infinity, 1, 0, -Infinity, 0, 0, 0.5, -Infinity);
    expect(errors({ network, potentials, at: null, runs: 2000, temperatures: 10 }, 2)).toBeLessThan(4);
    const none = new Float64Array(network.entries).fill(-Infinity);
    const found = annealedImportanceSampling({
      network,
      potentials: none,
      at: null,
      runs: 4,
      temperatures: 2,
      base: "uniform",
      random: createRandom(1),
    });
    expect(found).toMatchObject({ logZ: -Infinity, standardError: Infinity, effectiveRuns: 0 });
  });

  test.each([2, 3, 4, 8])("is within four standard errors with forbidden states and columns (case %i)", (seed) => {
    const one = drawCase(seed, { variables: [3, 5], states: 3, factors: 6, spread: 1, known: 0.25, forbidden: 0.1, scaled: 0.6 });
    expect(errors({ ...one, runs: 500, temperatures: 20 }, seed)).toBeLessThan(4);
  });

  test("a column of 0 takes away what forbids: even factors of one variable", () => {
    const network = { ...networkOf([2, 3], [[0, 1], [1]], [0, 0]), columns: [Float64Array.of(0)] };
    const potentials = Float64Array.of(-Infinity, 3, -Infinity, 2, -Infinity, -Infinity, -Infinity, 0, 1);
    const found = annealedImportanceSampling({ network, potentials, at: null, runs: 10, temperatures: 3, random: createRandom(1) });
    expect(found.logZ).toBeCloseTo(Math.log(6), 12);
  });

  test("one seed, one estimate; a run doesn't depend on how many there are", () => {
    const estimate = (seed: number, runs: number) =>
      annealedImportanceSampling({ ...isingGrid(3, 0.1, 0.3), at: null, runs, temperatures: 10, random: createRandom(seed) });
    expect(estimate(4, 10)).toEqual(estimate(4, 10));
    expect(estimate(4, 20).logWeights.slice(0, 10)).toEqual(estimate(4, 10).logWeights);
    expect(estimate(5, 10).logZ).not.toBe(estimate(4, 10).logZ);
  });

  test("one run, temperatures that fall or don't end in 1 are our bugs", () => {
    const request = { ...isingGrid(2, 0, 0), at: null, runs: 10, temperatures: 2, random: createRandom(1) };
    expect(() => annealedImportanceSampling({ ...request, runs: 1 })).toThrow(InternalError);
    for (const temperatures of [Float64Array.of(0.5), Float64Array.of(0.5, 0.2, 1), Float64Array.of(0, 1), 0]) {
      expect(() => annealedImportanceSampling({ ...request, temperatures })).toThrow(InternalError);
    }
  });
});
