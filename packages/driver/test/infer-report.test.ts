import { describe, expect, test } from "vitest";
import { type EvidenceValue, type InferOptions, orThrow, parse, renderInferReport, tryInfer, tryInferCase } from "../src/index.ts";
import { expectGolden } from "./golden.ts";

const model = parse(`model Sprinkler
plate day {
  observed cloudy : {no, yes} ~ Table(value = [0.5, 0.5])
  observed sprinkler : {off, on} ~ Table(cloudy, value = [[0.5, 0.5], [0.9, 0.1]])
  observed rain : {no, yes} ~ Table(cloudy, value = [[0.8, 0.2], [0.2, 0.8]])
  observed grass : {dry, wet} ~ Table(sprinkler, rain, value = [[[1, 0], [0.1, 0.9]], [[0.1, 0.9], [0.01, 0.99]]])
}`);
const wheel = parse(`model Wheel
plate spin {
  observed field : int ~ Poisson(3)
  latent sector ~ Categorical(uniform(20))
  observed hit ~ Categorical(uniform(20))
}`);

type Pairs = readonly (readonly [string, EvidenceValue])[];

const caseReport = async (evidence: Pairs, options: InferOptions, width: number): Promise<string> => {
  const { inference } = orThrow(await tryInferCase(model, evidence, options));
  return renderInferReport(inference, { model: model.name, evidence, width });
};

const table = {
  cloudy: [null, "yes", null, null, "no"],
  sprinkler: ["off", null, null, "off", "on"],
  rain: ["no", null, null, "no", null],
  grass: ["dry", "wet", "wet", "wet", null],
};

describe("the report of a case", () => {
  const evidence: Pairs = [
    ["grass", "wet"],
    ["cloudy", [0.2, 0.8]],
  ];

  test.each([100, 40])("reads as agreed at %i columns", async (width) => {
    const options = { mpe: true, joints: [["sprinkler", "rain"]] };
    expectGolden(`report-infer-case-${width}.txt`, await caseReport(evidence, options, width));
  });

  test("that is impossible is short", async () => {
    const impossible: Pairs = [
      ["grass", "wet"],
      ["sprinkler", "off"],
      ["rain", "no"],
    ];
    expect(await caseReport(impossible, { mpe: true }, 80)).toBe(
      "Sprinkler given grass=wet, sprinkler=off, rain=no\n  log-evidence  -inf\n",
    );
  });

  test("says when nothing is known, and when nothing is left to infer", async () => {
    expect(await caseReport([], {}, 80)).toMatch(/^Sprinkler with nothing known\n {2}log-evidence {2}0.00000/);
    const all: Pairs = Object.entries({ cloudy: "yes", sprinkler: "off", rain: "yes", grass: "wet" });
    expect(await caseReport(all, { mpe: true }, 80)).toContain("nothing is unknown");
  });

  test("calls a density by its name where a real number is seen", async () => {
    const measured = parse(`model Measured
plate row {
  given dose : real
  observed kind : {small, large} ~ Table(value = [0.5, 0.5])
  observed count : int ~ Poisson(3)
  observed size ~ Normal([1, 2][kind], 0.1)
}`);
    const textOf = async (evidence: Pairs): Promise<string> => {
      const { inference } = orThrow(await tryInferCase(measured, evidence, { mpe: true }));
      return renderInferReport(inference, { model: measured.name, evidence, width: 100 });
    };
    const size = await textOf([
      ["dose", 1.5],
      ["size", 1],
    ]);
    expect(size).toMatch(/log-evidence {2}0\.69\d+ {2}\(density 1\.995\)/);
    expect(size).toMatch(/with the evidence {2}0\.69\d+ {2}\(density 1\.995\)/);
    expect(size).not.toContain("(probability");
    for (const more of [[["kind", "small"]], [["count", 2]], []] as Pairs[]) {
      const text = await textOf([["dose", 1.5], ...more]);
      expect(text).toContain("(probability ");
      expect(text).not.toContain("density");
    }
  });

  test("lists the most probable of many states", async () => {
    const { inference } = orThrow(await tryInferCase(wheel, { hit: Array.from({ length: 20 }, (_, s) => s + 1) }, {}));
    const text = renderInferReport(inference, { model: wheel.name, evidence: [], width: 80 });
    expect(text).toContain("… 8 less probable");
    expect(text).toMatch(/hit +8 +0\.043/);
    expect(text).not.toMatch(/hit +7 /);
  });
});

describe("the report of rows", () => {
  test.each([100, 60])("reads as agreed at %i columns", async (width) => {
    const { inference } = orThrow(await tryInfer(model, table, { mpe: true }));
    expectGolden(`report-infer-rows-${width}.txt`, renderInferReport(inference, { model: model.name, data: "days.csv", width }));
  });

  test("says when everything is known", async () => {
    const whole = { cloudy: ["yes"], sprinkler: ["on"], rain: ["no"], grass: ["wet"] };
    const { inference } = orThrow(await tryInfer(model, whole, {}));
    expect(renderInferReport(inference, { model: model.name })).toContain("every discrete node is known in every row");
  });

  test("does not call unknown nodes known where rows are impossible", async () => {
    const reportOf = async (rows: Readonly<Record<string, readonly (string | null)[]>>): Promise<string> =>
      renderInferReport(orThrow(await tryInfer(model, rows, {})).inference, { model: model.name });
    const ruledOut = { cloudy: [null, null], sprinkler: ["off", "off"], rain: ["no", "no"], grass: ["wet", "wet"] };
    expect(await reportOf(ruledOut)).toContain("every row is impossible under these parameters, so no posterior is defined");
    const oneOfTwo = { ...ruledOut, cloudy: [null, "yes"], grass: ["wet", "dry"] };
    expect(await reportOf(oneOfTwo)).toContain("every discrete node is known in every possible row");
  });
});

test("colour changes nothing but the colour", async () => {
  const { inference } = orThrow(await tryInferCase(model, { grass: "wet" }, { mpe: true, joints: [["rain", "cloudy"]] }));
  const esc = String.fromCharCode(27);
  const options = { model: model.name, evidence: [["grass", "wet"]] as Pairs };
  const coloured = renderInferReport(inference, { ...options, colour: true });
  expect(coloured).toContain(esc);
  expect(coloured.replace(new RegExp(`${esc}\\[\\d+m`, "g"), "")).toBe(renderInferReport(inference, options));
});
