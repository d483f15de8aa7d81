import { createRandom, invertPositiveDefinite } from "@platewise/core";
import { applyMap } from "@platewise/graph";
import { describe, expect, it } from "vitest";
import { compositeLikelihood } from "../../src/local/composite-likelihood.ts";
import { contrastiveDivergence, persistentContrastiveDivergence } from "../../src/local/contrastive-divergence.ts";
import { localObjective } from "../../src/local/local-likelihood.ts";
import { pseudoLikelihood } from "../../src/local/pseudo-likelihood.ts";
import { lbfgs } from "../../src/optimizers/lbfgs.ts";
import { minimize } from "../../src/optimizers/optimizer.ts";
import { drawRows, isingGrid } from "./networks.ts";

const ROWS = 2000;
const { network, map, size } = isingGrid(4);
const weights = createRandom(11);
const truth = Float64Array.from({ length: size }, (_, k) => (k < 16 ? 0 : 0.3) + 0.2 * weights.normal());
const logPotentials = new Float64Array(network.entries);
applyMap(map, truth, logPotentials);
const data = drawRows(network, logPotentials, ROWS, createRandom(12));

/** The 40 features of a state: spins, then products along edges. */
function featuresOf(state: number): Float64Array {
  const spins = Array.from({ length: 16 }, (_, v) => (((state >> v) & 1) === 1 ? 1 : -1));
  return Float64Array.from(network.factors, ({ scope }) => scope.reduce((product, v) => product * (spins[v] as number), 1));
}

/** Standard errors of maximum likelihood from so many rows: the inverse of the features' covariance at the truth, by enumeration. */
function standardErrors(): Float64Array {
  const mean = new Float64Array(size);
  const second = new Float64Array(size * size);
  let total = 0;
  for (let state = 0; state < 2 ** 16; state++) {
    const features = featuresOf(state);
    const mass = Math.exp(features.reduce((sum, f, k) => sum + f * (truth[k] as number), 0));
    total += mass;
    for (let i = 0; i < size; i++) {
      mean[i] = (mean[i] as number) + mass * (features[i] as number);
      for (let j = 0; j < size; j++)
        second[i * size + j] = (second[i * size + j] as number) + mass * (features[i] as number) * (features[j] as number);
    }
  }
  const information = second.map((x, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (ROWS * (x - ((mean[i] as number) * (mean[j] as number)) / total)) / total;
  });
  const inverse = new Float64Array(size * size);
  invertPositiveDefinite(information, 0, size, inverse, 0);
  return Float64Array.from({ length: size }, (_, k) => Math.sqrt(inverse[k * size + k] as number));
}

const errors = standardErrors();

/**
 * All 40 weights within 4.5 standard errors of maximum likelihood, and these differences 1.35 of them in the root mean square: what
 * is lost to estimators that are less efficient, and to their chains, must fit into that.
 */
function expectRecovered(theta: Float64Array): void {
  const off = theta.map((x, k) => (x - (truth[k] as number)) / (errors[k] as number));
  expect(Math.max(...off.map(Math.abs))).toBeLessThan(4.5);
  expect(Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / size)).toBeLessThan(1.35);
}

describe("the weights of an Ising grid, from 2000 exact draws", () => {
  it.each([
    ["pseudo-likelihood", pseudoLikelihood],
    ["composite likelihood", compositeLikelihood],
  ] as const)("are recovered by %s", (_, make) => {
    const objective = localObjective(make(network, data), map, size);
    const { theta, status } = minimize(lbfgs, objective, new Float64Array(size), {
      maxIterations: 200,
      tolerance: 0,
      gradientTolerance: 1e-6,
    });
    expect(status).toBe("converged");
    expectRecovered(theta);
  });

  it.each([
    ["CD-1", contrastiveDivergence, 1],
    ["CD-5", contrastiveDivergence, 5],
    ["persistent CD", persistentContrastiveDivergence, 1],
  ] as const)(
    "are recovered by %s",
    (_, run, k) => {
      const problem = { network, map, size, data, positive: null, fixed: null, l1: null, l2: null };
      const started = run(problem, new Float64Array(size), { maxIterations: 4000, k, chains: 100, random: createRandom(1) });
      while (started.step());
      const { theta, status, gradientNorm, noise } = started.result();
      expect(status).toBe("converged");
      expect(gradientNorm).toBeLessThan(4 * noise);
      expectRecovered(theta);
    },
    60_000,
  );
});
