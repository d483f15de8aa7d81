import { describe, expect, test } from "vitest";
import { describeDiagnostic, type FitResult, fit, type ParamInput, parse, score, tryFit } from "../src/index.ts";
import { asColumns, clusters, uniforms } from "./support/pseudo-data.ts";

const GAUSSIAN = parse(`model Gaussians
param share : simplex(3)
param mean[3] : vector(2)
param cov[3] : covariance(2)
plate row {
  latent kind ~ Categorical(share)
  observed x ~ MvNormal(mean[kind], cov[kind]) from (x0, x1)
}`);

const CLASSES = parse(`model Classes
param share : simplex(2)
param p[4, 2] : simplex(3)
plate row {
  latent z ~ Categorical(share)
  plate j in 4 { observed y ~ Categorical(p[j, z]) from "y{j}" }
}`);

const gaussianData = asColumns(
  clusters(
    [
      [0, 0],
      [3, 1],
      [-1, 4],
    ],
    90,
    17,
  ).points,
);

function classData(): Record<string, number[]> {
  const next = uniforms(19);
  const kinds = Array.from({ length: 120 }, () => next() < 0.4);
  return Object.fromEntries(
    [0, 1, 2, 3].map((j) => [`y${j}`, kinds.map((kind) => Math.floor(3 * (kind ? next() ** 3 : 1 - next() ** 3)))]),
  );
}

const codes = (result: FitResult): readonly string[] => result.diagnostics.map((d) => d.code);

describe("seeds", () => {
  const runs = [
    ["Gaussians by kmeans++", GAUSSIAN, gaussianData, "kmeans++"],
    ["Gaussians at random", GAUSSIAN, gaussianData, "random"],
    ["classes at random", CLASSES, classData(), "random"],
  ] as const;
  test.each(runs)("%s: the same seed gives the same bits, another seed another run", async (_name, model, data, start) => {
    const once = (seed: number): Promise<FitResult> => fit(model, data, { seed, start, maxIterations: 5, tolerance: 0 });
    const [a, b, c] = [await once(4), await once(4), await once(5)];
    expect(a).toEqual(b);
    expect(c.trace[0]).not.toBe(a.trace[0]);
    expect(a.runs[0]).toMatchObject({ run: 1, seed: 4, start, chosen: true, iterations: 5 });
  });

  test("a complete start leaves nothing to the seed", async () => {
    const { params } = await fit(GAUSSIAN, gaussianData, { maxIterations: 2, tolerance: 0 });
    const [a, b] = [
      await fit(GAUSSIAN, gaussianData, { init: params as ParamInput, seed: 1 }),
      await fit(GAUSSIAN, gaussianData, { init: params as ParamInput, seed: 2, restarts: 5 }),
    ];
    expect(a.trace).toEqual(b.trace);
    expect(b.runs).toHaveLength(1);
    expect(b.runs[0]?.start).toBe("init");
  });
});

describe("restarts", () => {
  test("one line each, the best is chosen and returned", async () => {
    const result = await fit(CLASSES, classData(), { seed: 3, restarts: 6, start: "random", maxIterations: 4, tolerance: 0 });
    expect(result.runs.map((run) => run.run)).toEqual([1, 2, 3, 4, 5, 6]);
    const objectives = result.runs.map((run) => run.objective);
    expect(new Set(objectives).size).toBeGreaterThan(1);
    const chosen = result.runs.filter((run) => run.chosen);
    expect(chosen).toHaveLength(1);
    const best = Math.max(...objectives);
    expect(chosen[0]?.objective).toBeGreaterThanOrEqual(best - 1e-9 * Math.abs(best));
    expect(result.objective).toBe(chosen[0]?.objective);
    expect(result.trace.at(-1)).toBe(result.objective);
  });

  test("the first of many runs is the run that comes alone", async () => {
    const alone = await fit(CLASSES, classData(), { seed: 3, start: "random", maxIterations: 4, tolerance: 0 });
    const many = await fit(CLASSES, classData(), { seed: 3, restarts: 3, start: "random", maxIterations: 4, tolerance: 0 });
    expect(many.runs[0]?.objective).toBe(alone.objective);
  });
});

