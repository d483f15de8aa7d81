import { describe, expect, it } from "vitest";
import { fit, parse } from "../src/index.ts";

const rows = { y: [2, 3, 5, 4.5, 1] };

const model = (prior: string, spread = "s"): string =>
  `model Prior\nparam m : real ~ ${prior}\nparam s : positive\nplate row { observed y ~ Normal(m, ${spread}) }\n`;

const normal = (x: number, mean: number, variance: number): number =>
  -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / variance / 2;

const objective = (m: number, s: number): number => normal(m, 1, 4) + rows.y.reduce((sum, y) => sum + normal(y, m, s * s), 0);

describe("a Normal prior", () => {
  it.each(["Normal(1, 2)", "Normal(1, sd = 2)", "Normal(1, variance = 4)", "Normal(variance = 4, mean = 1)", "Normal(1, variance = 2^2)"])(
    "is the same law as %s",
    async (prior) => {
      const { params, objective: found } = await fit(parse(model(prior)), rows, { tolerance: 1e-14, maxIterations: 10_000 });
      const [m, s] = [params.m as number, params.s as number];
      expect(found).toBeCloseTo(objective(m, s), 10);
      for (const [dm, ds] of [
        [1e-4, 0],
        [-1e-4, 0],
        [0, 1e-4],
        [0, -1e-4],
      ] as const)
        expect(objective(m + dm, s + ds)).toBeLessThan(objective(m, s));
    },
  );

  it("is refused where its arguments are parameters, free or fixed", async () => {
    for (const declared of ["param a : real", "param a : real = 1"]) {
      const text = model("Normal(a, 2)").replace("param m", `${declared}\nparam m`);
      await expect(fit(parse(text), rows)).rejects.toMatchObject({ diagnostics: [{ code: "prior-of-parameters" }] });
    }
  });
});
