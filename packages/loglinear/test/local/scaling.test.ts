import { createRandom } from "@platewise/core";
import { addTransposed } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { featureBounds } from "../../src/local/feature-bounds.ts";
import { gis } from "../../src/local/gis.ts";
import { ipf, sharingOf } from "../../src/local/ipf.ts";
import type { ScalingProblem } from "../../src/local/scaling.ts";
import type { OptimizerOptions, OptimizerRun } from "../../src/optimizers/optimizer.ts";
import { addScaledFrom, largestDifference } from "../../src/optimizers/vectors.ts";
import {
  arbitraryCase,
  type Case,
  configurations,
  drawRows,
  empiricalCounts,
  entriesAt,
  enumeratedSource,
  exactGradient,
  identityMap,
  networkOf,
  rowOf,
  weightAt,
} from "./networks.ts";

vi.setConfig({ testTimeout: 60_000 });

const settings: OptimizerOptions = { maxIterations: 30, tolerance: 0, gradientTolerance: 0 };

function problemOf(found: Case, l2: Float64Array | null = null): ScalingProblem {
  const empirical = empiricalCounts(found.network, found.data);
  return { ...found, empirical, source: enumeratedSource(found), removed: null, l2 };
}

function finish(run: OptimizerRun) {
  while (run.step());
  return run.result();
}

const tablesOf = ({ network }: Case): readonly (readonly number[])[] => {
  const tables = new Map(network.factors.map(({ offset, length }) => [offset, Array.from({ length }, (_, i) => offset + i)]));
  return [...tables.values()];
};

function expectMonotone(trace: readonly number[]): void {
  for (let i = 1; i < trace.length; i++) expect(trace[i]).toBeLessThanOrEqual((trace[i - 1] as number) + 1e-9);
}

/** A three-way table without the three-way interaction, all cells seen. */
function threeWay(seed: number): Case {
  const random = createRandom(seed);
  const network = networkOf([2, 3, 2], [{ scope: [0, 1] }, { scope: [1, 2] }, { scope: [0, 2] }]);
  const states = Int32Array.from(configurations(network, []).flat());
  const weights = Float64Array.from({ length: 12 }, () => 1 + random.integer(20));
  const data = { rows: 12, states, weights };
  return { network, map: identityMap(network.entries), size: network.entries, data, theta: new Float64Array(network.entries) };
}

/** The case with one row that counts one. */
function alone(found: Case, row: number): Case {
  const weights = Float64Array.from({ length: found.data.rows }, (_, i) => (i === row ? 1 : 0));
  return { ...found, data: { ...found.data, weights } };
}

function featuresAt({ network, map, size }: Case, state: readonly number[], row: number): Float64Array {
  const counts = new Float64Array(network.entries);
  for (const [entry, number] of entriesAt(network, state, row)) counts[entry] = (counts[entry] as number) + number;
  const features = new Float64Array(size);
  addTransposed(map, counts, 1, features);
  return features;
}