describe("symmetric starts", () => {
  const same = {
    share: [0.5, 0.5],
    p: [0, 1, 2, 3].map(() => [
      [0.2, 0.3, 0.5],
      [0.2, 0.3, 0.5],
    ]),
  };

  test("are broken, with a note that names the latent", async () => {
    const result = await fit(CLASSES, classData(), { init: same });
    expect(codes(result)).toContain("symmetric-start");
    expect(result.diagnostics.find((d) => d.code === "symmetric-start")).toMatchObject({ severity: "note" });
    expect(result.diagnostics.find((d) => d.code === "symmetric-start")?.message).toContain("z");
    const [a, b] = (result.params["p"] as readonly (readonly (readonly number[])[])[])[0] as readonly (readonly number[])[];
    expect(Math.abs((a?.[0] as number) - (b?.[0] as number))).toBeGreaterThan(0.1);
  });

  test("are broken too where the data has only two values to start from", async () => {
    const model = parse(`model Two
param share : simplex(2)
param mean[2] : real
plate row {
  latent kind ~ Categorical(share)
  observed x ~ Normal(mean[kind], 0.25)
}`);
    for (let seed = 1; seed <= 12; seed++) {
      for (const init of [{}, { share: [0.5, 0.5], mean: [1, 1] }]) {
        const result = await fit(model, { x: [1, 1, 2, 2] }, { init, seed, start: "random" });
        const [a, b] = result.params["mean"] as readonly [number, number];
        expect(Math.abs(a - b)).toBeGreaterThan(0.9);
      }
    }
  });

  test("are evaluated as they are when no iteration is asked for", async () => {
    const result = await fit(CLASSES, classData(), { init: same, maxIterations: 0 });
    expect(result.params).toEqual(same);
    expect(codes(result)).not.toContain("symmetric-start");
  });

  test("are not seen where the states differ in one number", async () => {
    const p = same.p.map((rows, j) => (j === 2 ? [rows[0], [0.2, 0.300001, 0.499999]] : rows));
    const result = await fit(CLASSES, classData(), { init: { share: [0.5, 0.5], p: p as never }, maxIterations: 3, tolerance: 0 });
    expect(codes(result)).not.toContain("symmetric-start");
  });
});

test("what a fit found can be scored and started from, also at the border of its domain", async () => {
  const model = parse(`model Border
param rate : positive
param hit : probability
param p : simplex(3)
plate row {
  observed k ~ Poisson(rate)
  observed b ~ Bernoulli(hit)
  observed y ~ Categorical(p)
}`);
  const data = { k: [0, 0, 0], b: [1, 1, 1], y: [0, 2, 2] };
  const result = await fit(model, data);
  expect(result.params).toEqual({ rate: 0, hit: 1, p: [1 / 3, 0, 2 / 3] });
  expect((await score(model, data, { params: result })).logLik).toBeCloseTo(result.logLik, 12);
  const again = await fit(model, data, { init: result, method: "em", maxIterations: 1, tolerance: 0 });
  expect(again.params).toEqual(result.params);
});

