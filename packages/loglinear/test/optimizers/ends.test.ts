import { describe, expect, it } from "vitest";
import { gradientDescent, lbfgs, minimize, newton, type Objective, type OptimizerOptions, optimizers, owlqn } from "../../src/index.ts";
import { drawLabelled, logistic, rosenbrock } from "./objectives.ts";

const options: OptimizerOptions = { maxIterations: 200, tolerance: 0, gradientTolerance: 1e-9 };
const firstOrder = [lbfgs, owlqn, gradientDescent];

const along = (n: number, value: (x: Float64Array, gradient: Float64Array) => number): Objective => ({ size: n, evaluate: value });

describe.each(optimizers)("$name", (optimizer) => {
  const objective = logistic(drawLabelled(21, 40, 4), 0.2);
  const start = Float64Array.of(3, -3, 3, -3);

  it("stops after the first small change, relative to the value", () => {
    const all = minimize(optimizer, objective, start, { ...options, gradientTolerance: 0 }).trace;
    const tolerance = 1e-3;
    const wanted = all.findIndex((now, i) => i > 0 && Math.abs(now - all[i - 1]!) <= tolerance * Math.max(1, Math.abs(all[i - 1]!)));
    const found = minimize(optimizer, objective, start, { ...options, tolerance, gradientTolerance: 0 });
    expect([found.status, found.iterations]).toEqual(["converged", wanted]);
    expect(found.trace).toEqual(all.slice(0, wanted + 1));
  });

  it("does exactly as many iterations as asked for without tolerances, even at the minimum", () => {
    const best = minimize(optimizer, objective, start, { ...options, maxIterations: 5000 }).theta;
    for (const from of [start, best]) {
      const found = minimize(optimizer, objective, from, { ...options, maxIterations: 7, gradientTolerance: 0 });
      expect([found.status, found.iterations, found.trace.length]).toEqual(["max-iterations", 7, 8]);
    }
  });

  it("spends nothing on iterations that can't move", () => {
    const best = minimize(optimizer, objective, start, { ...options, maxIterations: 5000, gradientTolerance: 1e-12 }).theta;
    const found = minimize(optimizer, objective, best, { ...options, maxIterations: 50_000, gradientTolerance: 0 });
    expect(found.iterations).toBe(50_000);
    expect(found.evaluations).toBeLessThan(200);
  });

  it("does nothing where the gradient is small at the start, or no iteration is asked for", () => {
    expect(minimize(optimizer, objective, start, { ...options, gradientTolerance: 1e9 })).toMatchObject({
      status: "converged",
      iterations: 0,
      evaluations: 1,
    });
    expect(minimize(optimizer, objective, start, { ...options, maxIterations: 0 })).toMatchObject({
      status: "max-iterations",
      theta: start,
    });
  });

  it("keeps the best so far when interrupted", () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const onIteration = (iteration: number, value: number) => {
      seen.push(value);
      if (iteration === 3) controller.abort();
    };
    const found = minimize(optimizer, objective, start, { ...options, signal: controller.signal, onIteration });
    expect([found.status, found.iterations]).toEqual(["interrupted", 3]);
    expect(found.value).toBe(Math.min(...found.trace));
    expect(objective.evaluate(found.theta, new Float64Array(4))).toBe(found.value);
    expect(found.trace.slice(1)).toEqual(seen);
  });

  it("can be paused between iterations, and leaves the start alone", () => {
    const from = start.slice();
    const run = optimizer.start(objective, from, options);
    expect([run.step(), run.step()]).toEqual([true, true]);
    const early = run.result();
    expect(early).toMatchObject({ status: "interrupted", iterations: 2 });
    const kept = early.theta.slice();
    while (run.step());
    expect(run.step()).toBe(false);
    expect(early.theta).toEqual(kept);
    expect(from).toEqual(start);
    expect(run.result()).toEqual(minimize(optimizer, objective, start, options));
  });

  it("says so where the start has no value", () => {
    for (const value of [Number.NaN, Infinity]) {
      const lost: Objective = { ...objective, evaluate: () => value };
      expect(minimize(optimizer, lost, start, options)).toMatchObject({ status: "line-search-failed", iterations: 0, theta: start });
    }
  });

  it("refuses arrays of other lengths", () => {
    expect(() => optimizer.start(objective, new Float64Array(3), options)).toThrow("an objective of 4 numbers");
  });
});

