import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "../../src/api/compare.ts";
import { parse } from "../../src/api/model.ts";
import type { CompareResult } from "../../src/compare/compare-result.ts";
import { drawComparison, printJson, renderCompareReport } from "../../src/report/index.ts";
import { expectGolden } from "../golden.ts";

const example = (name: string): string => readFileSync(new URL(`../../../../examples/titanic/${name}`, import.meta.url), "utf8");

/** What depends on how an optimiser gets to its end, and not on where that is, put out of the text. */
const settled = (text: string): string =>
  text.replace(/\d\.\de-\d+/g, "(tiny)").replace(/^( {2}(?:iterations|expectations taken) +\d+) +\d+$/gm, "$1  (some)");

const network = `network Titanic
plate passenger weighted by count {
  observed Class : {"1st", "2nd", "3rd", Crew}
  observed Sex : {Male, Female}
  observed Age : {Child, Adult}
  observed Survived : {No, Yes}
  factor table(Class, Sex)
  factor table(Class, Survived)
  factor table(Sex, Age)
  factor table(Age, Survived)
}
`;

describe("the Titanic, directed beside undirected", () => {
  const results = new Map<string, CompareResult>();
  beforeAll(async () => {
    results.set("model", await compare(parse(example("model.pgm")), example("titanic.csv")));
    results.set("network", await compare(parse(network), example("titanic.csv")));
  }, 60_000);
  const resultOf = (name: string): CompareResult => results.get(name) as CompareResult;

  test("the model's largest log-likelihoods and degrees of freedom", () => {
    const { directed, undirected, theory, divergence, rows } = resultOf("model");
    expect([directed.fit.freeParameters, undirected.fit.freeParameters]).toEqual([27, 31]);
    expect(directed.fit.logLik).toBeCloseTo(-5156.903381, 6);
    // The undirected form is saturated: Σ n log(n / N).
    const counts = example("titanic.csv")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",").at(-1)));
    const saturated = counts.reduce((sum, n) => sum + (n > 0 ? n * Math.log(n / rows) : 0), 0);
    expect(undirected.fit.logLik).toBeCloseTo(saturated, 6);
    expect(theory.reasons).toEqual([{ kind: "married-parents", edge: ["Sex", "Age"], children: ["Survived"] }]);
    expect(divergence?.fromUndirected).toBeCloseTo((saturated - directed.fit.logLik) / rows, 8);
  });

  test("one datum moves its own rows of the conditional tables, and all of the potentials", () => {
    const { coupling } = resultOf("model");
    expect(coupling?.directed.map(({ param, rows }) => [param, rows?.moved])).toEqual([
      ["Class", 1],
      ["Sex", 1],
      ["Age", 1],
      ["Survived", 1],
    ]);
    for (const { moved, of } of coupling?.undirected ?? []) expect(moved).toBe(of);
    // Counting: one more of 325 + 1 in the first class, and so on down.
    expect(coupling?.datum).toEqual({ Class: "3rd", Sex: "Male", Age: "Child", Survived: "No" });
    expect(coupling?.directed[0]?.largest).toBeCloseTo(707 / 2202 - 706 / 2201, 12);
  });

  test.for(["model", "network"])("the report of the %s", (name) => {
    expectGolden(`compare-titanic-${name}.txt`, settled(renderCompareReport(resultOf(name), { data: "titanic.csv" })));
  });

  test.for(["model", "network"])("the picture of the %s", (name) => {
    const { theory } = resultOf(name);
    const picture = drawComparison(resultOf(name));
    expectGolden(`compare-titanic-${name}.svg`, picture);
    expect(picture.match(/<line /g)).toHaveLength(theory.arcs.length + theory.edges.length);
    expect(picture.match(/#d64545" stroke-width/g)).toHaveLength(theory.added.length);
  });

  test("the document can be read back", () => {
    const result = resultOf("model");
    const document = JSON.parse(printJson(result)) as CompareResult;
    expect(document.schema).toBe("platewise/compare@1");
    expect(document.theory).toEqual(result.theory);
    expect(document.families).toHaveLength(4);
    expect(document.families[3]?.potential?.param).toBe("table(Survived,Class,Sex,Age)");
    expect(document.undirected.fit.schema).toBe("platewise/fit@1");
  });

  test("narrow terminals get no line that is too long", () => {
    for (const line of renderCompareReport(resultOf("model"), { width: 60 }).split("\n")) expect([...line].length).toBeLessThanOrEqual(73);
  });
});
