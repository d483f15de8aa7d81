import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gradientDescent, lbfgs, minimize, type Objective, type Optimizer, type OptimizerOptions, optimizers } from "../../src/index.ts";
import { drawLabelled, drawn, logistic, positiveDefinite, quadratic, wavy } from "./objectives.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, each, i) => sum + each * b[i]!, 0);

interface Place {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

type Limits = Pick<OptimizerOptions, "maxIterations" | "gradientTolerance">;

/** The places at which a run stops by. */
function placesOf(optimizer: Optimizer, objective: Objective, start: Float64Array, limits: Limits): Place[] {
  const run = optimizer.start(objective, start, { ...limits, tolerance: 1e-12 });
  const look = (): Place => {
    const { theta } = run.result();
    const gradient = new Float64Array(theta.length);
    return { theta, value: objective.evaluate(theta, gradient), gradient };
  };
  const places = [look()];
  for (let goesOn = true; goesOn; ) {
    goesOn = run.step();
    places.push(look());
  }
  return places;
}

/** The two conditions as they stand in the book, with room for the rounding of the values alone. */
function expectStrongWolfe(from: Place, to: Place): void {
  const along = to.theta.map((each, i) => each - from.theta[i]!);
  const [before, after] = [dot(from.gradient, along), dot(to.gradient, along)];
  const rounding = 1e-14 * (1 + Math.abs(from.value));
  expect(before).toBeLessThan(0);
  expect(to.value).toBeLessThanOrEqual(from.value + 1e-4 * before + rounding);
  expect(Math.abs(after)).toBeLessThanOrEqual(0.9 * Math.abs(before) * (1 + 1e-9));
}

it.each([lbfgs, gradientDescent])("$name takes only steps that meet the strong Wolfe conditions", (optimizer) => {
  let steps = 0;
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 10 }), (seed, n) => {
      const start = drawn(createRandom(seed), n).map((each) => 10 * each);
      const places = placesOf(optimizer, wavy(seed, n), start, { maxIterations: 40, gradientTolerance: 1e-6 });
      steps += places.length - 1;
      places.slice(1).forEach((to, i) => expectStrongWolfe(places[i]!, to));
    }),
    { numRuns: 120 },
  );
  expect(steps).toBeGreaterThan(1000);
});

it("the first step is right though its length is a guess that is far off", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: -8, max: 8 }), (seed, power) => {
      const random = createRandom(seed);
      const a = positiveDefinite(random, 4, 1).map((each) => each * 10 ** power);
      const [from, to] = placesOf(lbfgs, quadratic(a, drawn(random, 4)), new Float64Array(4), {
        maxIterations: 1,
        gradientTolerance: 0,
      }) as [Place, Place];
      expectStrongWolfe(from, to);
    }),
    { numRuns: 300 },
  );
});

it.each(optimizers)("the trace of $name never rises", (optimizer) => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, isBent) => {
      const objective = isBent && !optimizer.needsHessian ? wavy(seed, 6) : logistic(drawLabelled(seed, 40, 6), 0.1);
      const start = drawn(createRandom(seed), 6).map((each) => 4 * each);
      const found = minimize(optimizer, objective, start, { maxIterations: 60, tolerance: 0, gradientTolerance: 0 });
      expect(found.trace).toHaveLength(61);
      expect([found.status, found.iterations]).toEqual(["max-iterations", 60]);
      expect(found.trace.at(-1)).toBe(found.value);
      const rises = found.trace.slice(1).map((now, i) => now - found.trace[i]! - 2e-14 * Math.abs(found.trace[i]!));
      expect(Math.max(...rises)).toBeLessThanOrEqual(0);
      expect(found.value).toBeLessThan(found.trace[0]!);
    }),
    { numRuns: 60 },
  );
});

it("two runs give the same bits", () => {
  const once = () => minimize(lbfgs, wavy(5, 8), new Float64Array(8), { maxIterations: 80, tolerance: 1e-10, gradientTolerance: 0 });
  expect(once()).toEqual(once());
});
