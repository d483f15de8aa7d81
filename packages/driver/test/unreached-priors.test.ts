import { expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";

const rows = { n0: ["a", "b", "b", "a"], n1: ["a", "b", "a", "a"] };

test("elements that no law reaches come to the mode of their prior", async () => {
  const model = parse(`model Twice
type S = {a, b}
plate row {
  observed n0 : S ~ Table()
  observed n1 : S ~ Table(n0, n0, prior = Dirichlet(3))
}`);
  const table = [
    [
      [0.5, 0.5],
      [0.9, 0.1],
    ],
    [
      [0.2, 0.8],
      [0.5, 0.5],
    ],
  ];
  for (const options of [{}, { init: { n1: table } }, { init: { n1: table }, method: "em" as const }]) {
    const { params } = await fit(model, rows, options);
    const found = (params.n1 as number[][][]).flat(2);
    const expected = [4 / 6, 2 / 6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    found.forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i] as number, 12);
    });
  }
});

test("a normal law's unreached means and spreads too, without a finding about them", async () => {
  const model = parse(`model Twice
type S = {a, b}
param mean[S, S] : real ~ Normal(7, 2)
param sd[S, S] : positive ~ InverseGamma(2, 6)
plate row {
  observed n0 : S ~ Table()
  observed x ~ Normal(mean[n0, n0], sd[n0, n0])
}`);
  const { params, diagnostics } = await fit(model, { n0: rows.n0, x: [1, 2, 3, 4] }, { method: "em" });
  const [mean, sd] = [params.mean, params.sd] as [number[][], number[][]];
  for (const [i, j] of [
    [0, 1],
    [1, 0],
  ] as const) {
    expect(mean[i]?.[j]).toBeCloseTo(7, 9);
    expect(sd[i]?.[j]).toBeCloseTo(2, 9);
  }
  expect(mean[0]?.[0]).not.toBeCloseTo(7, 1);
  expect(diagnostics).toEqual([]);
});

test("elements without a prior, and fixed ones, keep their value", async () => {
  const model = parse(`model Twice
type S = {a, b}
param p[S, S] : simplex(S)
plate row {
  observed n0 : S ~ Table()
  observed n1 : S ~ Categorical(p[n0, n0])
}`);
  const p = [0, 1].map((i) => [0, 1].map((j) => (i === j ? [0.5, 0.5] : [0.9, 0.1])));
  const { params } = await fit(model, rows, { init: { p }, method: "em" });
  const found = params.p as number[][][];
  expect([found[0]?.[1], found[1]?.[0]]).toEqual([
    [0.9, 0.1],
    [0.9, 0.1],
  ]);
});
