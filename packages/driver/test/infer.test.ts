import { describe, expect, test } from "vitest";
import {
  DiagnosticsError,
  type Evidence,
  fit,
  type InferOptions,
  type InferResult,
  infer,
  inferCase,
  parse,
  tryInferCase,
} from "../src/index.ts";

const sprinkler = parse(`model Sprinkler
plate day {
  observed cloudy : {no, yes} ~ Table(value = [0.5, 0.5])
  observed sprinkler : {off, on} ~ Table(cloudy, value = [[0.5, 0.5], [0.9, 0.1]])
  observed rain : {no, yes} ~ Table(cloudy, value = [[0.8, 0.2], [0.2, 0.8]])
  observed grass : {dry, wet} ~ Table(sprinkler, rain, value = [[[1, 0], [0.1, 0.9]], [[0.1, 0.9], [0.01, 0.99]]])
}`);

/** P(cloudy, sprinkler, rain, wet) by hand. */
const wet = (c: number, s: number, r: number): number =>
  0.5 *
  ([0.5, 0.1][c] as number) ** s *
  ([0.5, 0.9][c] as number) ** (1 - s) *
  (r === c ? 0.8 : 0.2) *
  (
    [
      [0, 0.9],
      [0.9, 0.99],
    ] as const
  )[s as 0 | 1][r as 0 | 1];

const bits = [0, 1] as const;
const sumWet = (weight: (c: number, s: number, r: number) => number): number =>
  bits.flatMap((c) => bits.flatMap((s) => bits.map((r) => weight(c, s, r) * wet(c, s, r)))).reduce((a, b) => a + b, 0);

const row = (result: InferResult) => result.rows[0] as InferResult["rows"][number];
const marginal = (result: InferResult, node: string): readonly number[] => row(result).marginals[node] as readonly number[];

function near(found: unknown, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  (found as readonly number[]).forEach((x, i) => {
    expect(x).toBeCloseTo(wanted[i] as number, 12);
  });
}

describe("a case", () => {
  test("has the posterior of Bayes' rule, one-hot evidence, and every node in declared order", async () => {
    const result = await inferCase(sprinkler, { grass: "wet" });
    const all = sumWet(() => 1);
    expect(result.schema).toBe("platewise/infer@1");
    expect(result.logEvidence).toBeCloseTo(Math.log(all), 12);
    expect(Object.keys(row(result).marginals)).toEqual(["cloudy", "sprinkler", "rain", "grass"]);
    expect(result.nodes.sprinkler).toEqual({ states: ["off", "on"] });
    near(marginal(result, "rain"), [sumWet((_, __, r) => 1 - r) / all, sumWet((_, __, r) => r) / all]);
    expect(marginal(result, "grass")).toEqual([0, 1]);
    expect("mpeLogProb" in result).toBe(false);
  });

  test("without evidence is the prior", async () => {
    const result = await inferCase(sprinkler, {});
    expect(result.logEvidence).toBeCloseTo(0, 12);
    near(marginal(result, "sprinkler"), [0.7, 0.3]);
  });

  test("has its most probable states, with their probability", async () => {
    const result = await inferCase(sprinkler, { grass: "wet" }, { mpe: true });
    expect(row(result).mpe).toEqual({ cloudy: "yes", sprinkler: "off", rain: "yes", grass: "wet" });
    expect(result.mpeLogProb).toBeCloseTo(Math.log(wet(1, 0, 1)), 12);
    expect(row(result).mpeLogProb).toBe(result.mpeLogProb);
  });

  test("that is impossible has no posterior, and says so", async () => {
    const outcome = await tryInferCase(
      sprinkler,
      { grass: "wet", sprinkler: "off", rain: "no" },
      { mpe: true, joints: [["cloudy", "rain"]] },
    );
    expect(outcome.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["impossible-evidence", "warning"]]);
    const result = outcome.ok ? outcome.value.result : null;
    expect(result).toMatchObject({ logEvidence: null, mpeLogProb: null });
    expect(result?.rows[0]).toMatchObject({ logEvidence: null, mpe: null, marginals: { cloudy: [null, null], rain: [1, 0] } });
    expect(result?.rows[0]?.joints).toEqual({
      "cloudy,rain": [
        [null, null],
        [null, null],
      ],
    });
  });

  test("reads labels, repeated names that agree, and null for what is not known", async () => {
    const pairs: Evidence = [
      ["grass", "wet"],
      ["grass", "wet"],
      ["rain", null],
    ];
    expect(await inferCase(sprinkler, pairs)).toEqual(await inferCase(sprinkler, { grass: "wet" }));
  });
});

