import { orThrow, parse, toDataTable, tryCheckData } from "platewise";
import { describe, expect, it } from "vitest";
import { gradientByStages } from "../src/gradient-by-stages.ts";
import { corpusCsv, makeTaggingCorpus } from "../src/tagging-corpus.ts";
import { crf } from "../src/tasks/crf.ts";
import { ctable, saturatedLogLik } from "../src/tasks/ctable.ts";
import { gridEdges, potts, pottsGrad } from "../src/tasks/potts.ts";

describe("the Potts grid", () => {
  it("joins every site to those beside and below it", () => {
    expect(gridEdges(2, 3)).toEqual([
      [0, 1],
      [0, 3],
      [1, 2],
      [1, 4],
      [2, 5],
      [3, 4],
      [4, 5],
    ]);
    expect(gridEdges(4, 12).length).toBe(4 * 11 + 3 * 12);
  });

  it("is a network with a table for each site and each pair of neighbours, all of which have log-potentials", () => {
    const { template } = parse(potts.text);
    expect(template.nodes.length).toBe(48);
    expect(template.params.map(({ name }) => name).sort()).toEqual(Object.keys(pottsGrad.parameters).sort());
  });

  it("has the log Z of a chain of the same factors, summed by hand", async () => {
    const text = "network Pair\nplate row {\n  observed a : {0, 1}\n  observed b : {0, 1, 2}\n  factor table(a)\n  factor table(a, b)\n}\n";
    const parameters = { "table(a)": [0.3, -0.2], "table(a,b)": [0.1, 0.5, -1, 2, 0, 0.25] };
    const { logZ } = await gradientByStages({ kind: "gradient", name: "pair", text, parameters, repetitions: 3 });
    const logs = [0.1 + 0.3, 0.5 + 0.3, -1 + 0.3, 2 - 0.2, 0 - 0.2, 0.25 - 0.2];
    expect(logZ).toBeCloseTo(Math.log(logs.reduce((sum, x) => sum + Math.exp(x), 0)), 12);
  });
});

describe("the contingency table", () => {
  it("has all two-way interactions", () => {
    const { template } = parse(ctable.text);
    expect(template.factors.map((factor) => (factor.kind === "table" ? factor.text : ""))).toHaveLength(10);
    expect(template.plates[0]?.weightedBy).toBe("n");
  });

  it("has a saturated model that counts cells", () => {
    expect(saturatedLogLik("a,n\n0,3\n1,0\n2,1\n")).toBeCloseTo(3 * Math.log(3 / 4) + Math.log(1 / 4), 12);
  });
});

describe("the tagger", () => {
  it("reads the corpus: every attribute has a type whose labels are the data's", () => {
    const csv = corpusCsv(makeTaggingCorpus(1).slice(0, 400));
    const bound = orThrow(tryCheckData(parse(crf.text), orThrow(toDataTable(csv))));
    expect(bound.plates.map(({ instances }) => instances)).toContain(400);
    const words = bound.model.types.find(({ name }) => name === "Word")?.labels ?? [];
    expect(words.length).toBeGreaterThan(100);
  });
});
