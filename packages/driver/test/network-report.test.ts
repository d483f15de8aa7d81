import { describe, expect, test } from "vitest";
import { printJson, type ReportCommand, type ReportOptions, renderFitReport, renderScoreReport } from "../src/report/index.ts";
import { expectGolden } from "./golden.ts";
import * as samples from "./network-report-samples.ts";

const command: ReportCommand = { words: ["fit", "ship.pgm", "--data", "ship.csv"], model: "ship.pgm", out: null, sizes: {} };
const options: ReportOptions = { data: "ship.csv", command };
const esc = String.fromCharCode(27);
const codes = new RegExp(`${esc}\\[\\d+m`, "g");

describe.each(Object.entries(samples))("the report of a network's fit, %s", (name, result) => {
  test.each([100, 60])("reads as agreed at %i columns", (width) => {
    expectGolden(`report-network-${name}-${width}.txt`, renderFitReport(result, { ...options, width }));
  });

  test("colour changes nothing but the colour", () => {
    const coloured = renderFitReport(result, { ...options, colour: true });
    expect(coloured).toContain(esc);
    expect(coloured.replace(codes, "")).toBe(renderFitReport(result, options));
  });

  test.each([100, 80, 60])("no line has trailing blanks or more than %i characters", (width) => {
    const lines = renderFitReport(result, { ...options, width }).split("\n");
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
  });

  test("what was read from its JSON reads the same", () => {
    const json = printJson(result);
    expect(json).not.toMatch(/\bNaN\b|\bInfinity\b/);
    expect(renderFitReport(JSON.parse(json), options).replace(/X² \S+/, "X²")).toBe(
      renderFitReport(result, options).replace(/X² \S+/, "X²"),
    );
  });
});

describe("the certificate of a network's fit", () => {
  const moments = (result: typeof samples.ship, width = 100): string =>
    renderFitReport(result, { width })
      .split("\n\n")
      .find((section) => section.startsWith("moments")) as string;

  test("lists learned features only, all of them where they are few", () => {
    expect(moments(samples.ship).match(/^ {2}table/gm)).toHaveLength(12);
    expect(moments(samples.ship)).not.toContain("tie");
  });

  test("lists the ten largest gaps of many, largest first", () => {
    const gaps = [...moments(samples.penalised).matchAll(/ (\S+)$/gm)].map(([, gap]) => Math.abs(Number(gap))).filter((gap) => gap > 0);
    expect(gaps).toHaveLength(10);
    expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
  });

  test("names the feature with the largest gap, whole, however narrow the terminal is", () => {
    const sentence = moments(samples.ship, 40).split("largest gap")[1]?.replace(/\s+/g, " ");
    expect(sentence).toBe(" 1.5e-8, of table(Class,Age)[3rd][Adult]: at the maximum of the likelihood there is no gap.");
  });

  test("says that a prior keeps the moments apart", () => {
    const { ship } = samples;
    const map = { ...ship, network: { ...(ship.network as NonNullable<typeof ship.network>), priors: true as const } };
    expect(moments(map, 120)).toContain("the priors keep the model's means from those of the data");
    expect(renderFitReport(map)).toContain("penalised maximum likelihood by the gradient (L-BFGS)");
  });
});

test("after a fit that was kept come queries and scores, and more runs only where they can help", () => {
  const next = (result: typeof samples.ship, out: string | null): string =>
    renderFitReport(result, { ...options, width: 120, command: { ...command, out } }).split("\nnext\n")[1] ?? "";
  expect(next(samples.ship, "fit.json")).toContain("pgm infer ship.pgm --params fit.json --evidence NAME=LABEL");
  expect(next(samples.ship, "fit.json")).toContain("pgm score ship.pgm --params fit.json --data NEW.csv");
  expect(next(samples.ship, null)).toContain("pgm compare ship.pgm --data ship.csv");
  expect(next(samples.ship, null)).not.toContain("--restarts");
  expect(next(samples.sampled, null)).toContain("--restarts 10");
  expect(next(samples.sampled, "fit.json")).not.toContain("pgm infer");
  expect(next(samples.sampled, "fit.json")).toContain("pgm score");
});

test("a score says log Z, and how far it may be off where it is estimated", () => {
  const score = { schema: "platewise/score@1", logLik: -20, exact: true, rows: [{ row: 0, logLik: -20 }], logZ: 12.5 } as const;
  expect(renderScoreReport(score, { model: "Grid" })).toContain("\n  log Z           12.50000  (mean over the rows)\n");
  const estimated = renderScoreReport({ ...score, exact: false, logZError: 0.0123 }, { model: "Grid" });
  expect(estimated).toContain("\n  log Z           12.500 ± 0.012  (by annealed importance sampling)\n");
  expect(estimated).not.toContain("a bound");
});
