import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/api/model.ts";
import type { Reason, Theory } from "../../src/compare/theory.ts";
import { theoryOfModel } from "../../src/compare/theory-of-model.ts";
import { theoryOfNetwork } from "../../src/compare/theory-of-network.ts";

const row = (head: string, lines: readonly string[]): string => `${head}\nplate row {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const theoryOf = (text: string): Theory => {
  const { template } = parse(text);
  return template.kind === "model" ? theoryOfModel(template) : theoryOfNetwork(template);
};
const kinds = (theory: Theory): readonly Reason["kind"][] => theory.reasons.map(({ kind }) => kind);

/** Parents of each binary variable among those before it. */
const dags = fc
  .integer({ min: 1, max: 6 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, v) => fc.subarray([...Array(v).keys()]))) as fc.Arbitrary<number[][]>);

const generators = fc
  .integer({ min: 2, max: 6 })
  .chain((n) =>
    fc
      .array(fc.subarray([...Array(n).keys()], { minLength: 1, maxLength: Math.min(3, n) }), { minLength: 1, maxLength: 7 })
      .map((g) => ({ n, g })),
  );

const modelText = (parents: readonly (readonly number[])[]): string =>
  row(
    "model Random",
    parents.map((own, v) => `observed x${v} : {a, b} ~ Table(${own.map((u) => `x${u}`).join(", ")})`),
  );

const networkText = (n: number, scopes: readonly (readonly number[])[]): string =>
  row("network Random", [
    ...Array.from({ length: n }, (_, v) => `observed x${v} : {a, b}`),
    ...scopes.map((scope) => `factor table(${scope.map((v) => `x${v}`).join(", ")})`),
  ]);

/** Dimension of the log-linear model of binary variables: its terms are all subsets of scopes but the empty one. */
function termsOf(scopes: readonly (readonly number[])[]): number {
  const terms = new Set<string>();
  for (const scope of scopes) {
    for (let bits = 1; bits < 2 ** scope.length; bits++) terms.add(String(scope.filter((_, at) => (bits >> at) & 1).sort()));
  }
  return terms.size;
}

const tableCells = (families: Theory, n: number): number =>
  Array.from({ length: n }, (_, v) => 2 ** families.arcs.filter(([, child]) => child === `x${v}`).length).reduce((a, b) => a + b, 0);

describe("theory of a model", () => {
  test("the two forms are the same exactly where they have equally many free numbers", () => {
    let same = 0;
    fc.assert(
      fc.property(dags, (parents) => {
        const theory = theoryOf(modelText(parents));
        const undirected = termsOf(parents.map((own, v) => [...own, v]));
        const directed = tableCells(theory, parents.length);
        expect(undirected).toBeGreaterThanOrEqual(directed);
        expect(theory.contains).toBe(undirected === directed ? "neither" : "undirected");
        expect(kinds(theory).every((kind) => kind === "married-parents")).toBe(true);
        if (theory.contains === "neither") expect(theory.cycle).toBe(null);
        same += theory.contains === "neither" ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(same).toBeGreaterThan(30);
  });

  test("names the parents that are married, with the children that they share", () => {
    const theory = theoryOf(modelText([[], [], [0, 1], [0, 1]]));
    expect(theory.reasons).toEqual([{ kind: "married-parents", edge: ["x0", "x1"], children: ["x2", "x3"] }]);
    expect(theory.added).toEqual([["x0", "x1"]]);
  });

  test("finds the cycle of a moral graph that is not chordal", () => {
    const theory = theoryOf(modelText([[], [0], [1], [2], [3, 0]]));
    expect(theory.contains).toBe("undirected");
    expect(theory.cliques).toBe(null);
    expect(new Set(theory.cycle)).toEqual(new Set(["x0", "x1", "x2", "x3"]));
  });

  test("counts parents that are given as joined", () => {
    const given = ["given a, b : {n, y}"];
    expect(theoryOf(row("model G", [...given, "observed c : {n, y} ~ Table(a, b)"])).contains).toBe("neither");
    const mixed = theoryOf(row("model G", [...given, "observed d : {n, y} ~ Table(a)", "observed c : {n, y} ~ Table(d, b)"]));
    expect(mixed.reasons).toEqual([{ kind: "married-parents", edge: ["b", "d"], children: ["c"] }]);
  });

  test.for([
    ["a fixed table", "observed a : {n, y} ~ Table(value = [0.5, 0.5])", [{ kind: "limited-law", nodes: ["a"], how: "fixed" }]],
    ["a prior", "observed a : {n, y} ~ Table(prior = Dirichlet(2))", [{ kind: "limited-law", nodes: ["a"], how: "prior" }]],
    ["a formula", "observed a : {n, y} ~ Bernoulli(sigmoid(w))", [{ kind: "limited-law", nodes: ["a"], how: "formula" }]],
    ["a table of its own", "observed a : {n, y} ~ Bernoulli(p)", []],
  ] as const)("knows a law that is %s", ([, line, reasons]) => {
    const used =
      line.includes("(w)") || line.includes("sigmoid") ? "param w : real\n" : line.includes("(p)") ? "param p : probability\n" : "";
    const text = row("model L", [line]).replace("plate row", `${used}plate row`);
    expect(theoryOf(text).reasons).toEqual(reasons);
  });

  test("knows parameters that laws share", () => {
    const text = row("model S", ["observed a : {n, y} ~ Categorical(p)", "observed b : {n, y} ~ Categorical(p)"]);
    const theory = theoryOf(text.replace("plate row", "param p : simplex(2)\nplate row"));
    expect(theory.reasons).toEqual([{ kind: "shared-parameter", param: "p", nodes: ["a", "b"] }]);
  });

  test("leaves that share a table on the same parents change nothing; a tied table along a line does", () => {
    const leaves = row("model T", ["observed c : {n, y} ~ Table()", 'plate j in 3 { observed x : {n, y} ~ Table(c) from "x{j}" }']);
    expect(theoryOf(leaves).contains).toBe("neither");
    const hung = row("model T", ['plate j in 3 { observed x : {n, y} ~ Table() from "x{j}" }', "observed c : {n, y} ~ Table(x[0], x[1])"]);
    expect(kinds(theoryOf(hung))).toEqual(["married-parents", "tied"]);
  });

  test("chains and inner plates tie what they repeat", () => {
    const chain = "model C\nchain t {\n  initial z : {a, b} ~ Table()\n  observed z : {a, b} ~ Table(prev z)\n}\n";
    expect(theoryOf(chain).reasons).toEqual([{ kind: "chain", plate: "t" }]);
    expect(theoryOf(chain).arcs).toEqual([["prev z", "z"]]);
    const inner = "model I\nplate g by g {\n  latent c : {a, b} ~ Table()\n  plate r { observed x : {a, b} ~ Table(c) }\n}\n";
    expect(theoryOf(inner).reasons).toEqual([{ kind: "repeated", plate: "r" }]);
  });
});

describe("theory of a network", () => {
  test("it has a directed form of its own exactly where the two have equally many free numbers", () => {
    let same = 0;
    fc.assert(
      fc.property(generators, ({ n, g }) => {
        const theory = theoryOf(networkText(n, [...g, ...Array.from({ length: n }, (_, v) => [v])]));
        const undirected = termsOf([...g, ...Array.from({ length: n }, (_, v) => [v])]);
        const directed = tableCells(theory, n);
        expect(directed).toBeGreaterThanOrEqual(undirected);
        expect(theory.contains).toBe(undirected === directed ? "neither" : "directed");
        same += theory.contains === "neither" ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(same).toBeGreaterThan(30);
  });

  test("names the four-cycle and the edge that fills it", () => {
    const { cycle, reasons, contains } = theoryOf(
      networkText(4, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
      ]),
    );
    expect(contains).toBe("directed");
    expect(new Set(cycle)).toEqual(new Set(["x0", "x1", "x2", "x3"]));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ kind: "chordless-cycle", added: [expect.anything()] });
  });

  test("a triangle without its full table is chordal, but not graphical", () => {
    const theory = theoryOf(
      networkText(3, [
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    );
    expect(theory.reasons).toEqual([{ kind: "clique-without-factor", clique: ["x0", "x1", "x2"] }]);
  });

  test("a feature is no table, and a tied one serves several cliques", () => {
    const lines = ["observed a : {-1, 1}", "observed b : {-1, 1}", "factor table(a)", "factor table(b)"];
    const feature = row("network F", [...lines, "factor J * a * b"]).replace("plate row", "param J : real\nplate row");
    expect(theoryOf(feature).reasons).toEqual([{ kind: "clique-of-feature", clique: ["a", "b"], factor: "J * a * b" }]);
    const tied = row("network T", ['plate j in 3 { observed x : {a, b} from "x{j}" }', "factor table(x[j], x[j+1]) for j in 2"]);
    expect(theoryOf(tied).reasons).toEqual([{ kind: "tied", what: "factor", name: "table(x[j], x[j+1])", instances: 2 }]);
  });
});
