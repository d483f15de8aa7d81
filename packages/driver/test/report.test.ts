import { describe, expect, test } from "vitest";
import { printJson, type ReportCommand, type ReportOptions, renderFitReport, renderScoreReport } from "../src/report/index.ts";
import { expectGolden } from "./golden.ts";
import * as samples from "./report-samples.ts";

const command: ReportCommand = { words: ["fit", "model.pgm", "--data", "rows.csv"], model: "model.pgm", out: null, sizes: { K: 2 } };
const options: ReportOptions = { data: "rows.csv", command };
const esc = String.fromCharCode(27);
const codes = new RegExp(`${esc}\\[\\d+m`, "g");

describe("the report of a fit", () => {
  for (const [name, result] of Object.entries(samples)) {
    test.each([100, 60])(`${name} reads as agreed at %i columns`, (width) => {
      expectGolden(`report-${name}-${width}.txt`, renderFitReport(result, { ...options, width }));
    });

    test(`${name}: colour changes nothing but the colour`, () => {
      const coloured = renderFitReport(result, { ...options, colour: true });
      expect(coloured).toContain(esc);
      expect(coloured.replace(codes, "")).toBe(renderFitReport(result, options));
    });

    test(`${name}: no line has trailing blanks, and tables keep to the width`, () => {
      const lines = renderFitReport(result, { ...options, width: 80 }).split("\n");
      expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
      expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    });
  }

  test("without what the model says of its axes, shapes are guessed from the values", () => {
    const { domains: _, ...bare } = samples.faithful;
    expect(renderFitReport(bare, options)).toBe(renderFitReport(samples.faithful, options));
  });

  test("what has a prior is a maximum a posteriori, not one of the likelihood", () => {
    const { faithful } = samples;
    const text = renderFitReport({ ...faithful, logLikTrace: faithful.trace }, options);
    expect(text.split("\n")[0]).toContain("rows: EM to the maximum a posteriori, converged");
    expect(renderFitReport(faithful, options)).not.toContain("posteriori");
  });

  test("parameters of different sizes or names do not share a table", () => {
    const { heights } = samples;
    const other = { ...heights, axes: { ...heights.axes, sd: [{ name: "Age", size: 2, labels: ["young", "old"] }] } };
    const text = renderFitReport(other, options);
    expect(text).toContain("share, mean  by Sex");
    expect(text).toMatch(/\nsd {2}by Age\n {2}Age +sd\n/);
  });
});

describe("what to do next", () => {
  const next = (changes: Partial<ReportCommand>, result = samples.clusters): string[] =>
    renderFitReport(result, { command: { ...command, ...changes }, width: 200 })
      .split("\nnext\n")[1]!
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^.*?(pgm (?:fit|score) )/, "$1"));

  test("options that were given are replaced, the others kept", () => {
    const words = ["fit", "m.pgm", "--max-iter=4", "--set", "K=3", "--data", "a b.csv"];
    expect(next({ words, sizes: { K: 3 } })).toEqual([
      "pgm fit m.pgm --set K=3 --data 'a b.csv' --max-iter 40",
      "pgm fit m.pgm --max-iter=4 --set K=3 --data 'a b.csv' --out fit.json",
      "pgm fit m.pgm --max-iter=4 --set K=3 --data 'a b.csv' --restarts 10",
      "pgm fit m.pgm --max-iter=4 --data 'a b.csv' --set K=4",
    ]);
  });

  test("a result that was kept can be scored, and need not be kept again", () => {
    expect(next({ out: "fit.json" }, samples.heights)).toEqual(["pgm score model.pgm --params fit.json --data NEW.csv"]);
  });

  test("an interrupted fit that was kept can go on", () => {
    const interrupted = { ...samples.clusters, status: "interrupted" as const };
    expect(next({ out: "fit.json", words: ["fit", "model.pgm", "--out", "fit.json"], sizes: {} }, interrupted)).toEqual([
      "pgm fit model.pgm --out fit.json --init fit.json",
      "pgm fit model.pgm --out fit.json --restarts 10",
      "pgm score model.pgm --params fit.json --data NEW.csv",
    ]);
  });

  test("more runs are not advised to who chose their number or their start", () => {
    for (const given of ["--init=start.json", "--restarts"]) {
      expect(next({ words: ["fit", "model.pgm", given, "3"] }).filter((line) => line.includes("--restarts 10"))).toEqual([]);
    }
  });

  test("more runs are not advised where every parameter has a starting value", () => {
    const started = { ...samples.clusters, runs: samples.clusters.runs.map((run) => ({ ...run, start: "init" })).slice(0, 1) };
    expect(next({}, started).filter((line) => line.includes("--restarts"))).toEqual([]);
  });

  test("fewer components are advised where one had too little data", () => {
    const finding = { code: "component-emptied", severity: "note", message: "" } as const;
    const starved = { ...samples.clusters, diagnostics: [finding] };
    expect(next({ words: ["fit", "m.pgm"], sizes: { K: 3 } }, starved)).toContain("pgm fit m.pgm --set K=2");
    expect(next({ words: ["fit", "m.pgm"], sizes: { K: 1 } }, starved).filter((line) => line.includes("--set"))).toEqual([]);
  });

  test("more runs are not advised where nothing is free", () => {
    const known = { ...samples.clusters, freeParameters: 0 };
    expect(next({}, known).filter((line) => line.includes("--restarts"))).toEqual([]);
    expect(next({}).filter((line) => line.includes("--restarts"))).toHaveLength(1);
  });

  test("nothing to try means no heading", () => {
    expect(renderFitReport(samples.heights, { data: "rows.csv" })).not.toContain("next");
  });
});

describe("the report of a score", () => {
  const rows = [-3, -1.5, -40.25, -2, -2.5, -2.25, -9].map((logLik, row) => ({ row, logLik }));

  test("gives the total and the least likely rows, counted from 1", () => {
    const result = { schema: "platewise/score@1", logLik: -60.5, exact: true, rows } as const;
    expectGolden("report-score.txt", renderScoreReport(result, { model: "Heights", data: "new.csv" }));
  });

  test("an impossible row makes the total minus infinity", () => {
    const result = { schema: "platewise/score@1", logLik: null, exact: true, rows: rows.slice(0, 2) } as const;
    expect(renderScoreReport(result, { model: "Heights" })).toContain("log-likelihood  -inf");
  });
});

describe("JSON that people read", () => {
  test("is the same document as JSON.stringify gives", () => {
    for (const result of Object.values(samples)) {
      expect(JSON.parse(printJson(result))).toEqual(JSON.parse(JSON.stringify(result)));
    }
  });

  test("keeps the rows of a matrix on one line and writes null for what JSON does not know", () => {
    expect(
      printJson({
        a: [
          [1, 2],
          [3, Number.NaN],
        ],
        b: [],
        c: {},
        d: undefined,
      }),
    ).toBe('{\n  "a": [[1, 2], [3, null]],\n  "b": [],\n  "c": {}\n}');
  });

  test("breaks long lists into lines of bounded length", () => {
    const lines = printJson({ trace: Array.from({ length: 1000 }, (_, i) => i / 7) }).split("\n");
    expect(lines.length).toBeGreaterThan(50);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