describe("soft evidence", () => {
  test("weighs the states of a node by their likelihoods, in order or by label", async () => {
    const result = await inferCase(sprinkler, { grass: "wet", cloudy: [0.2, 0.8] }, { mpe: true });
    const all = sumWet((c) => [0.2, 0.8][c] as number);
    expect(result.logEvidence).toBeCloseTo(Math.log(all), 12);
    near(marginal(result, "cloudy"), [sumWet((c) => 0.2 * (1 - c)) / all, sumWet((c) => 0.8 * c) / all]);
    near(marginal(result, "sprinkler"), [sumWet((c, s) => (c ? 0.8 : 0.2) * (1 - s)) / all, sumWet((c, s) => (c ? 0.8 : 0.2) * s) / all]);
    expect(result.mpeLogProb).toBeCloseTo(Math.log(0.8 * wet(1, 0, 1)), 12);
    expect(await inferCase(sprinkler, { grass: "wet", cloudy: { yes: 0.8, no: 0.2 } }, { mpe: true })).toEqual(result);
    expect(Object.keys(result.nodes)).toEqual(["cloudy", "sprinkler", "rain", "grass"]);
  });

  test("of 1 and 0 is hard evidence, and a common factor changes the evidence alone", async () => {
    const hard = await inferCase(sprinkler, { grass: "wet", cloudy: "yes" });
    const soft = await inferCase(sprinkler, { grass: "wet", cloudy: [0, 5] });
    expect(soft.logEvidence).toBeCloseTo((hard.logEvidence as number) + Math.log(5), 12);
    for (const node of ["cloudy", "sprinkler", "rain"]) near(marginal(soft, node), marginal(hard, node));
  });
});

describe("joint tables", () => {
  test("are nested in the order of their nodes, and give the marginals", async () => {
    const result = await inferCase(sprinkler, { grass: "wet" }, { joints: [["rain", "sprinkler", "cloudy"], ["grass"]] });
    const all = sumWet(() => 1);
    const wanted = bits.map((r) => bits.map((s) => bits.map((c) => wet(c, s, r) / all)));
    const table = row(result).joints?.["rain,sprinkler,cloudy"] as readonly (readonly (readonly number[])[])[];
    near(table.flat(2), wanted.flat(2));
    expect(table.map((inner) => inner.map((last) => last.length))).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(row(result).joints?.grass).toEqual([0, 1]);
    expect(result.joints).toEqual({ "rain,sprinkler,cloudy": { nodes: ["rain", "sprinkler", "cloudy"] }, grass: { nodes: ["grass"] } });
  });

  test("over labels that are numbers are by state, not by value", async () => {
    const dice = parse(`model Dice
plate roll {
  observed a : {10, 2, 7} ~ Table(value = [0.5, 0.3, 0.2])
  observed b : {-1, 1} ~ Table(a, value = [[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])
}`);
    const result = await inferCase(dice, { a: [1, 2, 1] }, { joints: [["b", "a"]] });
    const all = 0.5 + 0.6 + 0.2;
    const table = row(result).joints?.["b,a"] as readonly (readonly number[])[];
    near(table.flat(), [0.05 / all, 0.12 / all, 0.06 / all, 0.45 / all, 0.48 / all, 0.14 / all]);
  });
});

const grouped = parse(`model Families
param share : simplex(2) = [0.3, 0.7]
plate family by family {
  latent rich ~ Categorical(share)
  observed town : {north, south} ~ Table(rich, value = [[0.5, 0.5], [0.1, 0.9]])
  plate child { observed school : {state, private} ~ Table(rich, value = [[0.9, 0.1], [0.4, 0.6]]) }
}`);

test("a group's posterior stands on each of its rows, its evidence on the first", async () => {
  const data = { family: [1, 2, 1], town: ["north", null, "north"], school: ["state", "private", "private"] };
  const result = await infer(grouped, data, { mpe: true });
  const [first, second, third] = result.rows;
  const joint = [0.3 * 0.5 * 0.9 * 0.1, 0.7 * 0.1 * 0.4 * 0.6] as const;
  expect(first?.logEvidence).toBeCloseTo(Math.log(joint[0] + joint[1]), 12);
  near(first?.marginals.rich, [joint[0] / (joint[0] + joint[1]), joint[1] / (joint[0] + joint[1])]);
  expect(third).toMatchObject({ logEvidence: null, mpeLogProb: null, marginals: { rich: first?.marginals.rich as never } });
  near(second?.marginals.rich, [(0.3 * 0.1) / (0.3 * 0.1 + 0.7 * 0.6), (0.7 * 0.6) / (0.3 * 0.1 + 0.7 * 0.6)]);
  expect([first?.mpe, third?.mpe]).toEqual([
    { rich: "1", town: "north", school: "state" },
    { rich: "1", town: "north", school: "private" },
  ]);
  expect(result.mpeLogProb).toBeCloseTo((first?.mpeLogProb as number) + (second?.mpeLogProb as number), 12);
});

