import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradientDescent, lbfgs, minimize, newton, type OptimizerOptions, optimizers, owlqn } from "../../src/index.ts";
import { drawLabelled, drawn, logistic, positiveDefinite, quadratic, rosenbrock, times } from "./objectives.ts";

const toFlat: OptimizerOptions = { maxIterations: 500, tolerance: 0, gradientTolerance: 1e-8 };
const seeds = fc.integer({ min: 1, max: 2 ** 31 });

const distance = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((each, i) => Math.abs(each - b[i]!)));

describe.each(optimizers)("$name", (optimizer) => {
  it("has a name of its own and a phrase about it", () => {
    expect(optimizers.filter(({ name }) => name === optimizer.name)).toEqual([optimizer]);
    expect(optimizer.about).toMatch(/^[A-Za-z][^.]+$/);
  });

  it("finds the minimum of quadratics", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, n) => {
        const random = createRandom(seed);
        const minimum = drawn(random, n).map((each) => 5 * each);
        const a = positiveDefinite(random, n, 1);
        const found = minimize(optimizer, quadratic(a, minimum, -3), new Float64Array(n), toFlat);
        expect(found.status).toBe("converged");
        expect(found.gradientNorm).toBeLessThanOrEqual(1e-8);
        // The least eigenvalue is at least 1, so no coordinate is farther off than the gradient is long.
        expect(distance(found.theta, minimum)).toBeLessThanOrEqual(1e-8 * Math.sqrt(n));
        expect(found.value).toBeCloseTo(-3, 12);
        if (optimizer !== gradientDescent) expect(found.iterations).toBeLessThanOrEqual(60);
      }),
      // A step of steepest descent that comes almost to the minimum: the next one is far too long at first.
      { numRuns: 200, examples: [[839950308, 2]] },
    );
  });

  it("finds the one minimum of a logistic regression", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const objective = logistic(drawLabelled(seed, 60, 5), 0.5);
        const start = new Float64Array(5);
        const exact = minimize(newton, objective, start, { maxIterations: 50, tolerance: 0, gradientTolerance: 1e-10 });
        const found = minimize(optimizer, objective, start, { ...toFlat, maxIterations: 5000 });
        expect([exact.status, found.status]).toEqual(["converged", "converged"]);
        expect(exact.iterations).toBeLessThanOrEqual(12);
        expect(distance(found.theta, exact.theta)).toBeLessThanOrEqual(1e-7);
        if (optimizer !== gradientDescent) expect(found.iterations).toBeLessThanOrEqual(60);
      }),
      { numRuns: 50 },
    );
  });

  it("goes along the bent valley of Rosenbrock's function", () => {
    const options = { ...toFlat, maxIterations: optimizer === gradientDescent ? 100_000 : 300 };
    const found = minimize(optimizer, rosenbrock(2), Float64Array.of(-1.2, 1), options);
    expect(found.status).toBe("converged");
    expect(distance(found.theta, Float64Array.of(1, 1))).toBeLessThan(1e-6);
  });
});

it("L-BFGS and Newton's method take few steps along Rosenbrock's valley", () => {
  const start = Float64Array.of(-1.2, 1);
  expect(minimize(newton, rosenbrock(2), start, toFlat).iterations).toBeLessThanOrEqual(30);
  expect(minimize(lbfgs, rosenbrock(2), start, toFlat).iterations).toBeLessThanOrEqual(60);
  const far = Float64Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
  const found = minimize(lbfgs, rosenbrock(30), far, toFlat);
  expect(found.status).toBe("converged");
  expect(found.gradientNorm).toBeLessThanOrEqual(1e-8);
  expect(found.iterations).toBeLessThanOrEqual(200);
});

it("Newton's method needs one step for a quadratic", () => {
  const random = createRandom(4);
  const minimum = drawn(random, 6);
  const found = minimize(newton, quadratic(positiveDefinite(random, 6, 1), minimum), new Float64Array(6), toFlat);
  expect(found.iterations).toBe(1);
});

it("Newton's method finds a minimum of a singular quadratic, and leaves an indefinite place", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 8 }), (seed, n) => {
      const random = createRandom(seed);
      // The last coordinate doubles the first one: only their sum is known.
      const tall = Float64Array.from({ length: n * n }, (_, at) => (at % n === n - 1 ? 0 : 2 * random.next() - 1));
      for (let i = 0; i < n; i++) tall[i * n + n - 1] = tall[i * n]!;
      const gram = Float64Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return Array.from({ length: n }, (_, k) => tall[k * n + i]! * tall[k * n + j]!).reduce((x, y) => x + y, 0);
      });
      const minimum = drawn(random, n);
      const found = minimize(newton, quadratic(gram, minimum), new Float64Array(n), toFlat);
      expect(found.status).toBe("converged");
      expect(found.value).toBeLessThan(1e-12);
    }),
    { numRuns: 100 },
  );
  const found = minimize(newton, rosenbrock(2), Float64Array.of(0, 5), toFlat);
  expect(found.status).toBe("converged");
  expect(distance(found.theta, Float64Array.of(1, 1))).toBeLessThan(1e-6);
});

it("a guess of the Hessian's diagonal takes the scales out of L-BFGS", () => {
  const n = 40;
  const random = createRandom(11);
  const scale = Float64Array.from({ length: n }, (_, i) => 10 ** ((i % 7) - 3));
  const core = positiveDefinite(random, n, 20);
  const a = core.map((each, at) => each * Math.sqrt(scale[Math.floor(at / n)]! * scale[at % n]!));
  const minimum = drawn(random, n);
  const objective = quadratic(a, minimum);
  const options = { ...toFlat, maxIterations: 5000 };
  const bare = minimize(lbfgs, objective, new Float64Array(n), options);
  const scaled = minimize(lbfgs, objective, new Float64Array(n), { ...options, scale });
  expect(scaled.status).toBe("converged");
  expect(distance(times(a, scaled.theta), times(a, minimum))).toBeLessThanOrEqual(1.0001e-8);
  expect(scaled.iterations).toBeLessThanOrEqual(40);
  expect(scaled.iterations).toBeLessThan(bare.iterations / 2);
});

it("reaches a gradient that differences of the values can't show", () => {
  // Values near 10^6 have errors near 10^-10: their differences end at gradients of about 10^-5.
  const random = createRandom(3);
  const minimum = drawn(random, 10);
  const objective = quadratic(positiveDefinite(random, 10, 1), minimum, 1e6);
  for (const optimizer of [lbfgs, owlqn, newton, gradientDescent]) {
    const found = minimize(optimizer, objective, new Float64Array(10), { ...toFlat, gradientTolerance: 1e-9 });
    expect([optimizer.name, found.status]).toEqual([optimizer.name, "converged"]);
  }
});
