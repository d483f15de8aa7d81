import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { rankOfMargins, tableStatistics } from "../../src/index.ts";

/** The rank of the matrix whose columns say in which cell of which margin each cell of the table lies. */
function rankByElimination(sizes: readonly number[], margins: readonly (readonly number[])[]): number {
  const cells = sizes.reduce((all, size) => all * size, 1);
  const keyOf = (axes: readonly number[], cell: number) => {
    const at = sizes.map((size, axis) => Math.floor(cell / sizes.slice(axis + 1).reduce((all, each) => all * each, 1)) % size);
    return axes.map((axis) => at[axis]).join();
  };
  const indicators = new Map<string, number[]>();
  margins.forEach((axes, m) => {
    for (let cell = 0; cell < cells; cell++) {
      const key = `${m}:${keyOf(axes, cell)}`;
      indicators.set(key, (indicators.get(key) ?? new Array<number>(cells).fill(0)).with(cell, 1));
    }
  });
  const rows = [...indicators.values()];
  let rank = 0;
  for (let column = 0; column < cells; column++) {
    const pivot = rows.findIndex((row, i) => i >= rank && Math.abs(row[column]!) > 1e-9);
    if (pivot < 0) continue;
    const chosen = rows[pivot]!;
    rows[pivot] = rows[rank]!;
    rows[rank] = chosen;
    for (let i = rank + 1; i < rows.length; i++) {
      const share = rows[i]![column]! / chosen[column]!;
      if (share !== 0) rows[i] = rows[i]!.map((each, j) => each - share * chosen[j]!);
    }
    rank++;
  }
  return rank;
}

const tables = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
  .chain((sizes) =>
    fc.record({ sizes: fc.constant(sizes), margins: fc.array(fc.shuffledSubarray([...sizes.keys()]), { minLength: 1, maxLength: 4 }) }),
  );

it("the rank is that of the design", () => {
  fc.assert(
    fc.property(tables, ({ sizes, margins }) => {
      expect(rankOfMargins(sizes, margins)).toBe(rankByElimination(sizes, margins));
    }),
    { numRuns: 300 },
  );
});

it("the statistics are their definitions", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const random = createRandom(seed);
      const observed = Float64Array.from({ length: 12 }, () => random.poisson(4));
      const raw = observed.map(() => 0.5 + random.next());
      const share = observed.reduce((a, b) => a + b, 0) / raw.reduce((a, b) => a + b, 0);
      const fitted = raw.map((each) => each * share);
      const got = tableStatistics(observed, fitted);
      const sum = (term: (n: number, m: number) => number) => observed.reduce((all, n, i) => all + term(n, fitted[i]!), 0);
      const total = observed.reduce((a, b) => a + b, 0);
      const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
      expect(got.deviance).toBeCloseTo(2 * sum((n, m) => (n > 0 ? n * Math.log(n / m) : 0)), 9);
      expect(got.pearson).toBeCloseTo(
        sum((n, m) => (n - m) ** 2 / m),
        9,
      );
      expect(got.logLik).toBeCloseTo(
        sum((n, m) => n * Math.log(m / total)),
        9,
      );
      expect(got.poissonLogLik).toBeCloseTo(
        sum((n, m) => n * Math.log(m) - m - Math.log(factorial(n))),
        8,
      );
    }),
    { numRuns: 100 },
  );
});

it("cells that are zero in both tables add nothing; a fit that forbids what was seen is infinitely bad", () => {
  const full = tableStatistics(Float64Array.of(3, 5), Float64Array.of(4, 4));
  expect(tableStatistics(Float64Array.of(3, 0, 5), Float64Array.of(4, 0, 4))).toEqual(full);
  expect(tableStatistics(Float64Array.of(3, 5), Float64Array.of(8, 0))).toEqual({
    deviance: Infinity,
    pearson: Infinity,
    logLik: -Infinity,
    poissonLogLik: -Infinity,
  });
});