test("weights count in the total, not in the rows", async () => {
  const data = { grass: ["wet", "dry"], cloudy: [null, null], sprinkler: [null, null], rain: [null, null], n: [3, 2] };
  const options: InferOptions = { weights: "n", latent: ["cloudy", "sprinkler", "rain"], mpe: true };
  const { rows, logEvidence, mpeLogProb } = await infer(sprinkler, data, options);
  expect(logEvidence).toBeCloseTo(3 * (rows[0]?.logEvidence as number) + 2 * (rows[1]?.logEvidence as number), 12);
  expect(mpeLogProb).toBeCloseTo(3 * (rows[0]?.mpeLogProb as number) + 2 * (rows[1]?.mpeLogProb as number), 12);
  expect(Math.exp(rows[0]?.logEvidence as number) + Math.exp(rows[1]?.logEvidence as number)).toBeCloseTo(1, 12);
});

test("rows that were dropped have an entry without values", async () => {
  const data = { grass: ["wet", "dry"], cloudy: ["no", null], sprinkler: ["on", "off"], rain: ["no", "no"] };
  const { rows } = await infer(sprinkler, data, { rows: "complete", mpe: true });
  expect(rows[1]).toMatchObject({ row: 1, logEvidence: null, mpe: null, marginals: { cloudy: [null, null], grass: [null, null] } });
});

describe("evidence on other nodes", () => {
  const mixed = parse(`model Mixed
type Side = {left, right}
param at[2] : real = [0, 4]
param centre[2] : vector(2) = [[0, 0], [3, 1]]
plate row {
  latent kind ~ Categorical([0.25, 0.75])
  plate s in Side { observed flag ~ Bernoulli(0.5) from "flag_{s}" }
  observed height ~ Normal(at[kind], 1)
  observed point ~ MvNormal(centre[kind], eye(2)) from (x, y)
}`);

  test("numbers are densities", async () => {
    const result = await inferCase(mixed, { height: 1 });
    const odds = (0.25 * Math.exp(-0.5)) / (0.75 * Math.exp(-4.5));
    near(marginal(result, "kind"), [odds / (1 + odds), 1 / (1 + odds)]);
  });

  test("a vector is a list, or its columns", async () => {
    const whole = await inferCase(mixed, { point: [1, 0.5] });
    expect(await inferCase(mixed, { x: 1, y: "0.5" })).toEqual(whole);
    const odds = (0.25 * Math.exp(-0.625)) / (0.75 * Math.exp(-2.125));
    near(marginal(whole, "kind"), [odds / (1 + odds), 1 / (1 + odds)]);
  });

  test("elements in fixed plates are named by number or label", async () => {
    const byNumber = await inferCase(mixed, { "flag[1]": true });
    expect(Object.keys(byNumber.nodes)).toEqual(["kind", "flag[0]", "flag[1]"]);
    expect(marginal(byNumber, "flag[1]")).toEqual([0, 1]);
    near(marginal(byNumber, "flag[0]"), [0.5, 0.5]);
    expect(await inferCase(mixed, { "flag[right]": 1 })).toEqual(byNumber);
  });
});

test("a fit gives the parameters and the labels", async () => {
  const model = parse(`model Words
type Word
param start : simplex(2) init [0.4, 0.6]
param says[2] : simplex(Word)
plate token {
  latent topic ~ Categorical(start)
  observed word : Word ~ Categorical(says[topic])
}`);
  const data = { word: ["sea", "sea", "sun", "tax", "tax", "law"] };
  const fitted = await fit(model, data, { seed: 3 });
  const rows = await infer(model, data, { params: fitted });
  const one = await inferCase(model, { word: "tax" }, { params: fitted });
  expect(one.nodes.word?.states).toEqual(["law", "sea", "sun", "tax"]);
  near(marginal(one, "topic"), rows.rows[3]?.marginals.topic as readonly number[]);
  await expect(inferCase(model, { word: "tax" }, { params: fitted.params })).rejects.toThrow(DiagnosticsError);
});