describe("without a minimum", () => {
  // The sign of the second number is the outcome: every longer weight is better.
  const rows = [-2, -1, -0.5, 0.5, 1, 3].map((x) => Float64Array.of(1, x));
  const separable = logistic({ rows, labels: rows.map((row) => Math.sign(row[1]!)) }, 0);

  it.each(optimizers)("$name reports separable outcomes once a weight passes the bound", (optimizer) => {
    const many = { ...options, gradientTolerance: 0, maxIterations: 20_000, bound: 20 };
    const found = minimize(optimizer, separable, new Float64Array(2), many);
    expect(found.status).toBe("unbounded");
    expect(Math.max(...found.theta.map(Math.abs))).toBeGreaterThan(20);
    expect(found.value).toBeLessThan(1e-3);
    expect(found.trace.every((each, i) => i === 0 || each < found.trace[i - 1]!)).toBe(true);
  });

  it("shows by the last change that the value only creeps", () => {
    const found = minimize(lbfgs, separable, new Float64Array(2), { ...options, tolerance: 1e-8, gradientTolerance: 0 });
    expect(found.status).toBe("converged");
    expect(found.lastChange).toBeGreaterThan(0.1);
    const held = minimize(lbfgs, logistic(drawLabelled(3, 40, 2), 0.2), new Float64Array(2), { ...options, tolerance: 1e-8 });
    expect(held.lastChange).toBeLessThan(1e-3);
  });

  it.each(firstOrder)("$name reports a slope that never ends", (optimizer) => {
    const plane = along(2, (x, gradient) => {
      gradient.set([1, -3]);
      return x[0]! - 3 * x[1]!;
    });
    const found = minimize(optimizer, plane, new Float64Array(2), { ...options, maxIterations: 1e7 });
    expect(found.status).toBe("unbounded");
    expect(found.iterations).toBeLessThan(50);
  });

  it.each([lbfgs, gradientDescent])("$name does not loop without a bound", (optimizer) => {
    const plane = along(1, (x, gradient) => {
      gradient[0] = 1;
      return x[0]!;
    });
    const found = minimize(optimizer, plane, new Float64Array(1), { ...options, maxIterations: 1000, bound: Infinity });
    expect(found.evaluations).toBeLessThan(1e6);
    expect(found.value).toBeLessThan(-1e6);
  });

  it.each(firstOrder)("$name reports a value of -Infinity", (optimizer) => {
    const pit = along(1, (x, gradient) => {
      gradient[0] = 1;
      return x[0]! < -1 ? -Infinity : x[0]!;
    });
    expect(minimize(optimizer, pit, Float64Array.of(5), options).status).toBe("unbounded");
  });
});

describe("outside the domain", () => {
  const minimum = Float64Array.of(0.01, 3);
  /** x - m log x in each coordinate: NaN below 0, and Infinity at it. */
  const logs: Objective = {
    size: 2,
    evaluate: (x, gradient) => {
      x.forEach((each, i) => {
        gradient[i] = 1 - minimum[i]! / each;
      });
      return x.reduce((sum, each, i) => sum + each - minimum[i]! * Math.log(each), 0);
    },
    hessian: (x, into) => into.set([minimum[0]! / (x[0]! * x[0]!), 0, 0, minimum[1]! / (x[1]! * x[1]!)]),
  };

  it.each(optimizers)("$name steps back from NaN", (optimizer) => {
    for (const start of [Float64Array.of(1, 1), Float64Array.of(0.001, 40), Float64Array.of(30, 1e-3)]) {
      const found = minimize(optimizer, logs, start, { ...options, maxIterations: 20_000, gradientTolerance: 1e-6 });
      expect(found.status).toBe("converged");
      found.theta.forEach((each, i) => expect(Math.abs(each - minimum[i]!)).toBeLessThan(1e-5));
    }
  });

  it.each(firstOrder)("$name steps back from values that overflow", (optimizer) => {
    const steep = along(1, (x, gradient) => {
      gradient[0] = Math.exp(x[0]!) - 1;
      return Math.exp(x[0]!) - x[0]!;
    });
    const found = minimize(optimizer, steep, Float64Array.of(-700), { ...options, maxIterations: 2000 });
    expect(found.status).toBe("converged");
    expect(Math.abs(found.theta[0]!)).toBeLessThan(1e-8);
  });

  it.each(firstOrder)("$name steps back from a gradient that is no number", (optimizer) => {
    // Beyond 1 the value is lower still, but nothing is known of its slope.
    const torn = along(1, (x, gradient) => {
      gradient[0] = x[0]! > 1 ? Number.NaN : 2 * (x[0]! - 0.5);
      return x[0]! > 1 ? -10 : (x[0]! - 0.5) ** 2;
    });
    const found = minimize(optimizer, torn, Float64Array.of(-40), options);
    expect(found.status).toBe("converged");
    expect(found.theta[0]).toBeCloseTo(0.5, 8);
  });

  it("L-BFGS gets over a jump into a place of other curvature", () => {
    // Inside the unit circle the function is another one, so that the memory misleads.
    const broken = along(2, (x, gradient) => {
      const [a, b] = [x[0]!, x[1]!];
      const isInside = a * a + b * b < 1;
      gradient.set(isInside ? [200 * a, 2 * b] : [2 * a, 200 * b]);
      return isInside ? 100 * a * a + b * b - 1000 : a * a + 100 * b * b;
    });
    const found = minimize(lbfgs, broken, Float64Array.of(30, 20), options);
    expect(found.status).toBe("converged");
    expect(found.value).toBeCloseTo(-1000, 10);
  });

  it.each(firstOrder)("$name says so where the gradient does not belong to the value", (optimizer) => {
    const wrong = along(2, (x, gradient) => {
      gradient.set([-x[0]!, -x[1]!]);
      return x[0]! ** 2 + x[1]! ** 2;
    });
    const found = minimize(optimizer, wrong, Float64Array.of(1, 2), options);
    expect(found).toMatchObject({ status: "line-search-failed", value: 5, iterations: 0 });
  });
});

it("Newton's method refuses an objective without a Hessian", () => {
  const { evaluate, size } = rosenbrock(2);
  expect(() => newton.start({ evaluate, size }, new Float64Array(2), options)).toThrow("needs a Hessian");
});
