import { describe, expect, test } from "vitest";
import { parse, score, tryFit } from "../src/index.ts";

const ORDERS = [{}, { elimination: "min-fill" }, { elimination: "min-weight" }] as const;

const LOG_2PI = Math.log(2 * Math.PI);

describe("a row that all but rules out a state of its group", () => {
  // Rows at −40 and 40 each leave one state of `side` a density that is no number but for its logarithm.
  const model = parse(`model Opposed
param mean[2] : real = [-40, 40]
plate group by g {
  latent side ~ Categorical([0.25, 0.75])
  latent kind ~ Categorical([0.5, 0.5])
  plate row {
    observed x ~ Normal(mean[side], 1)
    observed note : {a, b} ~ Table(kind, value = [[0.2, 0.8], [0.6, 0.4]])
    observed end : {c, d} ~ Table(note, value = [[0.3, 0.7], [0.9, 0.1]])
  }
}`);
  const data = { g: [1, 1], x: [-40, 40], note: [null, null], end: ["c", "c"] };
  const ends = [0.2 * 0.3 + 0.8 * 0.9, 0.6 * 0.3 + 0.4 * 0.9] as const;

  test.each(ORDERS)("leaves the other rows their say (%j)", async (order) => {
    const notes = 0.5 * ends[0] ** 2 + 0.5 * ends[1] ** 2;
    const { logLik } = await score(model, data, order);
    expect(logLik).toBeCloseTo(-LOG_2PI - 80 ** 2 / 2 + Math.log(notes), 9);
    const outcome = await tryFit(model, data, { method: "em", maxIterations: 0, posteriors: true, ...order });
    if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => d.code).join());
    const side = outcome.value.posteriors.find((p) => p.node === "side")?.probabilities ?? [];
    [0.25, 0.75, 0.25, 0.75].forEach((p, i) => {
      expect(side[i]).toBeCloseTo(p, 12);
    });
  });
});

describe("evidence less probable than any double", () => {
  // Seven notes of probability 1e-60 and 2e-60, all at one latent.
  const model = parse(`model Unlikely
plate row {
  latent kind ~ Categorical([0.5, 0.5])
  latent near : {0, 1, 2} ~ Table(kind, value = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
  observed far : {a, b} ~ Table(near, value = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
  plate part in 7 {
    observed note : {c, d} ~ Table(kind, value = [[1e-60, 1], [2e-60, 1]]) from "note{part}"
  }
}`);
  const data = { far: ["a"], ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`note${i}`, ["c"]])) };

  test.each(ORDERS)("has its logarithm and its posterior (%j)", async (order) => {
    const { logLik } = await score(model, data, order);
    expect(logLik).toBeCloseTo(Math.log(0.5 * 0.5 * (1 + 2 ** 7)) - 420 * Math.LN10, 9);
    const outcome = await tryFit(model, data, { method: "em", maxIterations: 0, posteriors: true, ...order });
    if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => d.code).join());
    const kind = outcome.value.posteriors.find((p) => p.node === "kind")?.probabilities ?? [];
    expect(kind[0]).toBeCloseTo(1 / 129, 12);
    expect(kind[1]).toBeCloseTo(128 / 129, 12);
  });
});
