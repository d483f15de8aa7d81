import { describe, expect, test } from "vitest";
import { type FitResult, fit, type Model, parse } from "../src/index.ts";
import { asColumns, clusters, uniforms } from "./support/pseudo-data.ts";

type Matrix = readonly (readonly number[])[];

const FORMS = ["full", "tied", "diagonal", "spherical"] as const;
type Form = (typeof FORMS)[number];

/** A mixture in D dimensions whose covariance has one of the four forms; `kind` is read where the table has it. */
function mixture(form: Form, states: number, length: number): Model {
  const type = {
    full: `covariance(${length})`,
    tied: `covariance(${length})`,
    diagonal: `diagonal(${length})`,
    spherical: `spherical(${length})`,
  }[form];
  const [declared, used] = form === "tied" ? ["cov", "cov"] : [`cov[${states}]`, "cov[kind]"];
  return parse(`model Mixture
param weight : simplex(${states})
param mean[${states}] : vector(${length})
param ${declared} : ${type}
plate row {
  observed kind ~ Categorical(weight)
  observed x ~ MvNormal(mean[kind], ${used}) from (${Array.from({ length }, (_, j) => `x${j}`).join(", ")})
}`);
}

const CENTRES = [
  [0, 0, 1],
  [3, -2, 0],
  [-3, 1, 2],
] as const;
const { points, labels } = clusters(CENTRES, 90, 11);
const labelled = { ...asColumns(points), kind: [...labels] };

/** Mean and scatter over their count of the points with a label. */
function momentsOf(k: number): { readonly count: number; readonly mean: readonly number[]; readonly cov: Matrix } {
  const mine = points.filter((_, i) => labels[i] === k);
  const mean = CENTRES[0].map((_, j) => mine.reduce((sum, p) => sum + (p[j] as number), 0) / mine.length);
  const cov = mean.map((a, i) =>
    mean.map((b, j) => mine.reduce((sum, p) => sum + ((p[i] as number) - a) * ((p[j] as number) - b), 0) / mine.length),
  );
  return { count: mine.length, mean, cov };
}

const MOMENTS = [0, 1, 2].map(momentsOf);

function expectClose(found: unknown, expected: unknown, digits = 11): void {
  const flat = (v: unknown): readonly number[] => (Array.isArray(v) ? v.flatMap(flat) : [v as number]);
  const [a, b] = [flat(found), flat(expected)];
  expect(a).toHaveLength(b.length);
  a.forEach((x, i) => {
    expect(x).toBeCloseTo(b[i] as number, digits);
  });
}

/** The covariances that labelled data give, by hand. */
const byHand: Readonly<Record<Form, () => unknown>> = {
  full: () => MOMENTS.map((m) => m.cov),
  tied: () =>
    CENTRES[0].map((_, i) =>
      CENTRES[0].map((_unused, j) => MOMENTS.reduce((sum, m) => sum + (m.count / 90) * (m.cov[i]?.[j] as number), 0)),
    ),
  diagonal: () => MOMENTS.map((m) => m.cov.map((row, i) => row[i])),
  spherical: () => MOMENTS.map((m) => m.cov.reduce((sum, row, i) => sum + (row[i] as number), 0) / 3),
};

