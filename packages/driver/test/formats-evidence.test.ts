import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inferCase, modelOfNetwork, parse, readNetwork, tryReadEvidence } from "../src/index.ts";
import { networkFile } from "./support/network-files.ts";

const dog = modelOfNetwork(readNetwork(networkFile("dog.uai")), { name: "dog" });

const read = (text: string, model = dog.model) => {
  const result = tryReadEvidence({ name: "case.evid", text }, model);
  return result.ok ? result.value : result.diagnostics.map(({ code, text: at }) => [code, at?.span.start]);
};

describe("UAI evidence", () => {
  test("numbers the nodes of a model and their states", () => {
    expect(read("2 1 0 4 1")).toEqual([
      ["x1", "0"],
      ["x4", "1"],
    ]);
    expect(read("1\n2 1 0 4 1\n")).toEqual(read("2 1 0 4 1"));
    expect(read("0")).toEqual([]);
    expect(read("1\n0")).toEqual([]);
    expect(read("1 2 1 # the dog")).toEqual([["x2", "1"]]);
  });

  test("is that of a case by name", async () => {
    const params = dog.params as never;
    const evidence = tryReadEvidence("2 1 0 4 1", dog.model);
    if (!evidence.ok) throw new Error("the evidence can't be read");
    const answer = await inferCase(dog.model, evidence.value, { params });
    expect(answer).toEqual(await inferCase(dog.model, { x1: "0", x4: "1" }, { params }));
    expect(answer.logEvidence).toBeLessThan(0);
  });

  test("names elements in plates of fixed size by their indices", () => {
    const model = parse(`network Grid
plate sample {
  plate r in 2 { plate c in 2 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  observed t : {low, high}
  factor table(s[0, 0], t)
}`);
    expect(read("3 1 0 3 1 4 1", model)).toEqual([
      ["s[0,1]", "-1"],
      ["s[1,1]", "1"],
      ["t", "high"],
    ]);
    expect(read("1 0 0", parse("model A\nplate r { observed x ~ Normal(0, 1) }"))).toEqual([["model-no-network", 18]]);
  });

  test.for([
    ["", [["network-syntax", 0]]],
    ["x", [["network-syntax", 0]]],
    ["1 5 0", [["network-syntax", 2]]],
    ["1 0 2", [["network-syntax", 4]]],
    ["2 0 1", [["network-syntax", 5]]],
    ["1 0 1 0 1", [["network-syntax", 6]]],
    ["9 0 1", [["network-syntax", 0]]],
  ] as const)("%s is refused with its place", ([text, expected]) => {
    expect(read(text)).toEqual(expected);
  });

  test("is read or refused with places, however it is damaged", () => {
    let refused = 0;
    const whole = "1\n5 0 1 1 0 2 1 3 0 4 1\n";
    const damage = fc.tuple(fc.nat(whole.length), fc.nat(4), fc.constantFrom("", " ", "1", "-", "x", "9", "\n", "."));
    fc.assert(
      fc.property(damage, ([at, length, other]) => {
        const text = whole.slice(0, at) + other + whole.slice(at + length);
        const result = tryReadEvidence({ name: "case.evid", text }, dog.model);
        for (const found of result.diagnostics) {
          expect(found.text?.source.text).toBe(text);
          expect(found.text?.span.end).toBeLessThanOrEqual(text.length);
        }
        if (!result.ok) refused += 1;
        else for (const [name, state] of result.value) expect(`${name}=${state}`).toMatch(/^x[0-4]=[01]$/);
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
