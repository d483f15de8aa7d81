import { describe, expect, test } from "vitest";
import { type ImputeOptions, impute, inferCase, parse, tryImpute } from "../src/index.ts";
import { chiSquare, countsOf, covariance, mean, numbersOf, textsOf } from "./support/table-columns.ts";

const fill = async (text: string, data: Parameters<typeof impute>[1], options: ImputeOptions = {}) =>
  (await impute(parse(text), data, options)).table;
const repeated = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

const sprinkler = `model Sprinkler
plate day {
  observed rain      : {no, yes}  ~ Table(value = [0.7, 0.3])
  observed sprinkler : {off, on}  ~ Table(rain, value = [[0.5, 0.5], [0.9, 0.1]])
  observed grass     : {dry, wet} ~ Table(sprinkler, rain, value = [[[0.95, 0.05], [0.2, 0.8]], [[0.1, 0.9], [0.01, 0.99]]])
}`;

describe("draws from the posterior", () => {
  test("conditional frequencies are the posterior's, jointly", async () => {
    const n = 8000;
    const table = await fill(sprinkler, {
      rain: [...repeated(n, null), "no"],
      sprinkler: [...repeated(n, null), "on"],
      grass: repeated(n + 1, "wet"),
    });
    const [rain, on] = [textsOf(table, "rain"), textsOf(table, "sprinkler")];
    const pairs = rain.map((cell, i) => (cell === "yes" ? 2 : 0) + (on[i] === "on" ? 1 : 0)).slice(0, n);
    // p(rain, sprinkler, wet) by the tables.
    const joint = [0.7 * 0.5 * 0.05, 0.7 * 0.5 * 0.9, 0.3 * 0.9 * 0.8, 0.3 * 0.1 * 0.99];
    const total = joint.reduce((a, b) => a + b, 0);
    // Three degrees of freedom: the 99.99th percentile is 21.1.
    expect(
      chiSquare(
        countsOf(pairs, 4),
        joint.map((p) => p / total),
      ),
    ).toBeLessThan(21.1);
  }, 30_000);

  test("a group's latent joins what is drawn of its rows", async () => {
    const text = `model Coins
param heads[2] : probability = [0.1, 0.9]
plate round by round {
  latent coin ~ Categorical([0.4, 0.6])
  plate toss { observed face : {T, H} ~ Bernoulli(heads[coin]) }
}`;
    const rounds = 4000;
    const round = Array.from({ length: 3 * rounds }, (_, row) => Math.floor(row / 3));
    const faces = textsOf(await fill(text, { round, face: round.map((_, row) => (row % 3 === 0 ? "H" : null)) }), "face");
    const heads = Array.from({ length: rounds }, (_, g) => [1, 2].filter((k) => faces[3 * g + k] === "H").length);
    const biased = (0.6 * 0.9) / (0.6 * 0.9 + 0.4 * 0.1);
    const both = (p: number, k: number): number => [(1 - p) ** 2, 2 * p * (1 - p), p * p][k] as number;
    const expected = [0, 1, 2].map((k) => biased * both(0.9, k) + (1 - biased) * both(0.1, k));
    // Two degrees of freedom: the 99.99th percentile is 18.4.
    expect(chiSquare(countsOf(heads, 3), expected)).toBeLessThan(18.4);
  }, 30_000);

  test("a number is drawn after its class, the class given another number", async () => {
    const text = `model Mixture
param a[2] : real = [0, 4]
param b[2] : real = [-10, 10]
plate row {
  latent kind ~ Categorical([0.5, 0.5])
  observed x ~ Normal(a[kind], 1)
  observed y ~ Normal(b[kind], 2)
}`;
    const n = 6000;
    const y = numbersOf(await fill(text, { x: repeated(n, 2.5), y: [...repeated(n - 1, null), 3] }), "y").slice(0, n - 1);
    // log odds of the second class at 2.5: 4 · 2.5 − 8 = 2.
    const odds = 1 / (1 + Math.exp(-2));
    const share = mean(y.map((value) => (value > 0 ? 1 : 0)));
    expect(Math.abs(share - odds)).toBeLessThan(5 * Math.sqrt((odds * (1 - odds)) / n));
    const high = y.filter((value) => value > 0);
    expect(Math.abs(mean(high) - 10)).toBeLessThan((5 * 2) / Math.sqrt(high.length));
    expect(Math.abs(covariance(high, high) - 4)).toBeLessThan((5 * 4 * Math.SQRT2) / Math.sqrt(high.length));
  }, 30_000);

  test("the frequencies in a larger network are those of inference", async () => {
    const text = `model Walk
param p[2] : probability = [0.2, 0.7]
plate row {
${Array.from({ length: 14 }, (_, i) => `  observed n${i} : {a, b} ~ ${i === 0 ? "Categorical([0.5, 0.5])" : `Bernoulli(p[n${i - 1}])`}`).join("\n")}
}`;
    const model = parse(text);
    const evidence = { n0: "a", n6: "b", n13: "a" };
    const { rows } = await inferCase(model, Object.entries(evidence));
    const n = 4000;
    const data = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`n${i}`, repeated(n, (evidence as Record<string, string>)[`n${i}`] ?? null)] as const),
    );
    const table = (await impute(model, data)).table;
    for (const i of [1, 3, 5, 7, 10, 12]) {
      const counts = countsOf(
        textsOf(table, `n${i}`).map((cell) => (cell === "b" ? 1 : 0)),
        2,
      );
      expect(chiSquare(counts, rows[0]?.marginals[`n${i}`] as readonly number[])).toBeLessThan(15.2);
    }
  }, 30_000);
});