describe("labelled mixtures", () => {
  test.each(FORMS)("the closed form of a %s covariance is that of the moments", async (form) => {
    const result = await fit(mixture(form, 3, 3), labelled);
    expect(result).toMatchObject({ method: "mle", status: "exact", iterations: 0 });
    expectClose(
      result.params["weight"],
      MOMENTS.map((m) => m.count / 90),
    );
    expectClose(
      result.params["mean"],
      MOMENTS.map((m) => m.mean),
    );
    expectClose(result.params["cov"], byHand[form]());
  });

  test.each(FORMS)("one step of EM from anywhere is the closed form, and the next step stays (%s)", async (form) => {
    const model = mixture(form, 3, 3);
    const exact = await fit(model, labelled);
    const cov: unknown = {
      full: [2, 3, 4].map((v) => [
        [v, 1, 0],
        [1, v, 0],
        [0, 0, v],
      ]),
      tied: [
        [5, 0, 0],
        [0, 5, 0],
        [0, 0, 5],
      ],
      diagonal: [
        [1, 2, 3],
        [3, 2, 1],
        [2, 2, 2],
      ],
      spherical: [1, 2, 3],
    }[form];
    const init = {
      weight: [0.2, 0.3, 0.5],
      mean: [
        [9, 8, 7],
        [0, 0, 0],
        [-5, 5, 50],
      ],
      cov: cov as never,
    };
    const one = await fit(model, labelled, { method: "em", init, maxIterations: 1, tolerance: 0 });
    const two = await fit(model, labelled, { method: "em", init, maxIterations: 2, tolerance: 0 });
    expect(one.method).toBe("em");
    for (const name of ["weight", "mean", "cov"]) {
      expectClose(one.params[name], exact.params[name], 9);
      expectClose(two.params[name], exact.params[name], 11);
    }
    expect(two.trace).toHaveLength(3);
    expect(two.logLik).toBeCloseTo(exact.logLik, 8);
  });
});

describe("numbers of free parameters (K = 3, D = 4)", () => {
  test.each([
    ["full", 44],
    ["tied", 24],
    ["diagonal", 26],
    ["spherical", 17],
  ] as const)("%s: %i", async (form, expected) => {
    const data = clusters(
      [
        [0, 0, 0, 0],
        [4, 0, 4, 0],
        [0, 4, 0, 4],
      ],
      60,
      5,
    );
    const result = await fit(mixture(form, 3, 4), { ...asColumns(data.points), kind: [...data.labels] });
    expect(result.freeParameters).toBe(expected);
    expect(result.aic).toBeCloseTo(2 * expected - 2 * result.logLik, 9);
    expect(result.bic).toBeCloseTo(expected * Math.log(60) - 2 * result.logLik, 9);
  });

  test("a tied parameter counts once and a fixed one not at all", async () => {
    const model = parse(`model Counted
param share : simplex(3)
param known[3] : real = [0, 1, 2]
param sd : positive
param p[3, 2] : simplex(4)
plate row {
  observed z ~ Categorical(share)
  observed y ~ Categorical(share)
  observed x ~ Normal(known[z], sd)
  observed u : {a, b} ~ Bernoulli(0.5)
  observed w ~ Categorical(p[y, u])
}`);
    const data = { z: [0, 1, 2], y: [1, 2, 0], x: [0.5, 1, 3], u: ["a", "b", "a"], w: [0, 1, 3] };
    const result = await fit(model, data);
    expect(result.freeParameters).toBe(2 + 1 + 6 * 3);
    expect(result.fixed).toEqual(["known"]);
  });
});

/** A grouped model with a hidden kind per group and an unlabelled one per row; every family takes part. */
const MIXED = parse(`model Mixed
param share : simplex(2)
param inner[2] : simplex(3)
param mean[3] : real
param sd[2] : positive
param rate[3] : positive
param hit[2, 3] : probability
plate group by g {
  latent kind ~ Categorical(share)
  plate row weighted by n {
    latent part ~ Categorical(inner[kind])
    observed x ~ Normal(mean[part], sd[kind])
    observed k ~ Poisson(rate[part])
    observed b ~ Binomial(4, hit[kind, part])
  }
}`);

const MIXED_START = {
  share: [0.4, 0.6],
  inner: [
    [0.5, 0.3, 0.2],
    [0.1, 0.3, 0.6],
  ],
  mean: [-1, 0, 2],
  sd: [1, 1.5],
  rate: [1, 2, 4],
  hit: [
    [0.2, 0.5, 0.7],
    [0.3, 0.4, 0.8],
  ],
};

