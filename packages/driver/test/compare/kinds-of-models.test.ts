import { createRandom } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/api/compare.ts";
import { parse } from "../../src/api/model.ts";
import type { CompareOptions, CompareResult } from "../../src/compare/compare-result.ts";

type Row = Readonly<Record<string, string | number>>;

/** Rows in which every column leans on the one before it. */
function rowsOf(columns: Readonly<Record<string, readonly (string | number)[]>>, count: number): readonly Row[] {
  const random = createRandom(11);
  return Array.from({ length: count }, () => {
    let last = random.integer(6);
    return Object.fromEntries(
      Object.entries(columns).map(([name, labels]) => {
        if (random.next() < 0.5) last = random.integer(6);
        return [name, labels[last % labels.length] as string | number];
      }),
    );
  });
}

const compared = (text: string, rows: readonly Row[], options: CompareOptions = {}): Promise<CompareResult> =>
  compare(parse(text), rows as never, options);

const checked = ({ assertions }: CompareResult): readonly string[] => assertions.map(({ what }) => what);

describe("kinds of models", () => {
  test("tables that leaves share, and tables of a plate's members", async () => {
    const text = `model Tied
param p[2, 2] : simplex(3)
plate row {
  observed c : {n, y} ~ Table()
  plate j in 3 { observed x : {n, y} ~ Table(c) from "x{j}" }
  plate i in 2 { observed y : {l, m, h} ~ Categorical(p[i, c]) from "y{i}" }
}
`;
    const two = ["n", "y"];
    const three = ["l", "m", "h"];
    const result = await compared(text, rowsOf({ c: two, x0: two, x1: two, x2: two, y0: three, y1: three }, 80));
    expect(result.theory.contains).toBe("neither");
    expect(checked(result)).toEqual(["same-log-likelihood", "same-joint", "moments-match", "only-own-rows-move"]);
    expect(result.directed.fit.freeParameters).toBe(1 + 2 + 8);
  });

  test("what is given is not modelled in either form", async () => {
    const lines = (law: string): string =>
      `model Given\nplate row {\n  given dose : {low, high}\n  given age : {young, old}\n  observed ill : {n, y} ~ Table(dose)\n  observed well : {n, y} ~ ${law}\n}\n`;
    const rows = rowsOf({ dose: ["low", "high"], age: ["young", "old"], ill: ["n", "y"], well: ["y", "n"] }, 60);
    const same = await compared(lines("Table(ill, dose)"), rows);
    expect([same.theory.contains, same.directed.fit.freeParameters, same.undirected.fit.freeParameters]).toEqual(["neither", 6, 6]);
    expect(checked(same)).toContain("same-joint");
    const larger = await compared(lines("Table(ill, age)"), rows);
    expect(larger.theory.reasons).toEqual([{ kind: "married-parents", edge: ["age", "ill"], children: ["well"] }]);
    expect(checked(larger)).toContain("larger-fits-better");
  });

  test("labels of the data, truth values as they are written, weights, and a formula", async () => {
    const text = `model Formula
type Word
param a, b : real
param q[2] : simplex(Word)
plate row weighted by n {
  observed ill ~ Bernoulli(0.5)
  observed word : Word ~ Categorical(q[ill])
}
`;
    const rows = rowsOf({ ill: ["FALSE", "TRUE"], word: ["x", "y z", "w"], n: [1, 2, 3] }, 30);
    const result = await compared(text.replace("param a, b : real\n", ""), rows);
    expect(result.theory.reasons).toEqual([{ kind: "limited-law", nodes: ["ill"], how: "fixed" }]);
    expect(result.undirected.text).toContain("observed ill : {FALSE, TRUE}");
    expect(checked(result)).toEqual(["larger-fits-better", "moments-match"]);
    expect(result.divergence?.states).toBe(6);
  });

  test("a grid of a network beside tables of its own, with a node that is not observed", async () => {
    const text = `network Grid
param J : real
plate sample {
  plate r in 2 { plate c in 2 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  observed t : {n, y}
  factor J * s[r, c] * s[r+1, c] for r in 1, c in 2
  factor J * s[r, c] * s[r, c+1] for r in 2, c in 1
  factor table(s[0, 0], t)
}
`;
    const rows = rowsOf({ x00: [-1, 1], x01: [-1, 1], x10: [-1, 1], x11: [-1, 1], t: ["n", "y"] }, 60);
    const result = await compared(text, rows);
    expect(result.theory.contains).toBe("directed");
    expect(result.theory.reasons.map(({ kind }) => kind)).toEqual(["chordless-cycle", "clique-of-feature", "clique-of-feature"]);
    expect(checked(result)).toEqual(["larger-fits-better", "moments-match"]);
    expect(result.families.map(({ child }) => child)).toContain("s[1,1]");
    const hidden = await compared(text, rows, { latent: ["s"], maxIterations: 50 });
    expect(hidden.latent).toEqual(["s"]);
    expect(hidden.divergence?.states).toBe(2);
  });

  test("a chain, and sequences in groups, are set side by side without a promise that they agree", async () => {
    const text = `model Chain
plate s by seq {
  chain t {
    initial z : {a, b} ~ Table()
    observed z ~ Table(prev z)
    observed y : {u, v} ~ Table(z)
  }
}
`;
    const rows = rowsOf({ z: ["a", "b"], y: ["u", "v"] }, 60).map((row, i) => ({ seq: Math.floor(i / 6), ...row }));
    const result = await compared(text, rows);
    expect(result.theory.reasons).toEqual([{ kind: "chain", plate: "t" }]);
    expect(checked(result)).toEqual(["larger-fits-better", "moments-match"]);
    expect([result.coupling, result.divergence?.how, result.families]).toEqual([null, "data", []]);
  });

  test("a start and another row", async () => {
    const text =
      "model M\nplate r {\n  latent z : {a, b} ~ Table()\n  observed x : {n, y} ~ Table(z)\n  observed y : {n, y} ~ Table(z)\n}\n";
    const init = {
      z: [0.6, 0.4],
      x: [
        [0.8, 0.2],
        [0.3, 0.7],
      ],
      y: [
        [0.7, 0.3],
        [0.1, 0.9],
      ],
    };
    const result = await compared(text, rowsOf({ x: ["n", "y"], y: ["n", "y"] }, 40), { init, row: 3, maxIterations: 0 });
    expect([result.directed.fit.iterations, result.undirected.fit.iterations]).toEqual([0, 0]);
    expect(result.undirected.fit.logLik).toBeCloseTo(result.directed.fit.logLik, 9);
    expect(result.divergence?.totalVariation).toBeLessThan(1e-12);
    expect(result.assertions).toEqual([]);
    expect(result.coupling?.row).toBe(3);
  });
});