describe("what stays", () => {
  const text = `model Mixed
param share : simplex(2) = [0.5, 0.5]
plate row {
  observed kind : {"1", "2"} ~ Categorical(share)
  observed sure ~ Bernoulli(0.5)
  observed x ~ Normal(0, 1)
}`;

  test("filled cells, columns that the model does not read, the order of rows and columns", async () => {
    const data = {
      note: ["a", "b", ""],
      x: [1.25, Number.NaN, 3],
      kind: ["1.0", null, "2"],
      sure: ["FALSE", "True", null],
      more: [1, Number.NaN, 3],
    };
    const { table, filled } = await impute(parse(text), data);
    expect(filled).toBe(3);
    expect(table.columns.map(({ name }) => name)).toEqual(["note", "x", "kind", "sure", "more"]);
    expect(textsOf(table, "note")).toEqual(["a", "b", null]);
    expect(textsOf(table, "more")).toEqual(["1", null, "3"]);
    expect([textsOf(table, "x")[0], textsOf(table, "x")[2]]).toEqual(["1.25", "3"]);
    expect([textsOf(table, "kind")[0], textsOf(table, "kind")[2]]).toEqual(["1.0", "2"]);
    expect(textsOf(table, "sure").slice(0, 2)).toEqual(["FALSE", "True"]);
    expect(["FALSE", "True"]).toContain(textsOf(table, "sure")[2]);
    expect(["1", "2"]).toContain(textsOf(table, "kind")[1]);
  });

  test("a group's cell stands on all its rows", async () => {
    const groups = "model G\nplate g by g { observed z : {a, b} ~ Categorical([0.5, 0.5])\nplate r { observed x ~ Normal(0, 1) } }";
    const table = await fill(groups, { g: [1, 1, 2, 2, 3], z: ["a", null, null, null, "b"], x: [1, 2, 3, 4, Number.NaN] });
    const z = textsOf(table, "z");
    expect([z[0], z[1], z[4]]).toEqual(["a", "a", "b"]);
    expect(z[2]).toBe(z[3]);
    expect(textsOf(table, "x").every((cell) => cell !== null)).toBe(true);
  });

  test("data without holes, and draws of the same seed", async () => {
    const whole = { kind: ["1", "2"], sure: [0, 1], x: [1, 2] };
    expect((await impute(parse(text), whole)).filled).toBe(0);
    const holes = {
      kind: repeated(20, null).concat(["1"] as never),
      sure: [...repeated(20, Number.NaN), 1],
      x: [...repeated(20, Number.NaN), 1],
    };
    const [first, again, other] = [await fill(text, holes), await fill(text, holes), await fill(text, holes, { seed: 2 })];
    expect(first.columns).toEqual(again.columns);
    expect(first.columns).not.toEqual(other.columns);
  });

  test("a vector of which some components are empty is refused as in a fit", async () => {
    const pair = parse("model P\nplate row { observed x ~ MvNormal(zeros(2), eye(2)) from (u, v) }");
    const { diagnostics } = await tryImpute(pair, { u: [1, Number.NaN], v: [2, 3] });
    expect(diagnostics.map(({ code }) => code)).toEqual(["vector-partly-missing"]);
    const whole = await impute(pair, { u: [1, Number.NaN], v: [2, Number.NaN] });
    expect(whole.filled).toBe(2);
  });

  test("a row that can't be is named", async () => {
    const never = parse("model N\nplate row { latent k ~ Categorical([1, 0])\nobserved x : {a, b} ~ Table(k, value = [[1, 0], [0, 1]]) }");
    const { diagnostics } = await tryImpute(never, { x: ["a", "b"] });
    expect(diagnostics.map(({ code, data }) => [code, data?.row])).toEqual([["impossible-row", 1]]);
  });
});

describe("chains", () => {
  test("paths of hidden states join what is drawn of their notes, over long sequences too", async () => {
    // A state stays with probability 0.99 and notes itself without error: notes between two like ones 3 steps apart follow.
    const text = `model Sticky
param move[2] : simplex(2) = [[0.99, 0.01], [0.01, 0.99]]
param emit[2] : simplex(2) = [[1, 0], [0, 1]]
param level[2] : real = [-50, 50]
plate s by seq {
  chain t {
    initial z ~ Categorical([0.5, 0.5])
    latent z ~ Categorical(move[prev z])
    observed note ~ Categorical(emit[z])
    observed x ~ Normal(level[z], 1)
  }
}`;
    const n = 3000;
    const seq = Array.from({ length: 4 * n }, (_, i) => Math.floor(i / 4));
    const note = seq.map((_, i) => (i % 4 === 0 ? 0 : i % 4 === 3 ? 1 : Number.NaN));
    const table = await fill(text, { seq, note, x: seq.map((_, i) => (i === 0 ? -50 : Number.NaN)) });
    const filled = numbersOf(table, "note");
    const kinds = Array.from({ length: n }, (_, s) => 2 * (filled[4 * s + 1] as number) + (filled[4 * s + 2] as number));
    // One move of 0 → 1 at one of three places, or there, back and there again.
    const paths = [0.99 * 0.99 * 0.01, 0.99 * 0.01 * 0.99, 0.01 ** 3, 0.01 * 0.99 * 0.99];
    const total = paths.reduce((a, b) => a + b, 0);
    expect(
      chiSquare(
        countsOf(kinds, 4),
        paths.map((p) => p / total),
      ),
    ).toBeLessThan(21.1);
    const x = numbersOf(table, "x");
    expect(x.every((value, i) => Math.abs(value - (filled[i] === 1 ? 50 : -50)) < 6)).toBe(true);
  }, 30_000);
});