interface MixedRow {
  readonly g: number;
  readonly x: number;
  readonly k: number | null;
  readonly b: number;
  readonly n: number;
}

function mixedRows(): readonly MixedRow[] {
  const next = uniforms(31);
  return Array.from({ length: 40 }, (_, i) => ({
    g: i % 9,
    x: 6 * next() - 2,
    k: next() < 0.2 ? null : Math.floor(6 * next()),
    b: Math.floor(5 * next()),
    n: Math.floor(4 * next()),
  }));
}

const mixedFit = (rows: readonly MixedRow[]): Promise<FitResult> =>
  fit(
    MIXED,
    rows.map((row) => ({ ...row })),
    { init: MIXED_START, maxIterations: 6, tolerance: 0 },
  );

const numbersOf = (v: unknown): readonly number[] =>
  Array.isArray(v) ? v.flatMap(numbersOf) : typeof v === "object" && v !== null ? Object.values(v).flatMap(numbersOf) : [v as number];

describe("rows", () => {
  test("a weight is as many rows", async () => {
    const weighted = await mixedFit(mixedRows());
    const repeated = await mixedFit(mixedRows().flatMap((row) => Array.from({ length: row.n }, () => ({ ...row, n: 1 }))));
    expectClose(weighted.trace, repeated.trace, 9);
    expectClose(numbersOf(weighted.params), numbersOf(repeated.params), 10);
    const unweighted = await mixedFit(mixedRows().map((row) => ({ ...row, n: 1 })));
    expect(Math.abs(unweighted.logLik - weighted.logLik)).toBeGreaterThan(1);
  });

  test("their order changes nothing beyond rounding", async () => {
    const rows = mixedRows();
    const next = uniforms(77);
    const shuffled = rows
      .map((row) => ({ row, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ row }) => row);
    expect(shuffled).not.toEqual(rows);
    const [a, b] = [await mixedFit(rows), await mixedFit(shuffled)];
    expectClose(a.trace, b.trace, 9);
    expectClose(numbersOf(a.params), numbersOf(b.params), 10);
  });

  test("the same input gives the same bits twice", async () => {
    const [a, b] = [await mixedFit(mixedRows()), await mixedFit(mixedRows())];
    expect(a).toEqual(b);
  });

  test("counting equal rows once is the same as reading them all", async () => {
    const model = parse(`model Classes
param share : simplex(2)
param p[2, 3] : simplex(3)
plate row {
  latent z ~ Categorical(share)
  plate j in 3 { observed y ~ Categorical(p[z, j]) from "y{j}" }
}`);
    const next = uniforms(13);
    const rows = Array.from({ length: 400 }, () => ({
      y0: Math.floor(3 * next()),
      y1: Math.floor(2 * next()),
      y2: Math.floor(3 * next() ** 2),
      n: 1,
    }));
    const counts = new Map<string, (typeof rows)[number]>();
    for (const row of rows) {
      const key = `${row.y0}${row.y1}${row.y2}`;
      counts.set(key, { ...row, n: (counts.get(key)?.n ?? 0) + 1 });
    }
    const p = [
      [
        [0.2, 0.3, 0.5],
        [0.4, 0.4, 0.2],
        [0.3, 0.3, 0.4],
      ],
      [
        [0.5, 0.3, 0.2],
        [0.6, 0.3, 0.1],
        [0.1, 0.2, 0.7],
      ],
    ];
    const options = { init: { share: [0.3, 0.7], p }, weights: "n", maxIterations: 8, tolerance: 0 };
    const long = await fit(model, rows, options);
    const short = await fit(model, [...counts.values()], options);
    expect(counts.size).toBeLessThan(20);
    expect(long.rows).toBe(short.rows);
    expectClose(long.trace, short.trace, 8);
    expectClose(numbersOf(long.params), numbersOf(short.params), 10);
  });
});
