import { describe, expect, test } from "vitest";
import { describeDiagnostic, type FitResult, fit, type Model, type ParamInput, parse, type SingularPolicy, tryFit } from "../src/index.ts";
import { asColumns, clusters } from "./support/pseudo-data.ts";

const POLICIES: readonly SingularPolicy[] = ["floor", "restart", "fail", "prior"];

const allNumbers = (v: unknown): readonly number[] =>
  typeof v === "number"
    ? [v]
    : Array.isArray(v)
      ? v.flatMap(allNumbers)
      : typeof v === "object" && v !== null
        ? Object.values(v).flatMap(allNumbers)
        : [];

function expectSound(result: FitResult): void {
  const { trace, params, objective, logLik, aic, bic, runs } = result;
  for (const x of allNumbers({ trace, params, objective, logLik, aic, bic, runs })) expect(Number.isNaN(x)).toBe(false);
  for (const x of allNumbers({ params, objective, logLik })) expect(Number.isFinite(x)).toBe(true);
}

/** Many rows about the origin, and one point that stands ten times far away. */
const cloud = clusters([[0, 0]], 40, 23).points;
const repeated = asColumns([...cloud, ...Array.from({ length: 10 }, () => [30, 30])]);

const spread = (type: string): Model =>
  parse(`model Singular
param share : simplex(2)
param mean[2] : vector(2)
param cov[2] : ${type}(2)
plate row {
  latent kind ~ Categorical(share)
  observed x ~ MvNormal(mean[kind], cov[kind]) from (x0, x1)
}`);

const SCALAR = parse(`model Scalar
param share : simplex(2)
param mean[2] : real
param sd[2] : positive
plate row {
  latent kind ~ Categorical(share)
  observed x0 ~ Normal(mean[kind], sd[kind])
}`);

