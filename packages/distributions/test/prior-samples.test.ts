import { createRandom } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { priorFamilies } from "../src/index.ts";

const N = 20_000;

/** Draws of one element: N rows of `length` numbers. */
function draws(name: string, args: readonly (readonly number[])[], length: number): readonly Float64Array[] {
  const family = priorFamilies.find((one) => one.name === name);
  if (!family) throw new Error(`no prior ${name}`);
  const random = createRandom(5).fork(name.length);
  return Array.from({ length: N }, () => {
    const theta = new Float64Array(length + 2).fill(7);
    family.sample(
      args.map((arg) => Float64Array.from(arg)),
      random,
      theta,
      1,
      length,
    );
    expect([theta[0], theta[length + 1]]).toEqual([7, 7]);
    return theta.slice(1, length + 1);
  });
}

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const variance = (x: readonly number[]): number => mean(x.map((a) => (a - mean(x)) ** 2));

/** Whether the mean of draws is within five standard errors of what it should be. */
function holdMean(x: readonly number[], expected: number): void {
  expect(Math.abs(mean(x) - expected)).toBeLessThan(5 * Math.sqrt(variance(x.slice(0, 2000)) / N));
}

// Moments from Gelman et al., Bayesian Data Analysis (2013), appendix A.
const scalars = [
  { name: "Beta", args: [2, 5], mean: 2 / 7, variance: 10 / (49 * 8) },
  { name: "Beta", args: [0.3, 0.2], mean: 0.6, variance: 0.24 / 1.5 },
  { name: "Gamma", args: [3, 2], mean: 1.5, variance: 0.75 },
  { name: "InverseGamma", args: [6, 10], mean: 2, variance: 1 },
  { name: "Normal", args: [-2, 3], mean: -2, variance: 9 },
];

describe("draws from priors", () => {
  test.each(scalars)("$name($args)", ({ name, args, mean: m, variance: v }) => {
    const rows = draws(
      name,
      args.map((arg) => [arg]),
      2,
    );
    for (const c of [0, 1]) {
      const x = rows.map((row) => row[c] as number);
      holdMean(x, m);
      holdMean(
        x.map((a) => (a - m) ** 2),
        v,
      );
    }
    // The entries of an element are drawn apart.
    holdMean(
      rows.map((row) => ((row[0] as number) - m) * ((row[1] as number) - m)),
      0,
    );
  });

  test("Dirichlet", () => {
    const alpha = [1.5, 3, 0.5];
    const rows = draws("Dirichlet", [alpha], 3);
    alpha.forEach((a, i) => {
      const x = rows.map((row) => row[i] as number);
      holdMean(x, a / 5);
      holdMean(
        x.map((p) => (p - a / 5) ** 2),
        (a * (5 - a)) / (25 * 6),
      );
    });
    expect(rows.every((row) => Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-12)).toBe(true);
  });

  test("InverseWishart", () => {
    const [df, d] = [12, 3];
    const scale = [4, 1, 0.5, 1, 3, -1, 0.5, -1, 2];
    const rows = draws("InverseWishart", [[df], scale], 9);
    scale.forEach((s, at) => {
      const x = rows.map((row) => row[at] as number);
      const expected = s / (df - d - 1);
      holdMean(x, expected);
      const [i, j] = [Math.floor(at / d), at % d];
      const [ii, jj] = [scale[i * d + i] as number, scale[j * d + j] as number];
      const spread = ((df - d + 1) * s * s + (df - d - 1) * ii * jj) / ((df - d) * (df - d - 1) ** 2 * (df - d - 3));
      holdMean(
        x.map((a) => (a - expected) ** 2),
        spread,
      );
    });
    expect(rows.every((row) => row[1] === row[3] && row[2] === row[6] && row[5] === row[7])).toBe(true);
  });
});
