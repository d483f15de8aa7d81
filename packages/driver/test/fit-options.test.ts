import { expect, test } from "vitest";
import { DiagnosticsError, type FitOptions, fit, parse, tryFit } from "../src/index.ts";

const MODEL = parse(`model Mixture
param share : simplex(2)
param mean[2] : real
plate row {
  latent kind ~ Categorical(share)
  observed x ~ Normal(mean[kind], 1)
}`);
const data = { x: [0, 0.5, 4, 5] };

const bad: readonly (readonly [string, object])[] = [
  ["--restarts", { restarts: 0 }],
  ["--restarts", { restarts: 1.5 }],
  ["--max-iter", { maxIterations: -1 }],
  ["--max-iter", { maxIterations: Number.NaN }],
  ["--tol", { tolerance: Number.NaN }],
  ["--seed", { seed: Number.POSITIVE_INFINITY }],
  ["--seed", { seed: "1" }],
  ["--budget", { budget: 0 }],
  ["--start", { start: "kmeans" }],
  ["--on-singular", { onSingular: "drop" }],
  ["--order", { order: "size" }],
];

test.each(bad)("%s does not take the value of %o", async (option, options) => {
  const { ok, diagnostics } = await tryFit(MODEL, data, options as FitOptions);
  expect(ok).toBe(false);
  expect(diagnostics).toMatchObject([{ code: "bad-option-value", details: { option } }]);
});

test("all values that they take are taken, also no limit of iterations", async () => {
  const options = {
    restarts: 2,
    maxIterations: Number.POSITIVE_INFINITY,
    tolerance: 1e-6,
    seed: -0.5,
    order: "init",
    start: "random",
  } as const;
  expect((await fit(MODEL, data, options)).status).toBe("converged");
});

test("an error that is thrown says the place, as on the terminal", async () => {
  const thrown = await fit(MODEL, "x\n1\nfour\n").catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(DiagnosticsError);
  expect((thrown as Error).message).toContain("expected a number in column `x`, found `four`");
  expect((thrown as Error).message).toContain('row 2 (line 3), column "x"');
});