const cov = {
  covariance: [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  diagonal: [
    [1, 1],
    [1, 1],
  ],
  spherical: [1, 1],
} as const;
const forms: readonly (readonly [string, Model, ParamInput, string])[] = [
  [
    "covariance",
    spread("covariance"),
    {
      share: [0.8, 0.2],
      mean: [
        [0, 0],
        [30, 30],
      ],
      cov: cov.covariance,
    },
    "cov",
  ],
  [
    "diagonal",
    spread("diagonal"),
    {
      share: [0.8, 0.2],
      mean: [
        [0, 0],
        [30, 30],
      ],
      cov: cov.diagonal,
    },
    "cov",
  ],
  [
    "spherical",
    spread("spherical"),
    {
      share: [0.8, 0.2],
      mean: [
        [0, 0],
        [30, 30],
      ],
      cov: cov.spherical,
    },
    "cov",
  ],
  ["sd", SCALAR, { share: [0.8, 0.2], mean: [0, 30], sd: [1, 1] }, "sd"],
];

describe("a component on one repeated point", () => {
  describe.each(forms)("with a %s", (_form, model, init, param) => {
    test.each(["fail", "restart"] as const)("under %s from a given start is an error that names the parameter", async (onSingular) => {
      const outcome = await tryFit(model, repeated, { init, onSingular });
      expect(outcome.ok).toBe(false);
      const collapsed = outcome.diagnostics.filter((d) => d.code === "component-collapsed");
      expect(collapsed).toHaveLength(1);
      const { message, help } = describeDiagnostic(collapsed[0] as (typeof collapsed)[number]);
      expect(message).toContain(param);
      expect(help).toContain("floor");
    });

    test("under floor is held at a millionth of the variance, and said", async () => {
      const result = await fit(model, repeated, { init, onSingular: "floor" });
      expectSound(result);
      expect(result.diagnostics.find((d) => d.code === "spread-floored")).toMatchObject({ severity: "warning" });
      const values = allNumbers((result.params[param] as readonly unknown[])[1]);
      const least = param === "sd" ? (values[0] as number) ** 2 : (values[0] as number);
      const x = repeated["x0"] as readonly number[];
      const mean = x.reduce((a, b) => a + b, 0) / x.length;
      const variance = x.reduce((sum, y) => sum + (y - mean) ** 2, 0) / x.length;
      expect(least / variance).toBeGreaterThan(0.5e-6);
      expect(least / variance).toBeLessThan(2e-6);
    });

    test("under prior is given one, which the objective includes and logLik does not", async () => {
      const result = await fit(model, repeated, { init, onSingular: "prior" });
      expectSound(result);
      expect(result.diagnostics.find((d) => d.code === "prior-added")).toMatchObject({ severity: "warning" });
      expect(result.objective).not.toBeCloseTo(result.logLik, 6);
      expect(result.logLikTrace).toHaveLength(result.trace.length);
      result.trace.slice(1).forEach((now, i) => {
        expect(now).toBeGreaterThanOrEqual((result.trace[i] as number) - 1e-9 * Math.abs(now));
      });
    });

    test.each(POLICIES)("under %s from random starts never yields NaN, and is either avoided or reported", async (onSingular) => {
      for (const seed of [1, 2, 3]) {
        const outcome = await tryFit(model, repeated, { seed, onSingular, maxIterations: 60 });
        const codes = outcome.diagnostics.map((d) => d.code);
        if (!outcome.ok) {
          expect(codes).toContain("component-collapsed");
          continue;
        }
        expectSound(outcome.value.result);
      }
    });
  });

  test("the default policy floors a given start and says so", async () => {
    const [, model, init] = forms[0] as (typeof forms)[number];
    const result = await fit(model, repeated, { init });
    expectSound(result);
    expect(result.diagnostics.map((d) => d.code)).toContain("spread-floored");
  });
});

test("labelled rows of one point collapse in the closed form too", async () => {
  const model = parse(`model Labelled
param share : simplex(2)
param mean[2] : real
param sd[2] : positive
plate row {
  observed kind ~ Categorical(share)
  observed x ~ Normal(mean[kind], sd[kind])
}`);
  const data = { kind: [0, 0, 0, 1, 1], x: [1, 2, 4, 7, 7] };
  const failed = await tryFit(model, data, { onSingular: "fail" });
  expect(failed.ok).toBe(false);
  expect(failed.diagnostics.map((d) => d.code)).toContain("component-collapsed");
  const floored = await fit(model, data);
  expectSound(floored);
  expect(floored.diagnostics.map((d) => d.code)).toContain("spread-floored");
  const withPrior = await fit(model, data, { onSingular: "prior" });
  expectSound(withPrior);
  expect(withPrior.diagnostics.map((d) => d.code)).toEqual(["prior-added"]);
  expect(withPrior.objective).not.toBeCloseTo(withPrior.logLik, 6);
});

test("columns that determine one another are named as a cause where there is a matrix", async () => {
  const model = parse(`model Line
param mean : vector(2)
param cov : covariance(2)
plate row { observed x ~ MvNormal(mean, cov) from (a, b) }`);
  const data = { a: [1, 2, 4, 8], b: [3, 5, 9, 17] };
  const failed = await tryFit(model, data, { onSingular: "fail" });
  expect(failed.diagnostics.map((d) => describeDiagnostic(d).message)).toEqual([
    "`cov` collapsed onto too few points, or onto columns that determine one another: the likelihood has no maximum there",
  ]);
  expect((await fit(model, data)).diagnostics[0]?.help).toContain("fewer columns");
});

describe("a component without data", () => {
  const model = parse(`model Empty
param share : simplex(3)
param mean[3] : real
param sd[3] : positive
param rate[3] : positive
param hit[3] : probability
param p[3] : simplex(2)
plate row {
  observed kind ~ Categorical(share)
  observed x ~ Normal(mean[kind], sd[kind])
  observed k ~ Poisson(rate[kind])
  observed b ~ Bernoulli(hit[kind])
  observed y ~ Categorical(p[kind])
}`);
  const data = { kind: [0, 1, 0, 1, 0], x: [1, 2, 3, 5, 4], k: [1, 0, 2, 4, 1], b: [0, 1, 1, 1, 0], y: [0, 1, 1, 0, 1] };
  const init = {
    share: [0.3, 0.3, 0.4],
    mean: [0, 1, 42],
    sd: [1, 1, 7],
    rate: [1, 1, 9],
    hit: [0.5, 0.5, 0.125],
    p: [
      [0.5, 0.5],
      [0.5, 0.5],
      [0.25, 0.75],
    ],
  };

  test.each(["mle", "em"] as const)("keeps its values and is reported (%s)", async (method) => {
    const result = await fit(model, data, { method, init, maxIterations: 3, tolerance: 0 });
    expectSound(result);
    expect(result.params["share"]).toEqual([0.6, 0.4, 0]);
    const third = ["mean", "sd", "rate", "hit", "p"].map((name) => (result.params[name] as readonly unknown[])[2]);
    expect(third).toEqual([42, 7, 9, 0.125, [0.25, 0.75]]);
    const said = result.diagnostics.filter((d) => d.code === "component-emptied");
    for (const name of ["mean", "rate", "hit", "p"]) expect(said.map((d) => d.message).join("\n")).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test("leaves what it shares with others out of the report", async () => {
    const shared = parse(`model Shared
param share : simplex(2)
param mean[2] : real
param sd : positive
plate row {
  observed kind ~ Categorical(share)
  observed x ~ Normal(mean[kind], sd)
}`);
    const result = await fit(shared, { kind: [0, 0, 0], x: [1, 2, 4] }, { init: { mean: [0, 9] } });
    expect(result.diagnostics.map((d) => d.message)).toEqual(["one entry of `mean` received no data and kept its starting value"]);
    const known = parse(shared.source.text.replace("mean[2] : real", "mean[2] : real = [0, 9]"));
    expect((await fit(known, { kind: [0, 0, 0], x: [1, 2, 4] })).diagnostics).toEqual([]);
  });

  test("of hidden labels that no row wants keeps its values too", async () => {
    const hidden = parse(`model Hidden
param share : simplex(2)
param rate[2] : positive
plate row {
  latent kind ~ Categorical(share)
  observed k ~ Poisson(rate[kind])
}`);
    const result = await fit(hidden, { k: [1, 2, 3] }, { init: { share: [1, 0], rate: [1, 5] }, maxIterations: 4, tolerance: 0 });
    expectSound(result);
    expect(result.params).toEqual({ share: [1, 0], rate: [2, 5] });
    expect(result.diagnostics.map((d) => d.code)).toContain("component-emptied");
  });
});

test("the floor stays once it holds: the objective falls once at most, and the run settles", async () => {
  const around = clusters([[0], [5]], 40, 11).points.map((p) => p[0] as number);
  // A value near the equal ones is still reached at the floor, and lost on the way from there to a collapse.
  const x0 = [...around, ...Array.from({ length: 8 }, () => 5), 5.008];
  const result = await fit(SCALAR, { x0 }, { init: { share: [0.8, 0.2], mean: [2, 5], sd: [3, 0.01] }, onSingular: "floor" });
  expect(result.diagnostics.map((d) => d.code)).toContain("spread-floored");
  expect(result.status).toBe("converged");
  const falls = result.trace.slice(1).filter((now, i) => now < (result.trace[i] as number) - 1e-9 * Math.abs(now));
  expect(falls.length).toBeLessThanOrEqual(1);
  const mean = x0.reduce((a, b) => a + b, 0) / x0.length;
  const variance = x0.reduce((sum, x) => sum + (x - mean) ** 2, 0) / x0.length;
  expect(result.params).toMatchObject({ sd: [expect.any(Number), expect.closeTo(Math.sqrt(1e-6 * variance), 12)] });
});

test("once a covariance is held at the floor, the objective rises", async () => {
  // A line, and points so near it that the floor draws them in step by step.
  const line = Array.from({ length: 20 }, (_, i) => [20 + i / 4, 20 + i / 4]);
  const beside = Array.from({ length: 9 }, (_, i) => [21 + i / 3, 21 + i / 3 + 0.01 * (i + 1)]);
  const init = {
    share: [0.8, 0.2],
    mean: [
      [0, 0],
      [22, 22],
    ],
    cov: [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [2, 2 - 1e-7],
        [2 - 1e-7, 2],
      ],
    ],
  };
  const result = await fit(spread("covariance"), asColumns([...cloud, ...line, ...beside]), {
    init,
    onSingular: "floor",
    tolerance: 1e-12,
  });
  expect(result.diagnostics.map((d) => d.code)).toContain("spread-floored");
  expect(result.status).toBe("converged");
  expect(result.iterations).toBeGreaterThan(5);
  const falls = result.trace.slice(1).filter((now, i) => now < (result.trace[i] as number) - 1e-9 * Math.abs(now));
  expect(falls.length).toBeLessThanOrEqual(1);
});

describe("five components where some find equal values", () => {
  const values = clusters([[0], [5]], 40, 11).points.map((p) => p[0] as number);
  const data = { x0: [...values, ...Array.from({ length: 5 }, () => 5)] };
  const five = parse(SCALAR.source.text.replace("simplex(2)", "simplex(5)").replaceAll("[2]", "[5]"));
  const fitFive = (onSingular: SingularPolicy): Promise<FitResult> => fit(five, data, { seed: 3, restarts: 4, onSingular });

  test("a prior that a later run brings holds for the runs before it as well", async () => {
    const free = await fitFive("fail");
    expect(free.runs.map((run) => run.status)).toEqual(["converged", "converged", "singular", "singular"]);
    const result = await fitFive("prior");
    expect(result.diagnostics.filter((d) => d.code === "prior-added")).toHaveLength(1);
    expect(result.runs).toHaveLength(4);
    for (const run of [0, 1]) expect(result.runs[run]?.objective).not.toBeCloseTo(free.runs[run]?.objective as number, 3);
    expect(result.objective).not.toBeCloseTo(result.logLik, 3);
    expect(Math.max(...result.runs.map((run) => run.objective))).toBe(result.objective);
  });
});