describe("features made non-negative", () => {
  it("never sum to more than the bound, and are what they were but for the shift", () => {
    fc.assert(
      fc.property(arbitraryCase({ given: true, columns: true, tied: true, mixed: true }), (found) => {
        const { network, data, size } = found;
        const { bound, shift } = featureBounds(found, Array(size).keys());
        const total = new Float64Array(size);
        for (let row = 0; row < data.rows; row++) {
          const weight = weightAt(data, row);
          if (weight === 0) continue;
          const single = featureBounds(alone(found, row), Array(size).keys());
          for (const state of configurations(network, rowOf(data, row, network.sizes.length))) {
            const shifted = featuresAt(found, state, row).map((x, k) => x - (single.shift[k] as number));
            expect(Math.min(...shifted)).toBeGreaterThanOrEqual(-1e-12);
            expect(shifted.reduce((x, y) => x + y, 0)).toBeLessThanOrEqual(bound + 1e-12);
          }
          addScaledFrom(weight, single.shift, 0, total);
        }
        expect(largestDifference(shift, total)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("iterative scaling", () => {
  it.each(["gis", "ipf"] as const)("%s never lowers the likelihood, in whatever network", (name) => {
    fc.assert(
      fc.property(arbitraryCase({ given: true, columns: true, tied: true, mixed: name === "gis" }), fc.boolean(), (found, isPenalised) => {
        const problem = problemOf(found, isPenalised ? new Float64Array(found.size).fill(0.3) : null);
        const some = { ...settings, maxIterations: 12 };
        const run = name === "gis" ? gis(problem, found.theta, some) : ipf(problem, tablesOf(found), found.theta, some);
        const { trace, status, iterations } = finish(run);
        expect([status, iterations]).toEqual(["max-iterations", 12]);
        expectMonotone(trace);
        expect(trace.at(-1)).toBeLessThanOrEqual(trace[0] as number);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3])("both come to the maximum, whose gradient vanishes (table %i)", (seed) => {
    const found = threeWay(seed);
    const tight = { ...settings, maxIterations: 20000, gradientTolerance: 1e-9 };
    const byTables = finish(ipf(problemOf(found), tablesOf(found), found.theta, tight));
    const byFeatures = finish(gis(problemOf(found), found.theta, tight));
    expect([byTables.status, byFeatures.status]).toEqual(["converged", "converged"]);
    for (const { theta } of [byTables, byFeatures]) {
      for (const slope of exactGradient(found, theta)) expect(Math.abs(slope)).toBeLessThan(1e-8);
    }
    expect(byTables.value).toBeCloseTo(byFeatures.value, 8);
    expect(byTables.iterations).toBeLessThan(byFeatures.iterations);
  });

  it("IPF fits a decomposable network in one sweep", () => {
    const network = networkOf([2, 3, 2], [{ scope: [0, 1] }, { scope: [1, 2] }]);
    const { data } = threeWay(4);
    const found = { network, map: identityMap(12), size: 12, data, theta: new Float64Array(12) };
    const { theta } = finish(ipf(problemOf(found), tablesOf(found), found.theta, { ...settings, maxIterations: 1 }));
    for (const slope of exactGradient(found, theta)) expect(Math.abs(slope)).toBeLessThan(1e-9);
  });

  it("counts the ground factors that share a table", () => {
    const network = networkOf([2, 2, 2], [{ scope: [0] }, { scope: [1], offset: 0 }, { scope: [1, 2] }]);
    const data = { rows: 1, states: Int32Array.of(0, 0, 0), weights: null };
    const linear = { network, map: identityMap(6), size: 6, data };
    expect(sharingOf(linear, [0, 1])).toBe(2);
    expect(sharingOf(linear, [2, 3, 4, 5])).toBe(1);
  });

  it("leaves removed cells at minus infinity, and comes to the maximum of the others", () => {
    const found = threeWay(5);
    const removed = new Uint8Array(16);
    removed[1] = 1;
    const isOut = (state: readonly number[]) => state[0] === 0 && state[1] === 1;
    const weights = Float64Array.from(configurations(found.network, []), (state, i) =>
      isOut(state) ? 0 : (found.data.weights?.[i] as number),
    );
    const emptied = { ...found, data: { ...found.data, weights } };
    const tight = { ...settings, maxIterations: 500, gradientTolerance: 1e-9 };
    const { theta, status } = finish(ipf({ ...problemOf(emptied), removed }, tablesOf(found), found.theta, tight));
    expect(status).toBe("converged");
    expect(theta[1]).toBe(-Infinity);
    for (const slope of exactGradient(emptied, theta)) expect(Math.abs(slope)).toBeLessThan(1e-8);
  });

  it("walks towards minus infinity where a cell that never occurs was left in", () => {
    const network = networkOf([2], [{ scope: [0] }]);
    const data = { rows: 3, states: Int32Array.of(1, 1, 1), weights: null };
    const found = { network, map: identityMap(2), size: 2, data, theta: new Float64Array(2) };
    const { theta, value } = finish(ipf(problemOf(found), [[0, 1]], found.theta, { ...settings, maxIterations: 3 }));
    expect((theta[1] as number) - (theta[0] as number)).toBeGreaterThan(30);
    expect(value).toBeLessThan(1e-12);
  });

  it("moves only the parameters that it is told to, and these to the maximum", () => {
    const found = { ...threeWay(7), theta: Float64Array.from({ length: 16 }, (_, k) => k / 20) };
    const tight = { ...settings, maxIterations: 20000, gradientTolerance: 1e-9 };
    const moving = [0, 1, 2, 3, 4, 5, 12];
    const { theta, status } = finish(gis(problemOf(found), found.theta, tight, moving));
    expect(status).toBe("converged");
    exactGradient(found, theta).forEach((slope, k) => {
      if (moving.includes(k)) expect(Math.abs(slope)).toBeLessThan(1e-8);
      else expect(theta[k]).toBe(found.theta[k]);
    });
  });

  it("with a quadratic penalty comes to where the gradient is the penalty's", () => {
    const found = threeWay(6);
    const l2 = Float64Array.from({ length: 16 }, (_, k) => 0.1 + k / 4);
    const tight = { ...settings, maxIterations: 20000, gradientTolerance: 1e-9 };
    for (const run of [ipf(problemOf(found, l2), tablesOf(found), found.theta, tight), gis(problemOf(found, l2), found.theta, tight)]) {
      const { theta, status } = finish(run);
      expect(status).toBe("converged");
      exactGradient(found, theta).forEach((slope, k) =>
        expect(Math.abs(slope - (l2[k] as number) * (theta[k] as number))).toBeLessThan(1e-8),
      );
    }
  });

  it("fits drawn rows of tied tables: expected counts are the empirical ones", () => {
    const network = networkOf([2, 2, 2, 2], [{ scope: [0, 1] }, { scope: [1, 2], offset: 0 }, { scope: [2, 3], offset: 0 }]);
    const data = drawRows(network, Float64Array.of(0.5, -0.3, 0.2, 0.7), 200, createRandom(7));
    const found = { network, map: identityMap(4), size: 4, data, theta: new Float64Array(4) };
    const { theta, status } = finish(
      ipf(problemOf(found), [[0, 1, 2, 3]], found.theta, { ...settings, maxIterations: 5000, gradientTolerance: 1e-9 }),
    );
    expect(status).toBe("converged");
    for (const slope of exactGradient(found, theta)) expect(Math.abs(slope)).toBeLessThan(1e-8);
  });
});
