import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type Random } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipfTable, rankOfMargins, startIpf, tableStatistics } from "../../src/index.ts";

/** A fit by other software; the fitted counts are given to twelve digits. */
interface TrustedFit {
  readonly id: string;
  readonly sizes: readonly number[];
  readonly margins: readonly (readonly number[])[];
  readonly observed: readonly number[];
  readonly fitted: readonly number[];
  readonly logLik: number;
  readonly deviance: number;
  readonly pearson: number;
  readonly logLikPoisson: number;
  readonly df: number;
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "trusted-fits.golden.json"), "utf8")) as {
  cases: readonly TrustedFit[];
};

const cellsOf = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** The position of a cell along each axis. */
function positionOf(sizes: readonly number[], cell: number): number[] {
  let rest = cell;
  return [...sizes]
    .reverse()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .reverse();
}

/** For every cell the positions that a margin keeps. */
const keysOf = (sizes: readonly number[], axes: readonly number[]): string[] =>
  Array.from({ length: cellsOf(sizes) }, (_, cell) =>
    positionOf(sizes, cell)
      .filter((_, axis) => axes.includes(axis))
      .join(),
  );

/** The sums of a table by these positions. */
function sumsBy(keys: readonly string[], table: Float64Array): Map<string, number> {
  const sums = new Map<string, number>();
  table.forEach((each, cell) => sums.set(keys[cell]!, (sums.get(keys[cell]!) ?? 0) + each));
  return sums;
}

/** Iterative proportional fitting as it is defined, one margin after the other. */
function plainFit(sizes: readonly number[], margins: readonly (readonly number[])[], observed: Float64Array, sweeps: number): Float64Array {
  const allKeys = margins.map((axes) => keysOf(sizes, axes));
  const targets = allKeys.map((keys) => sumsBy(keys, observed));
  let table = new Float64Array(observed.length).fill(1);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [m, keys] of allKeys.entries()) {
      const sums = sumsBy(keys, table);
      const factorOf = (key: string) => (sums.get(key) === 0 ? 0 : targets[m]!.get(key)! / sums.get(key)!);
      table = table.map((each, cell) => each * factorOf(keys[cell]!));
    }
  }
  return table;
}

const largestMiss = (sizes: readonly number[], margins: readonly (readonly number[])[], a: Float64Array, b: Float64Array): number =>
  Math.max(
    ...margins.flatMap((axes) => {
      const keys = keysOf(sizes, axes);
      const other = sumsBy(keys, b);
      return [...sumsBy(keys, a)].map(([key, sum]) => Math.abs(sum - other.get(key)!));
    }),
  );

/** Every number is as wanted, up to a share of it, or of 1 where it is smaller. */
function expectAlmost(got: Float64Array, want: Float64Array, relative: number): void {
  const isOff = (each: number, i: number) => !(Math.abs(each - want[i]!) <= relative * Math.max(1, Math.abs(want[i]!)));
  expect(got.length).toBe(want.length);
  expect([...got].filter(isOff)).toEqual([]);
}

const drawCounts = (random: Random, cells: number, zeros: number): Float64Array =>
  Float64Array.from({ length: cells }, () => (random.next() < zeros ? 0 : 1 + random.poisson(8)));

interface Drawn {
  readonly sizes: readonly number[];
  readonly margins: readonly (readonly number[])[];
  readonly seed: number;
  readonly zeros: number;
}

/** Tables of up to five axes, some of one level, with one to four margins in any order, the empty and the full one among them. */
const tables: fc.Arbitrary<Drawn> = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }).chain((sizes) =>
  fc.record({
    sizes: fc.constant(sizes),
    margins: fc.array(fc.shuffledSubarray([...sizes.keys()]), { minLength: 1, maxLength: 4 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    zeros: fc.constantFrom(0, 0, 0.3, 1),
  }),
);

describe.each(cases)("$id", ({ sizes, margins, observed, ...want }) => {
  const counts = Float64Array.from(observed);
  const fit = ipfTable({ sizes, margins, observed: counts, maxSweeps: 1000, tolerance: 1e-10 });
  const statistics = tableStatistics(counts, fit.fitted);

  it("has the fitted counts of trusted software", () => {
    expect(fit.converged).toBe(true);
    expectAlmost(fit.fitted, Float64Array.from(want.fitted), 1e-9);
  });

  it("has its statistics and degrees of freedom", () => {
    const close = (got: number, wanted: number) => expect(Math.abs(got / wanted - 1)).toBeLessThan(1e-10);
    close(statistics.deviance, want.deviance);
    close(statistics.pearson, want.pearson);
    close(statistics.logLik, want.logLik);
    close(statistics.poissonLogLik, want.logLikPoisson);
    expect(cellsOf(sizes) - rankOfMargins(sizes, margins)).toBe(want.df);
  });
});

it("covers every trusted fit", () => expect(cases).toHaveLength(10));

it("finds survival on the Titanic to depend on who one was", () => {
  const { sizes, observed } = cases.find(({ id }) => id === "loglin-titanic-indep")!;
  const margins = [[1, 2, 3], [0]];
  const counts = Float64Array.from(observed);
  const { fitted } = ipfTable({ sizes, margins, observed: counts, maxSweeps: 20, tolerance: 1e-10 });
  expect(tableStatistics(counts, fitted).deviance).toBeCloseTo(671.96221524, 8);
  expect(cellsOf(sizes) - rankOfMargins(sizes, margins)).toBe(15);
});

it("agrees with the definition, sweep by sweep, for any table and margins", () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 0, max: 4 }), ({ sizes, margins, seed, zeros }, maxSweeps) => {
      const observed = drawCounts(createRandom(seed), cellsOf(sizes), zeros);
      const fit = ipfTable({ sizes, margins, observed, maxSweeps, tolerance: 0 });
      expect([fit.sweeps, fit.converged]).toEqual([maxSweeps, false]);
      expectAlmost(fit.fitted, plainFit(sizes, margins, observed, maxSweeps), 1e-12);
    }),
    { numRuns: 500 },
  );
});

