import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InternalError } from "../src/diagnostics/internal-error.ts";
import { createRandom, digamma, lgamma, logBinomial, normalCdf, type Random } from "../src/numerics/index.ts";

const DRAWS = 20000;

function sample(draw: (random: Random) => number, seed = 5): number[] {
  const random = createRandom(seed);
  return Array.from({ length: DRAWS }, () => draw(random));
}

/** Distance of the sample mean from the expected one, in standard errors. Seeds are fixed, so this never flickers. */
function errors(values: readonly number[], mean: number, variance: number): number {
  const found = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.abs(found - mean) / Math.sqrt(variance / values.length);
}

function expectMoments(values: readonly number[], mean: number, variance: number, excess: number): void {
  expect(errors(values, mean, variance)).toBeLessThan(4);
  const squares = values.map((x) => (x - mean) ** 2);
  expect(errors(squares, variance, variance * variance * (2 + excess))).toBeLessThan(4);
}

/** Pearson's chi-square of a sample of counts against probabilities, in standard deviations above its mean. */
function chiSquareExcess(values: readonly number[], probability: (k: number) => number): number {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  let sum = 0;
  let cells = 0;
  for (let k = 0; k <= Math.max(...values); k++) {
    const expected = values.length * probability(k);
    if (expected < 10) continue;
    sum += ((found.get(k) ?? 0) - expected) ** 2 / expected;
    cells += 1;
  }
  return (sum - cells) / Math.sqrt(2 * cells);
}

describe("streams", () => {
  test("the first numbers of some seeds, computed by a second implementation", () => {
    const first = (random: Random): number[] => [random.next(), random.next(), random.next()];
    expect(first(createRandom(1))).toEqual([0.08116996457702419, 0.1837203031227892, 0.14172446403793304]);
    expect(first(createRandom(-3))).toEqual([0.7132359850074129, 0.6408317844813011, 0.4182203646833743]);
    expect(first(createRandom(0.5))).toEqual([0.689956386918645, 0.6054350629900583, 0.1655163200906009]);
    expect(first(createRandom(2 ** 40 + 1))).toEqual([0.5289738727670221, 0.9035562255671616, 0.19639576355645905]);
    expect(first(createRandom(1).fork(7))).toEqual([0.035333412854540835, 0.6349978027003318, 0.1540774387190994]);
  });

  test("a fork depends on seed and label, not on what was drawn", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(50), (seed, label, drawn) => {
        const random = createRandom(seed);
        for (let i = 0; i < drawn; i++) random.normal();
        expect(random.fork(label).next()).toBe(createRandom(seed).fork(label).next());
      }),
    );
  });

  test("seeds, forks and forks of forks all differ", () => {
    const firsts = new Set<number>();
    for (let i = 0; i < 50; i++) {
      firsts.add(createRandom(i).next());
      for (let j = 0; j < 50; j++) firsts.add(createRandom(1).fork(i).fork(j).next());
      firsts.add(createRandom(1).fork(i).next());
    }
    expect(firsts.size).toBe(50 + 2500 + 50);
  });

  test("neighbouring seeds are uncorrelated", () => {
    const products = Array.from({ length: DRAWS }, (_, i) => createRandom(i).normal() * createRandom(i + 1).normal());
    expect(errors(products, 0, 1)).toBeLessThan(4);
  });

  test("arguments outside a law's domain are refused", () => {
    const random = createRandom(1);
    const calls = [
      () => createRandom(NaN),
      () => random.fork(Infinity),
      () => random.gamma(-1),
      () => random.gamma(NaN),
      () => random.integer(0),
      () => random.integer(2.5),
      () => random.poisson(-1),
      () => random.poisson(Infinity),
      () => random.binomial(1.5, 0.5),
      () => random.binomial(3, 1.1),
      () => random.categorical([0, 0], 0, 2),
      () => random.dirichlet([0, 0], new Float64Array(2)),
    ];
    for (const call of calls) expect(call).toThrow(InternalError);
  });
});

