import { createRandom, symmetricEigenvalues } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { sampleChains } from "../../src/local/chain-phases.ts";
import { largestVariance } from "../../src/local/feature-variance.ts";
import { type NoisyObjective, type StochasticOptions, type StochasticRun, stochasticAscent } from "../../src/local/stochastic-ascent.ts";
import {
  averagedParameters,
  createWindowAverage,
  isFirstWindow,
  isWindowFull,
  recordIteration,
  windowGradient,
} from "../../src/local/window-average.ts";
import { placeChains } from "../../src/sampling/chains.ts";
import { configurations, entriesAt, identityMap, networkOf, randomCase } from "./networks.ts";

const options: StochasticOptions = { maxIterations: 5000, steps: { first: 0.5, delay: 100, power: 0.75 } };

function finish(run: StochasticRun) {
  while (run.step());
  return run.result();
}

/** −½ Σ h (theta − optimum)² per unit of weight, whose gradient has normal noise. */
function quadratic(seed: number, noise: number, more: Partial<NoisyObjective> = {}): NoisyObjective {
  const random = createRandom(seed);
  const curvatures = [1, 0.5, 2];
  const optimum = [1, -2, 0.3];
  const estimate = (theta: Float64Array, gradient: Float64Array): void => {
    for (let k = 0; k < 3; k++) {
      gradient[k] = (curvatures[k] as number) * ((optimum[k] as number) - (theta[k] as number)) + noise * random.normal();
    }
  };
  return { size: 3, weight: 100, estimate, fixed: null, l1: null, l2: null, ...more };
}

describe("stochastic ascent", () => {
  it("comes to the optimum, and ends when what is left is noise", () => {
    for (let seed = 0; seed < 10; seed++) {
      const { theta, status, noise, gradientNorm } = finish(stochasticAscent(quadratic(seed, 1), new Float64Array(3), options));
      expect(status).toBe("converged");
      expect(noise).toBeLessThanOrEqual(Math.sqrt(100) / 4);
      expect(gradientNorm).toBeLessThan(5 * noise);
      // Five standard errors of the average of independent gradients, at the least number of iterations that the noise allows.
      const error = noise / 100;
      expect(Math.abs((theta[0] as number) - 1)).toBeLessThan(5 * error);
      expect(Math.abs((theta[1] as number) + 2)).toBeLessThan(5 * (error / 0.5));
      expect(Math.abs((theta[2] as number) - 0.3)).toBeLessThan(5 * (error / 2));
    }
  });

  it("averages: the error is that of a mean of independent gradients, which no single iterate has", () => {
    const seeds = 40;
    let squares = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const run = stochasticAscent(quadratic(seed, 1), Float64Array.of(1, -2, 0.3), { ...options, maxIterations: 1024, noise: 0 });
      const { theta, iterations, status } = finish(run);
      expect([iterations, status]).toEqual([1024, "max-iterations"]);
      squares += ((theta[0] as number) - 1) ** 2 / seeds;
    }
    // The average is over 512 iterations; the iterates themselves have a variance of about 0.04. The rest is five standard errors.
    expect(squares).toBeLessThan(2.2 / 512);
  });

  it("knows the penalties", () => {
    const l2 = Float64Array.of(100, 0, 50);
    const l1 = Float64Array.of(0, 30, 1000);
    const { theta } = finish(
      stochasticAscent(quadratic(1, 0.01, { l1, l2 }), new Float64Array(3), { ...options, noise: 0, maxIterations: 3000 }),
    );
    // h (optimum − x) − l2/100 · x − l1/100 · sign(x) = 0
    expect(theta[0]).toBeCloseTo(0.5, 2);
    expect(theta[1]).toBeCloseTo(-1.4, 2);
    expect(theta[2]).toBe(0);
  });

  it("leaves fixed parameters where they are", () => {
    const fixed = Uint8Array.of(1, 0, 1);
    const { theta } = finish(stochasticAscent(quadratic(1, 0.1, { fixed }), Float64Array.of(-Infinity, 0, 7), options));
    expect([theta[0], theta[2]]).toEqual([-Infinity, 7]);
    expect(theta[1]).toBeCloseTo(-2, 1);
  });

  it("says when it was interrupted, ran out of iterations or ran away", () => {
    const none = {
      ...quadratic(1, 1),
      estimate: (theta: Float64Array, gradient: Float64Array) => gradient.set(theta.map((x) => 1e30 * (x + 1))),
    };
    const signal = { aborted: false };
    const seen: number[] = [];
    const onIteration = (iteration: number): void => {
      seen.push(iteration);
      signal.aborted = iteration === 5;
    };
    const interrupted = finish(stochasticAscent(quadratic(1, 1), new Float64Array(3), { ...options, signal, onIteration }));
    expect([interrupted.status, interrupted.iterations, interrupted.trace.length]).toEqual(["interrupted", 5, 5]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(finish(stochasticAscent(none, new Float64Array(3), options)).status).toBe("unbounded");
    const start = Float64Array.of(1, 2, 3);
    const unmoved = finish(stochasticAscent(quadratic(1, 1), start, { ...options, maxIterations: 0 }));
    expect([unmoved.status, unmoved.theta]).toEqual(["max-iterations", start]);
  });
});