it("ends with the margins of the data, and says how far it was off", () => {
  fc.assert(
    fc.property(tables, ({ sizes, margins, seed }) => {
      const observed = drawCounts(createRandom(seed), cellsOf(sizes), 0);
      const seen: number[] = [];
      const onSweep = (sweep: number, deviation: number) => expect(seen.push(deviation)).toBe(sweep);
      const fit = ipfTable({ sizes, margins, observed, maxSweeps: 5000, tolerance: 1e-8, onSweep });
      expect(fit.converged).toBe(true);
      expect(fit.deviation).toBe(seen.at(-1));
      expect(seen.every((each, i) => each <= 1e-8 === (i === seen.length - 1))).toBe(true);
      expect(largestMiss(sizes, margins, fit.fitted, observed)).toBeLessThanOrEqual(1e-8);
    }),
    { numRuns: 200 },
  );
});

it("counts the blocks of a large table", () => {
  const sizes = [3, 2, 70, 30, 2];
  const margins = [[0, 4], [2, 3], [1, 2], [3], [0, 1]];
  const observed = drawCounts(createRandom(2), cellsOf(sizes), 0.2);
  const { fitted } = ipfTable({ sizes, margins, observed, maxSweeps: 2, tolerance: 0 });
  expectAlmost(fitted, plainFit(sizes, margins, observed, 2), 1e-12);
});

it("keeps the zeros and the interactions of the start", () => {
  const start = Float64Array.of(1, 2, 0, 3, 1, 1);
  const observed = Float64Array.of(5, 9, 2, 4, 7, 3);
  const { fitted, converged } = ipfTable({ sizes: [2, 3], margins: [[0], [1]], observed, start, maxSweeps: 1000, tolerance: 1e-12 });
  expect(converged).toBe(true);
  expect(fitted[2]).toBe(0);
  expect((fitted[0]! * fitted[4]!) / (fitted[1]! * fitted[3]!)).toBeCloseTo((1 * 1) / (2 * 3), 12);
  expect(start).toEqual(Float64Array.of(1, 2, 0, 3, 1, 1));
});

it("never settles where the start forbids what was observed", () => {
  const problem = { sizes: [2, 2], margins: [[0], [1]], observed: Float64Array.of(4, 1, 2, 3), start: Float64Array.of(0, 0, 1, 1) };
  const fit = ipfTable({ ...problem, maxSweeps: 50, tolerance: 1e-6 });
  expect([fit.converged, fit.sweeps, fit.deviation]).toEqual([false, 50, 5]);
  expect(fit.fitted.every((each) => Number.isFinite(each))).toBe(true);
});

it("can be paused between sweeps", () => {
  const { sizes, margins, observed } = cases.find(({ id }) => id === "loglin-titanic-cycle4")!;
  const problem = { sizes, margins, observed: Float64Array.from(observed), maxSweeps: 100, tolerance: 1e-6 };
  const run = startIpf(problem);
  expect(run.result().deviation).toBe(Infinity);
  expect(run.step()).toBe(true);
  const early = run.result();
  const kept = early.fitted.slice();
  while (run.step());
  expect(early.fitted).toEqual(kept);
  expect(run.step()).toBe(false);
  expect(run.result()).toEqual(ipfTable(problem));
});

it("refuses tables that are none", () => {
  const problem = { sizes: [2, 2], margins: [[0]], observed: Float64Array.of(1, 2, 3, 4), maxSweeps: 1, tolerance: 0 };
  expect(() => ipfTable({ ...problem, sizes: [2, 3] })).toThrow("needs 6 counts");
  expect(() => ipfTable({ ...problem, start: new Float64Array(3) })).toThrow("needs 4 counts");
  expect(() => ipfTable({ ...problem, margins: [] })).toThrow("needs a margin");
  expect(() => ipfTable({ ...problem, margins: [[2]] })).toThrow("no margin over 2");
  for (const bad of [-1, Number.NaN, Infinity])
    expect(() => ipfTable({ ...problem, observed: Float64Array.of(1, 2, 3, bad) })).toThrow("finite and not negative");
});