describe("starting values that do not fit are errors that name the parameter and the index", () => {
  const LABELLED = parse(`model Labelled
type Sex = {female, male}
param share : simplex(Sex)
param mean[Sex] : vector(2)
param cov[Sex] : covariance(2)
param centre : vector(2)
param noise : diagonal(2)
param known : positive = 2
plate row {
  observed sex : Sex ~ Categorical(share)
  observed x ~ MvNormal(mean[sex], cov[sex]) from (x0, x1)
  observed y ~ MvNormal(centre, noise) from (x0, x1)
  observed c ~ Poisson(known)
}`);
  const data = { sex: ["female", "male", "female", "male", "male"], x0: [1, 2, 3, 5, 4], x1: [2, 1, 4, 4, 6], c: [1, 0, 2, 3, 1] };
  const cases: readonly (readonly [string, ParamInput, string, readonly string[]])[] = [
    ["an unknown parameter", { sharee: [0.5, 0.5] }, "init-unknown-parameter", ["sharee", "share"]],
    ["a missing label", { share: { female: 1 } }, "init-missing-label", ["share", "male"]],
    ["a label that does not exist", { mean: { female: [0, 0], male: [0, 0], other: [0, 0] } }, "init-missing-label", ["mean", "other"]],
    [
      "a wrong length",
      {
        mean: [
          [0, 1],
          [0, 1, 2],
        ],
      },
      "init-wrong-length",
      ["mean[1]", "2", "3"],
    ],
    ["a wrong length under a label", { mean: { female: [0, 1], male: [0] } }, "init-wrong-length", ["mean[1]", "1"]],
    [
      "too many elements",
      {
        mean: [
          [0, 1],
          [0, 1],
          [2, 3],
        ],
      },
      "init-wrong-length",
      ["mean", "2", "3"],
    ],
    [
      "a list in place of a number",
      {
        mean: [
          [0, [1]],
          [0, 1],
        ],
      },
      "init-not-a-number",
      ["mean[0][1]"],
    ],
    [
      "a text in place of a number",
      {
        mean: [
          [0, "1" as never],
          [0, 1],
        ],
      },
      "init-not-a-number",
      ["mean[0][1]"],
    ],
    [
      "NaN",
      {
        mean: [
          [0, 1],
          [Number.NaN, 1],
        ],
      },
      "init-not-a-number",
      ["mean[1][0]"],
    ],
    ["probabilities that do not sum to one", { share: [0.5, 0.6] }, "init-outside-domain", ["share", "sum to 1"]],
    [
      "a matrix that is not positive definite",
      {
        cov: [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 2],
            [2, 1],
          ],
        ],
      },
      "init-outside-domain",
      ["cov[1]", "positive definite"],
    ],
    [
      "a matrix that is not symmetric",
      {
        cov: [
          [
            [1, 0.5],
            [0, 1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      },
      "init-outside-domain",
      ["cov[0]", "symmetric"],
    ],
    [
      "a full matrix for a diagonal spread",
      {
        noise: [
          [1, 0.5],
          [0.5, 1],
        ],
      },
      "init-outside-domain",
      ["noise", "diagonal"],
    ],
    ["another value for a fixed parameter", { known: 3 }, "init-changes-fixed", ["known"]],
  ];
  test.each(cases)("%s", async (_name, init, code, words) => {
    const outcome = await tryFit(LABELLED, data, { init });
    expect(outcome.ok).toBe(false);
    const errors = outcome.diagnostics.filter((d) => d.severity === "error");
    expect(errors.map((d) => d.code)).toEqual([code]);
    const { message, help } = describeDiagnostic(errors[0] as (typeof errors)[number]);
    for (const word of words) expect(`${message} ${help ?? ""}`).toContain(word);
  });

  test("all of them come at once", async () => {
    const outcome = await tryFit(LABELLED, data, { init: { share: [1], known: 3, nothing: 0 } });
    expect(
      outcome.diagnostics
        .filter((d) => d.severity === "error")
        .map((d) => d.code)
        .sort(),
    ).toEqual(["init-changes-fixed", "init-unknown-parameter", "init-wrong-length"]);
  });

  test("labels, matrices for diagonal spreads, and repeated fixed values are read", async () => {
    const model = parse(`model Read
type Sex = {female, male}
param share : simplex(Sex)
param mean[Sex] : vector(2)
param noise : diagonal(2)
param known : positive = 2
plate row {
  latent sex : Sex ~ Categorical(share)
  observed x ~ MvNormal(mean[sex], noise) from (x0, x1)
  observed c ~ Poisson(known)
}`);
    const init = {
      share: { male: 0.25, female: 0.75 },
      mean: { male: [1, 2], female: [3, 4] },
      noise: [
        [2, 0],
        [0, 3],
      ],
      known: 2,
    };
    const result = await fit(model, data, { init, maxIterations: 0 });
    expect(result.params).toEqual({
      share: [0.75, 0.25],
      mean: [
        [3, 4],
        [1, 2],
      ],
      noise: [2, 3],
      known: 2,
    });
  });
});
