import { cholesky, createRandom, invertPositiveDefinite, logDeterminantFromCholesky, symmetricEigenvalues } from "@platewise/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mvNormal } from "../src/families/mv-normal.ts";

const D = 3;
const WEIGHT = 7;

type Entry = (i: number, j: number) => number;

const matrix = (entry: Entry): Float64Array => Float64Array.from({ length: D * D }, (_, at) => entry(Math.floor(at / D), at % D));

/** B Bᵀ for a random B of so many columns. */
function gram(columns: number, next: () => number): Float64Array {
  const b = Float64Array.from({ length: D * columns }, next);
  return matrix((i, j) => b.slice(i * columns, (i + 1) * columns).reduce((sum, x, k) => sum + x * (b[j * columns + k] as number), 0));
}

/** Log-likelihood of a covariance, up to a constant, where the mean of the outer products is `scatter`. */
function logLikOf(covariance: Float64Array, scatter: Float64Array): number {
  const lower = new Float64Array(D * D);
  const inverse = new Float64Array(D * D);
  expect(cholesky(covariance, 0, D, lower, 0) && invertPositiveDefinite(covariance, 0, D, inverse, 0)).toBe(true);
  const trace = inverse.reduce((sum, x, at) => sum + x * (scatter[at] as number), 0);
  return -0.5 * WEIGHT * (logDeterminantFromCholesky(lower, 0, D) + trace);
}

/** The M-step of one covariance about a mean that is fixed at 0. */
function maximise(scatter: Float64Array, scale: Float64Array, floor: number): Float64Array {
  const statistics = new Float64Array(1 + D + (D * (D + 1)) / 2);
  statistics[0] = WEIGHT;
  for (let i = 0, at = 1 + D; i < D; i++) for (let j = 0; j <= i; j++, at++) statistics[at] = WEIGHT * (scatter[i * D + j] as number);
  const theta = Float64Array.from([...new Float64Array(D), ...matrix((i, j) => (i === j ? 1 : 0))]);
  const atoms = [{ cells: [0, D], statistics }];
  const shape = { length: D, spread: "covariance" } as const;
  mvNormal.maximize({ shape, atoms, free: (cell) => cell === D, prior: () => null, scale, floor }, theta);
  return theta.slice(D);
}

it("a covariance under a floor is the best of those above it", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, rank) => {
      const random = createRandom(seed);
      const scatter = gram(rank, () => random.normal());
      const scale = Float64Array.from({ length: D }, () => 0.2 + 3 * random.next());
      const floor = 0.05 + random.next();
      const unit: Entry = (i, j) => Math.sqrt((scale[i] as number) * (scale[j] as number));
      const best = maximise(scatter, scale, floor);
      const values = new Float64Array(D);
      const scaled = matrix((i, j) => (best[i * D + j] as number) / unit(i, j));
      symmetricEigenvalues(scaled, 0, D, new Float64Array(D * D), values);
      expect(values[0]).toBeGreaterThan(floor * (1 - 1e-9));
      const most = logLikOf(best, scatter);
      const other = gram(D, () => random.normal()).map(
        (x, at) => (x + (at % (D + 1) === 0 ? floor : 0)) * unit(Math.floor(at / D), at % D),
      );
      const added = scatter.map((x, at) => x + (at % (D + 1) === 0 ? floor * (scale[at % D] as number) : 0));
      // Those above the floor are a convex set: if none on the way to another one is better, none is.
      const least = matrix((i, j) => (i === j ? floor * (scale[i] as number) : 0));
      for (const rival of [other, added, least]) {
        for (const share of [1e-3, 0.1, 1]) {
          const between = best.map((x, at) => x + share * ((rival[at] as number) - x));
          expect(logLikOf(between, scatter)).toBeLessThan(most + 1e-9 * Math.max(1, Math.abs(most)));
        }
      }
    }),
    { numRuns: 300 },
  );
});