describe("windows of iterations", () => {
  it("double, and average the iterates of the last ones", () => {
    const average = createWindowAverage(1);
    const into = new Float64Array(1);
    const ends: number[] = [];
    for (let n = 1; n <= 300; n++) {
      recordIteration(average, Float64Array.of(n), new Float64Array(1));
      averagedParameters(average, into);
      if (isWindowFull(average)) ends.push(n);
      expect(isFirstWindow(average)).toBe(n <= 64);
      const start = n <= 64 ? 0 : n <= 128 ? 64 : n <= 256 ? 128 : 256;
      const before = start === 64 ? 0 : start / 2;
      const from = 2 * (n - start) >= Math.max(64, start) ? start : before;
      expect(into[0]).toBeCloseTo((from + 1 + n) / 2, 9);
    }
    expect(ends).toEqual([64, 128, 256]);
  });

  it("take noise for noise, and a drift for none", () => {
    const surpriseOf = (drift: number): number => {
      const random = createRandom(5);
      const average = createWindowAverage(40);
      for (let i = 0; i < 128; i++)
        recordIteration(
          average,
          new Float64Array(40),
          new Float64Array(40).map(() => drift + random.normal()),
        );
      return windowGradient(average).surprise;
    };
    expect(surpriseOf(0)).toBeGreaterThan(0.5);
    expect(surpriseOf(0)).toBeLessThan(1.5);
    expect(surpriseOf(0.5)).toBeGreaterThan(10);
  });

  it("know the standard error of a mean", () => {
    const random = createRandom(6);
    const average = createWindowAverage(1);
    const all = Array.from({ length: 64 }, () => random.normal());
    for (const x of all) recordIteration(average, new Float64Array(1), Float64Array.of(x));
    const batches = Array.from({ length: 16 }, (_, b) => all.slice(4 * b, 4 * b + 4).reduce((a, b) => a + b, 0) / 4);
    const mean = batches.reduce((a, b) => a + b, 0) / 16;
    const variance = batches.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 15;
    expect(windowGradient(average).size).toBeCloseTo(Math.abs(mean), 12);
    expect(windowGradient(average).error).toBeCloseTo(Math.sqrt(variance / 16), 12);
  });
});

describe("the largest variance of features", () => {
  it("is the largest eigenvalue of their covariance", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { network, map, size } = randomCase(seed, { given: false, columns: false, tied: false, mixed: true });
      const states = configurations(network, []);
      const sampled = sampleChains(network, states.length, createRandom(1));
      placeChains(network, sampled.chains, {
        rows: { rows: states.length, states: Int32Array.from(states.flat()), weights: null },
        pick: null,
        hold: "given",
      });
      const features = states.map((state) => {
        const values = new Float64Array(size);
        for (const [entry] of entriesAt(network, state, 0)) {
          for (let at = map.starts[entry] as number; at < (map.starts[entry + 1] as number); at++) {
            const k = map.cells[at] as number;
            values[k] = (values[k] as number) + (map.coefficients[at] as number);
          }
        }
        return values;
      });
      const means = Array.from({ length: size }, (_, k) => features.reduce((sum, f) => sum + (f[k] as number), 0) / states.length);
      const covariance = Float64Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size];
        return (
          features.reduce((sum, f) => sum + ((f[i] as number) - (means[i] as number)) * ((f[j] as number) - (means[j] as number)), 0) /
          states.length
        );
      });
      const eigenvalues = new Float64Array(size);
      symmetricEigenvalues(covariance, 0, size, new Float64Array(size * size), eigenvalues);
      const largest = eigenvalues[size - 1] as number;
      const found = largestVariance({ network, map, size }, sampled);
      expect(found).toBeLessThanOrEqual(largest * (1 + 1e-9));
      expect(found).toBeGreaterThan(0.8 * largest);
    }
  });

  it("is zero where nothing varies", () => {
    const network = networkOf([2], [{ scope: [0] }]);
    const sampled = sampleChains(network, 5, createRandom(1));
    const map = identityMap(2);
    expect(largestVariance({ network, map, size: 2 }, sampled)).toBe(0);
  });
});
