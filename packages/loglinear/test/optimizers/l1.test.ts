import { createRandom } from "@platewise/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { lbfgs, minimize, newton, type Objective, type OptimizerOptions, owlqn } from "../../src/index.ts";
import { drawLabelled, drawn, logistic, times } from "./objectives.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const toFlat: OptimizerOptions = { maxIterations: 5000, tolerance: 0, gradientTolerance: 1e-7 };

/** |X theta - y|² / 2 for rows of X drawn at random and a sparse truth. */
function lasso(seed: number, rows: number, columns: number): Objective {
  const random = createRandom(seed);
  const x = drawn(random, rows * columns);
  const truth = drawn(random, columns).map((each) => (random.next() < 0.5 ? 0 : 4 * each));
  const y = times(x, truth).map((each) => each + random.normal());
  return {
    size: columns,
    evaluate: (theta, gradient) => {
      const rest = times(x, theta).map((each, i) => each - y[i]!);
      for (let j = 0; j < columns; j++) gradient[j] = rest.reduce((sum, each, i) => sum + each * x[i * columns + j]!, 0);
      return rest.reduce((sum, each) => sum + (each * each) / 2, 0);
    },
  };
}

/** Karush, Kuhn and Tucker: the slope is the opposite of the weight's pull, or at zero no stronger than it. */
function expectOptimal(objective: Objective, l1: Float64Array, theta: Float64Array): void {
  const gradient = new Float64Array(theta.length);
  objective.evaluate(theta, gradient);
  theta.forEach((each, i) => {
    const [slope, weight] = [gradient[i]!, l1[i]!];
    if (each === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(weight + 1e-6);
    else expect(Math.abs(slope + Math.sign(each) * weight)).toBeLessThanOrEqual(1e-6);
  });
}

const withPenalty = (objective: Objective, l1: Float64Array, theta: Float64Array): number =>
  objective.evaluate(theta, new Float64Array(theta.length)) + theta.reduce((sum, each, i) => sum + l1[i]! * Math.abs(each), 0);

it("OWL-QN's lassos are optimal, and many of their coordinates exactly 0", () => {
  let zeros = 0;
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 12 }), fc.double({ min: 0.01, max: 20, noNaN: true }), (seed, n, weight) => {
      const objective = lasso(seed, 3 * n, n);
      // The first coordinate is free, as an intercept would be.
      const l1 = new Float64Array(n).fill(weight).with(0, 0);
      const found = minimize(owlqn, objective, new Float64Array(n), { ...toFlat, l1 });
      expect(found.status).toBe("converged");
      expectOptimal(objective, l1, found.theta);
      expect(found.value).toBeCloseTo(withPenalty(objective, l1, found.theta), 10);
      zeros += found.theta.filter((each) => each === 0).length;
    }),
    { numRuns: 300 },
  );
  expect(zeros).toBeGreaterThan(300);
});

it("OWL-QN's logistic regressions are optimal, from any start", () => {
  fc.assert(
    fc.property(seeds, fc.double({ min: 0.05, max: 5, noNaN: true }), (seed, weight) => {
      const objective = logistic(drawLabelled(seed, 50, 8), 0);
      const l1 = drawn(createRandom(seed), 8).map((each) => weight * (1.2 + each));
      const found = minimize(owlqn, objective, new Float64Array(8), { ...toFlat, l1 });
      expect(found.status).toBe("converged");
      if (weight >= 0.2) expect(found.iterations).toBeLessThanOrEqual(200);
      expectOptimal(objective, l1, found.theta);
      const other = minimize(owlqn, objective, drawn(createRandom(seed + 1), 8), { ...toFlat, l1 });
      expect(other.value).toBeCloseTo(found.value, 8);
    }),
    { numRuns: 100 },
  );
});

it("soft-thresholds where the coordinates do not meet", () => {
  const target = Float64Array.of(3, -2, 0.4, -0.4, 0);
  const objective: Objective = {
    size: 5,
    evaluate: (theta, gradient) => {
      theta.forEach((each, i) => {
        gradient[i] = each - target[i]!;
      });
      return theta.reduce((sum, each, i) => sum + (each - target[i]!) ** 2 / 2, 0);
    },
  };
  const found = minimize(owlqn, objective, Float64Array.of(-1, -1, -1, -1, -1), { ...toFlat, l1: new Float64Array(5).fill(0.5) });
  expect([...found.theta].map((each) => Math.round(each * 1e6) / 1e6 || 0)).toEqual([2.5, -1.5, 0, 0, 0]);
  expect([...found.theta].slice(2).every((each) => each === 0)).toBe(true);
});

it("the trace is of the penalised objective, and zero weights change nothing", () => {
  const objective = logistic(drawLabelled(7, 50, 6), 0.3);
  const l1 = new Float64Array(6).fill(2);
  const start = new Float64Array(6).fill(0.5);
  const found = minimize(owlqn, objective, start, { ...toFlat, l1 });
  expect(found.trace[0]).toBeCloseTo(withPenalty(objective, l1, start), 12);
  expect(found.trace.every((each, i) => i === 0 || each <= found.trace[i - 1]! * (1 + 2e-14))).toBe(true);
  const bare = minimize(owlqn, objective, start, { ...toFlat, l1: new Float64Array(6) });
  const smooth = minimize(lbfgs, objective, start, toFlat);
  expect(Math.max(...bare.theta.map((each, i) => Math.abs(each - smooth.theta[i]!)))).toBeLessThan(1e-6);
});

it("methods for smooth objectives refuse weights", () => {
  const objective = logistic(drawLabelled(7, 20, 3), 0);
  for (const optimizer of [lbfgs, newton])
    expect(() => minimize(optimizer, objective, new Float64Array(3), { ...toFlat, l1: Float64Array.of(0, 1, 0) })).toThrow("takes no L1");
});
