import { expect, it } from "vitest";
import { Bernoulli, Categorical, covariance, fit, MvNormal, model, parse, probability, simplex, vector } from "../src/index.ts";

const faithful = model("OldFaithful", (m) => {
  const K = m.constant("K", 2);
  const weight = m.param("weight", simplex(K));
  const mean = m.param("mean", vector(2), [K]);
  const cov = m.param("cov", covariance(2), [K]);
  m.plate("eruption", (p) => {
    const kind = p.latent("kind", Categorical(weight));
    p.observed("x", MvNormal(mean.at(kind), cov.at(kind)), { from: ["eruptions", "waiting"] });
  });
});

const rows = Array.from({ length: 40 }, (_, i) => ({ eruptions: (i % 2) * 3 + 0.1 * (i % 7), waiting: 50 + (i % 2) * 25 + (i % 5) }));

it("builds the model that its text says", async () => {
  const read = parse({ name: "OldFaithful.pgm", text: faithful.toString() });
  expect(read.template).toEqual(faithful.template);
  const [built, written] = [await fit(faithful, rows, { seed: 3 }), await fit(read, rows, { seed: 3 })];
  expect(built).toEqual(written);
});

it("derives models as values", async () => {
  const three = faithful.with({ K: 3 });
  expect(three.template.constants.map((c) => c.value)).toEqual([3]);
  expect(faithful.template.constants.map((c) => c.value)).toEqual([2]);
  expect(three.toString()).toContain("const K = 3");
  expect((await fit(three, rows, { seed: 1, onSingular: "floor" })).params.weight).toHaveLength(3);
});

it("throws what is wrong with a model, all at once", () => {
  expect(() =>
    model("Wrong", (m) => {
      const p = m.param("p", probability);
      m.plate("row", (row) => {
        row.observed("x", Bernoulli(p));
        row.observed("x", Bernoulli(p));
      });
    }),
  ).toThrow(/x/);
});
