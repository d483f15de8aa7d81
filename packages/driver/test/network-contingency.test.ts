import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fit, type NetworkMethod, parse, score, tryFit } from "../src/index.ts";

const titanic = readFileSync(new URL("../../../examples/titanic/titanic.csv", import.meta.url), "utf8");

/** A network over a contingency table with a column `n` of counts. */
const network = (nodes: readonly string[], factors: readonly string[], extra = ""): string =>
  ["network Table", extra, "plate cell weighted by n {", ...nodes, ...factors.map((factor) => `  factor ${factor}`), "}", ""].join("\n");

/** Every combination of states of variables with these sizes, the last one fastest. */
function everyState(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (states, size) => states.flatMap((state) => Array.from({ length: size }, (_, k) => [...state, k])),
    [[]],
  );
}

const letters = ["a", "b", "c", "d"];

interface Case {
  readonly sizes: readonly number[];
  readonly tables: readonly (readonly number[])[];
  readonly counts: readonly number[];
}

const cases = fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 2, maxLength: 4 }).chain((sizes): fc.Arbitrary<Case> => {
  const cells = sizes.reduce((a, b) => a * b, 1);
  const places = fc.subarray(
    sizes.map((_, v) => v),
    { minLength: 1, maxLength: Math.min(3, sizes.length) },
  );
  return fc.record({
    sizes: fc.constant(sizes),
    tables: fc.uniqueArray(places, { minLength: 1, maxLength: 3, selector: (table) => table.join() }),
    counts: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: cells, maxLength: cells }),
  });
});

function textOf({ sizes, tables }: Case): string {
  const nodes = sizes.map(
    (size, v) => `  observed ${letters[v]} : {${Array.from({ length: size }, (_, k) => `${letters[v]}${k}`).join(", ")}}`,
  );
  return network(
    nodes,
    tables.map((table) => `table(${table.map((v) => letters[v]).join(", ")})`),
  );
}

function csvOf({ sizes, counts }: Case): string {
  const names = sizes.map((_, v) => letters[v] as string);
  const rows = everyState(sizes).map((state, at) => [...state.map((k, v) => `${names[v]}${k}`), counts[at]].join(","));
  return `${[[...names, "n"].join(","), ...rows].join("\n")}\n`;
}

describe("a network's fit against the saturated model", () => {
  test("has the G² and X² that the probabilities of all cells give, and so many degrees of freedom", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const model = parse(textOf(one));
        const csv = csvOf(one);
        const fitted = await fit(model, csv);
        const { rows } = await score(model, csv, { params: fitted });
        const total = one.counts.reduce((a, b) => a + b, 0);
        const expected = rows.map(({ logLik }) => total * Math.exp(logLik as number));
        // G² is also twice what the saturated model's log-likelihood has more.
        const saturated = one.counts.reduce((sum, n) => sum + n * Math.log(n / total), 0);
        const pearson = one.counts.reduce((sum, n, at) => sum + (n - (expected[at] as number)) ** 2 / (expected[at] as number), 0);
        expect(fitted.network?.deviance).toBeCloseTo(2 * (saturated - fitted.logLik), 6);
        expect(fitted.network?.pearson).toBeCloseTo(pearson, 6);
        expect(fitted.network?.cells).toBe(one.counts.length);
        expect(fitted.network?.df).toBe(one.counts.length - 1 - fitted.freeParameters);
      }),
      { numRuns: 40 },
    );
  });

  const pairs = ["Class, Sex", "Class, Age", "Class, Survived", "Sex, Age", "Sex, Survived", "Age, Survived"];
  const titanicText = [
    "network Titanic",
    "plate passenger weighted by count {",
    '  observed Class : {"1st", "2nd", "3rd", Crew}',
    "  observed Sex : {Male, Female}",
    "  observed Age : {Child, Adult}",
    "  observed Survived : {No, Yes}",
    ...pairs.map((pair) => `  factor table(${pair})`),
    "}",
  ].join("\n");

  test.each(["gradient", "newton", "ipf"] satisfies NetworkMethod[])("is that of R's loglin on the Titanic by %s", async (method) => {
    const { network: summary } = await fit(parse(titanicText), titanic, { method });
    expect(summary?.deviance).toBeCloseTo(116.588033, 4);
    expect(summary?.pearson).toBeCloseTo(109.646249, 4);
    expect(summary?.df).toBe(13);
  });

  test("names by labels what lies at minus infinity, and the feature with the largest gap", async () => {
    const { network: summary } = await fit(parse(titanicText), titanic, { maxIterations: 3 });
    expect(summary?.atMinusInfinity).toEqual(["table(Class,Age)[Crew][Child]"]);
    const { moments } = summary as NonNullable<typeof summary>;
    const [, table, first, second] = /^(table\(.*\))\[(.*)\]\[(.*)\]$/.exec(moments?.worst ?? "") as RegExpExecArray;
    const states: Readonly<Record<string, readonly string[]>> = {
      Class: ["1st", "2nd", "3rd", "Crew"],
      Sex: ["Male", "Female"],
      Age: ["Child", "Adult"],
      Survived: ["No", "Yes"],
    };
    const [a, b] = (table ?? "").slice("table(".length, -1).split(",");
    const at = (means: unknown): number =>
      (means as Record<string, number[][]>)[table ?? ""]?.[states[a ?? ""]?.indexOf(first ?? "") ?? -1]?.[
        states[b ?? ""]?.indexOf(second ?? "") ?? -1
      ] as number;
    expect(Math.abs(at(moments?.model) - at(moments?.empirical))).toBe(moments?.largestGap);
  });
});

describe("there is no deviance", () => {
  const two = ["  observed a : {no, yes}", "  observed b : {no, yes}"];
  const rows = "a,b,n\nno,no,3\nno,yes,1\nyes,no,2\nyes,yes,4\n";

  test.each([
    ["with an empty cell", network(two, ["table(a, b)"]), `${rows}no,,2\n`],
    ["with a latent node", network([...two, "  latent c : {0, 1}"], ["table(a, c)", "table(b, c)"]), rows],
    ["with a given node", network(["  given a : {no, yes}", "  observed b : {no, yes}"], ["table(a, b)"]), rows],
    [
      "with more than a million joint states",
      network([], ["table(s[i]) for i in 20"], "").replace("{\n", '{\n  plate i in 20 { observed s[i] : {no, yes} from "s{i}" }\n'),
      wide(),
    ],
  ])("%s", async (_, text, csv) => {
    const { network: summary } = await fit(parse(text), csv, { maxIterations: 5 });
    expect(summary?.deviance).toBeUndefined();
    expect(summary?.df).toBeUndefined();
  });

  function wide(): string {
    const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
    return `${names.join(",")},n\n${names.map(() => "no").join(",")},2\n${names.map(() => "yes").join(",")},3\n`;
  }
});

test("a cell that occurs where the parameters make it impossible is refused, and has no deviance", async () => {
  const text = network(["  observed a : {no, yes}"], ["table(a)"]);
  const found = await tryFit(parse(text), "a,n\nno,3\nyes,1\n", { init: { "table(a)": [0, null] }, maxIterations: 0 });
  expect(found.diagnostics.map(({ code }) => code)).toEqual(["impossible-row"]);
});
