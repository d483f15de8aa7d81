import { createRandom, invertPositiveDefinite } from "@platewise/core";
import { applyMap } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compositeLikelihood } from "../../src/local/composite-likelihood.ts";
import { localInformation, sandwichCovariance } from "../../src/local/local-information.ts";
import { localObjective } from "../../src/local/local-likelihood.ts";
import { freeVariables, pseudoLikelihood } from "../../src/local/pseudo-likelihood.ts";
import { lbfgs } from "../../src/optimizers/lbfgs.ts";
import { minimize } from "../../src/optimizers/optimizer.ts";
import { arbitraryCase, type Case, drawRows, isingGrid, rowOf, weightAt } from "./networks.ts";

vi.setConfig({ testTimeout: 60_000 });

const everything = { given: true, columns: true, tied: true, mixed: true };
const settings = { maxIterations: 200, tolerance: 0, gradientTolerance: 1e-8 };

/** The case with one row alone. */
function alone(found: Case, row: number): Case {
  const { network, data } = found;
  const columns = network.columns.map((column) => column.slice(row, row + 1));
  const states = Int32Array.from(rowOf(data, row, network.sizes.length));
  return { ...found, network: { ...network, columns }, data: { rows: 1, states, weights: null } };
}

describe("information", () => {
  it("holds the second derivatives, by differences of the gradient", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), fc.constantFrom(pseudoLikelihood, compositeLikelihood), (found, make) => {
        const { network, data, map, size, theta } = found;
        const likelihood = make(network, data);
        const objective = localObjective(likelihood, map, size);
        const { sensitivity } = localInformation(found, likelihood, theta);
        const gradients = [-2, -1, 1, 2].map(() => new Float64Array(size));
        const step = 1e-3;
        const largest = sensitivity.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
        for (let k = 0; k < size; k++) {
          [-2, -1, 1, 2].forEach((h, i) => {
            objective.evaluate(theta.with(k, (theta[k] as number) + h * step), gradients[i] as Float64Array);
          });
          for (let j = 0; j < size; j++) {
            const [a, b, c, d] = gradients.map((gradient) => gradient[j] as number) as [number, number, number, number];
            const slope = (a - 8 * b + 8 * c - d) / (12 * step);
            expect(Math.abs(slope - (sensitivity[j * size + k] as number))).toBeLessThan(1e-6 * largest);
          }
        }
      }),
    );
  });

  it("holds the squares of the rows' gradients", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), (found) => {
        const { network, data, map, size, theta } = found;
        const { variability } = localInformation(found, compositeLikelihood(network, data), theta);
        const expected = new Float64Array(size * size);
        for (let row = 0; row < data.rows; row++) {
          const single = alone(found, row);
          const score = new Float64Array(size);
          localObjective(compositeLikelihood(single.network, single.data), map, size).evaluate(theta, score);
          expected.forEach((x, at) => {
            expected[at] = x + weightAt(data, row) * (score[Math.floor(at / size)] as number) * (score[at % size] as number);
          });
        }
        variability.forEach((x, at) => expect(x).toBeCloseTo(expected[at] as number, 8));
      }),
    );
  });
});

describe("the sandwich", () => {
  const { network, map, size } = isingGrid(3);
  const random = createRandom(31);
  const truth = Float64Array.from({ length: size }, () => 0.2 + 0.2 * random.normal());
  const logPotentials = new Float64Array(network.entries);
  applyMap(map, truth, logPotentials);

  const fitted = (seed: number, make: typeof pseudoLikelihood) => {
    const data = drawRows(network, logPotentials, 1500, createRandom(seed));
    const likelihood = make(network, data);
    const { theta } = minimize(lbfgs, localObjective(likelihood, map, size), new Float64Array(size), settings);
    return { theta, information: localInformation({ network, map, size, data }, likelihood, theta) };
  };

  it("gives standard errors that the estimates' errors bear out", () => {
    const fits = 60;
    let squares = 0;
    for (let seed = 0; seed < fits; seed++) {
      const { theta, information } = fitted(seed, pseudoLikelihood);
      const covariance = sandwichCovariance(information, size) as Float64Array;
      theta.forEach((x, k) => {
        squares += (x - (truth[k] as number)) ** 2 / (covariance[k * size + k] as number) / (size * fits);
      });
    }
    // 60 fits of 21 weights: the mean of so many squares lies within 5 standard errors of 1, the weights' correlation allowed for twice.
    expect(Math.abs(squares - 1)).toBeLessThan(10 * Math.sqrt(2 / (size * fits)));
  });

  it("of the likelihood itself is near the inverse Hessian, that of the pseudo-likelihood is not", () => {
    const ratio = (make: typeof pseudoLikelihood): number => {
      const { information } = fitted(1, make);
      const inverse = new Float64Array(size * size);
      invertPositiveDefinite(information.sensitivity, 0, size, inverse, 0);
      const covariance = sandwichCovariance(information, size) as Float64Array;
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (covariance[k * size + k] as number) / (inverse[k * size + k] as number) / size;
      return sum;
    };
    expect(Math.abs(ratio((net, data) => compositeLikelihood(net, data, [freeVariables(net)])) - 1)).toBeLessThan(0.1);
    expect(ratio(pseudoLikelihood)).toBeGreaterThan(1.3);
  });

  it("is none where a parameter is not identified", () => {
    const data = { rows: 2, states: new Int32Array(18), weights: null };
    const linear = { network, map, size, data };
    const zero = Float64Array.from({ length: size }, () => 1e3);
    expect(sandwichCovariance(localInformation(linear, pseudoLikelihood(network, data), zero), size)).toBeNull();
  });
});
