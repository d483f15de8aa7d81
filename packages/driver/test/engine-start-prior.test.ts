import { describe, expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";

const mixture = parse(`model Mixture
const K = 2
param weight : simplex(K) ~ Dirichlet([6, 2])
param mean[K] : real ~ Normal(10, 2)
param sd[K] : positive
plate row {
  latent kind ~ Categorical(weight)
  observed x ~ Normal(mean[kind], sd[kind])
}`);
const data = { x: [1, 1.5, 2, 7, 8, 8.5, 9] };

const startAt = (seed: number) => fit(mixture, data, { start: "prior", seed, maxIterations: 0, order: "init" });

describe("a start from the priors", () => {
  test("draws what has a prior from it, and the rest at random", async () => {
    const starts = await Promise.all(Array.from({ length: 400 }, (_, seed) => startAt(seed)));
    const means = starts.flatMap(({ params }) => params.mean as number[]);
    const shares = starts.map(({ params }) => (params.weight as number[])[0] as number);
    const average = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
    expect(Math.abs(average(means) - 10)).toBeLessThan((5 * 2) / Math.sqrt(800));
    expect(Math.abs(average(means.map((m) => (m - 10) ** 2)) - 4)).toBeLessThan((5 * 4 * Math.SQRT2) / Math.sqrt(800));
    expect(Math.abs(average(shares) - 0.75)).toBeLessThan(5 * Math.sqrt(0.1875 / 9 / 400));
    expect(starts.every(({ params, runs }) => (params.sd as number[]).every((sd) => sd > 0) && runs[0]?.start === "prior")).toBe(true);
  });

  test("depends on the seed alone, keeps what is given, and leads to a maximum", async () => {
    expect((await startAt(3)).params).toEqual((await startAt(3)).params);
    expect((await startAt(3)).params.mean).not.toEqual((await startAt(4)).params.mean);
    const given = await fit(mixture, data, { start: "prior", seed: 3, maxIterations: 0, order: "init", init: { weight: [0.5, 0.5] } });
    expect(given.params.weight).toEqual([0.5, 0.5]);
    const found = await fit(mixture, data, { start: "prior", seed: 3, restarts: 3 });
    expect(found.status).toBe("converged");
    expect(found.trace.at(-1)).toBeGreaterThan(found.trace[0] as number);
  });
});