describe("laws", () => {
  test("next is uniform", () => {
    const values = sample((random) => random.next());
    expectMoments(values, 1 / 2, 1 / 12, -1.2);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  test("normal: moments and distribution function", () => {
    const values = sample((random) => random.normal());
    expectMoments(values, 0, 1, 0);
    const sorted = values.map(normalCdf).sort((a, b) => a - b);
    const distance = Math.max(...sorted.map((u, i) => Math.abs(u - (i + 0.5) / DRAWS)));
    expect(distance * Math.sqrt(DRAWS)).toBeLessThan(1.95);
  });

  test.each([0.05, 0.7, 1, 3.5, 400])("gamma with shape %f", (shape) => {
    const values = sample((random) => random.gamma(shape));
    expectMoments(values, shape, shape, 6 / shape);
    const logs = values.filter((x) => x > 0).map(Math.log);
    expect(logs.length).toBe(DRAWS);
    const step = 1e-4 * shape;
    const variance = (digamma(shape + step) - digamma(shape - step)) / (2 * step);
    expect(errors(logs, digamma(shape), variance)).toBeLessThan(4);
  });

  test("gamma with shape 0 is 0", () => expect(createRandom(1).gamma(0)).toBe(0));

  test("dirichlet: means, and points on the simplex even for tiny parameters", () => {
    const random = createRandom(3);
    const alpha = [0.5, 2, 0, 1.5];
    const into = new Float64Array(4);
    const firsts: number[] = [];
    for (let i = 0; i < DRAWS; i++) {
      random.dirichlet(alpha, into);
      firsts.push(into[0] as number);
      expect(Math.abs(into.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-15 * 4);
      expect(into[2]).toBe(0);
    }
    expect(errors(firsts, 1 / 8, (0.125 * 0.875) / 5)).toBeLessThan(4);
    random.dirichlet([1e-5, 1e-5, 1e-5, 1e-5], into);
    expect(into.reduce((a, b) => a + b, 0)).toBe(1);
  });

  test("integer: every value alike, also where 2^32 is no multiple and beyond it", () => {
    expect(
      chiSquareExcess(
        sample((random) => random.integer(7)),
        (k) => (k < 7 ? 1 / 7 : 0),
      ),
    ).toBeLessThan(4);
    const thirds = sample((random) => Math.floor(random.integer(3 * 2 ** 30) / 2 ** 30));
    expect(chiSquareExcess(thirds, (k) => (k < 3 ? 1 / 3 : 0))).toBeLessThan(4);
    const wide = sample((random) => random.integer(3 * 2 ** 51));
    expectMoments(
      wide.map((x) => x / (3 * 2 ** 51)),
      1 / 2,
      1 / 12,
      -1.2,
    );
    expect(createRandom(1).integer(1)).toBe(0);
  });

  test("categorical: unnormalised weights in a range; weight 0 never comes", () => {
    const weights = [9, 2, 0, 5, 1, 0, 9];
    const values = sample((random) => random.categorical(weights, 1, 5));
    expect(values.some((k) => k === 1 || k === 4)).toBe(false);
    expect(chiSquareExcess(values, (k) => (weights[k + 1] as number) / 8)).toBeLessThan(4);
  });

  test.each([0.3, 4, 9.99, 10, 57, 900])("poisson with rate %f", (rate) => {
    const values = sample((random) => random.poisson(rate));
    expectMoments(values, rate, rate, 1 / rate);
    const probability = (k: number): number => Math.exp(k * Math.log(rate) - rate - lgamma(k + 1));
    expect(chiSquareExcess(values, probability)).toBeLessThan(4);
  });

  test.each([
    [5, 0.3],
    [1000, 0.004],
    [20, 0.5],
    [40, 0.9],
    [3000, 0.2],
  ])("binomial of %i trials with probability %f", (n, p) => {
    const values = sample((random) => random.binomial(n, p));
    const variance = n * p * (1 - p);
    expectMoments(values, n * p, variance, (1 - 6 * p * (1 - p)) / variance);
    const probability = (k: number): number => Math.exp(logBinomial(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
    expect(chiSquareExcess(values, probability)).toBeLessThan(4);
  });

  test("sure counts", () => {
    const random = createRandom(1);
    expect([random.poisson(0), random.binomial(0, 0.5), random.binomial(9, 0), random.binomial(9, 1)]).toEqual([0, 0, 0, 9]);
  });
});
