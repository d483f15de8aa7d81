import { describeDiagnostic } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FactorNetwork, type Network, type NetworkFactor, readNetwork, tryReadNetwork, tryWriteNetwork } from "../src/index.ts";
import { networkFile } from "./support/network-files.ts";
import { combinations, counted, factorAt, labelled, randomFactors } from "./support/random-factors.ts";

function written(network: Network, format: string): string {
  const result = tryWriteNetwork(network, { format });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => describeDiagnostic(d).message).join("\n"));
  return result.value;
}

function undirected(text: string, format: string): FactorNetwork {
  const network = readNetwork(text, { format });
  if (network.kind !== "undirected") throw new Error("the network is directed");
  return network;
}

const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }): string[] =>
  result.diagnostics.map(({ code }) => code);

/** A text with other blanks between its words, and comments where there is room for them. */
function respaced(text: string, gaps: readonly string[]): string {
  let next = 0;
  return text.replace(/\s+/g, () => gaps[next++ % gaps.length] as string);
}
const gap = fc.oneof(fc.stringMatching(/^[ \t\r\n\f\v]{1,4}$/), fc.constantFrom(" # 1 2 x\n", "\n#\n", "\n\n\n"));

describe("random Markov networks", () => {
  const cases = [
    ["uai", randomFactors({ names: counted(1, 5), leastStates: 1 })],
    ["fg", randomFactors({ names: labelled(1, 5), leastStates: 1, comments: true, covered: true })],
  ] as const;

  test.for(cases)("come back from %s as they were", ([format, networks]) => {
    fc.assert(
      fc.property(networks, (network) => {
        const result = tryWriteNetwork(network, { format });
        expect(codes(result)).toEqual([]);
        const text = written(network, format);
        expect(undirected(text, format)).toEqual(network);
        expect(written(undirected(text, format), format)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test.for(cases)("are read from %s however it is spaced", ([format, networks]) => {
    fc.assert(
      fc.property(networks, fc.array(gap, { minLength: 1, maxLength: 20 }), (network, gaps) => {
        const bare = { ...network, comments: [] };
        expect({ ...undirected(respaced(written(bare, format), gaps), format), comments: [] }).toEqual(bare);
      }),
      { numRuns: 300 },
    );
  });

  test("go from one format into the other but for labels and comments", () => {
    fc.assert(
      fc.property(randomFactors({ names: counted(1, 5), leastStates: 1, covered: true }), (network) => {
        expect(undirected(written(undirected(written(network, "uai"), "uai"), "fg"), "fg")).toEqual(network);
      }),
    );
  });

  test("stand in fg with the first variable fastest and without zeros", () => {
    fc.assert(
      fc.property(randomFactors({ names: labelled(1, 4), leastStates: 1, covered: true }), (network) => {
        const blocks = written(network, "fg").split("\n\n").slice(1);
        // A factor of nothing has two empty lines in its block.
        const whole = network.factors.flatMap((factor) => (factor.scope.length === 0 ? [] : [factor]));
        const full = blocks.map((block) => block.trim().split("\n")).filter((lines) => lines.length > 2 && Number(lines[0]) > 0);
        expect(full.length).toBe(whole.length);
        whole.forEach((factor, at) => expectBlock(network, factor, full[at] as readonly string[]));
      }),
    );
  });

  /** Walks through all combinations, and adds up the index of each as the format's description does. */
  function expectBlock(network: FactorNetwork, factor: NetworkFactor, lines: readonly string[]): void {
    const sizes = (lines[2] as string).split(" ").map(Number);
    expect(lines[1]).toBe(factor.scope.map((name) => name.slice(1)).join(" "));
    const entries = new Map(lines.slice(4).map((line) => line.split(" ").map(Number) as [number, number]));
    expect(entries.size).toBe(Number(lines[3]));
    expect(factor.table.filter((value) => value !== 0).length).toBe(entries.size);
    for (const states of combinations(network)) {
      let stride = 1;
      let index = 0;
      factor.scope.forEach((name, i) => {
        index += (states.get(name) as number) * stride;
        stride *= sizes[i] as number;
      });
      expect(entries.get(index) ?? 0).toBe(factorAt(network, factor, states));
    }
  }
});

describe("a factor graph of libDAI", () => {
  const book = undirected(networkFile("book.fg").text, "fg");

  test("has its variables by label, its comments at the head, and zeros where nothing stands", () => {
    expect(book.comments).toEqual([
      "a book (4), its reader (8), the weather (7) and a lamp (12): labels as they come",
      "nobody reads the third book in the rain",
    ]);
    expect(book.variables.map(({ name, states }) => [name, states.length])).toEqual([
      ["x4", 3],
      ["x7", 2],
      ["x8", 2],
      ["x12", 2],
    ]);
    expect(book.factors[0]).toEqual({ scope: ["x4", "x8"], table: [1.5, 2, 4, 0, 0.25, 0.001] });
    // x4, x8, x7 with x7 fastest; index 5 is left out: the third book, the second reader, dry weather.
    expect(book.factors[1]?.table[2 * 4 + 1 * 2 + 0]).toBe(0);
    expect(book.factors[1]?.table[1 * 4 + 0 * 2 + 1]).toBe(1);
    expect(book.factors[3]).toEqual({ scope: [], table: [1.5] });
  });

  test("keeps labels that are in order, and numbers the variables otherwise, with a warning", () => {
    expect(written(book, "fg")).toContain("\n2\n4 8\n3 2\n5\n0 1.5\n");
    const named = { ...book, variables: book.variables.toReversed() };
    const result = tryWriteNetwork(named, { format: "fg" });
    expect(codes(result)).toEqual(["network-loses"]);
    expect(result.ok && result.value).toContain("\n2\n3 1\n3 2\n5\n0 1.5\n");
    expect(codes(tryWriteNetwork(book, { format: "uai" }))).toEqual(["network-loses"]);
  });

  test("gets a factor of ones for a variable without any", () => {
    const alone: FactorNetwork = { ...book, factors: book.factors.slice(0, 2) };
    const result = tryWriteNetwork(alone, { format: "fg" });
    expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["network-padded", "note"]]);
    expect(undirected(result.ok ? result.value : "", "fg")).toEqual({
      ...alone,
      factors: [...alone.factors, { scope: ["x12"], table: [1, 1] }],
    });
  });

  test("takes the tables of a Bayesian network for factors, and says so", () => {
    const dog = readNetwork(networkFile("dog.uai"));
    const result = tryWriteNetwork(dog, { format: "fg" });
    expect(result.diagnostics.map((d) => describeDiagnostic(d).message)).toEqual([
      "libDAI's factor graph can't hold directions, so they are left out",
    ]);
    const again = undirected(result.ok ? result.value : "", "fg");
    const tables = dog.kind === "directed" ? dog.variables.map(({ name, parents, table }) => ({ scope: [...parents, name], table })) : [];
    expect(again.factors).toEqual(tables);
  });

  test("names all that is wrong with its factors at once", () => {
    const text = "3\n\n2\n0 1\n2 2\n1\n0 1\n\n2\n1 1\n3 3\n2\n4 -1\n4 2\n\n2\n2 2\n2 2\n2\n0 1\n0 2\n";
    const result = tryReadNetwork(text, { format: "fg" });
    expect(result.diagnostics.map(({ code, text: at }) => [code, at?.span.start])).toEqual([
      ["network-states-differ", 26],
      ["network-states-differ", 28],
      ["network-repeated-variable", 46],
    ]);
    const entries = tryReadNetwork("1\n\n2\n0 1\n2 2\n3\n0 1\n0 -1\n3 1\n", { format: "fg" });
    expect(codes(entries)).toEqual(["network-repeated-entry", "network-bad-probability"]);
  });

  test("of a size that no memory holds is refused", () => {
    const refused = (text: string): string[] => codes(tryReadNetwork(text, { format: "fg" }));
    expect(refused("1\n\n3\n0 1 2\n1000 1000 1000\n1\n0 1\n")).toEqual(["network-table-size"]);
    expect(refused(`1\n\n60\n${[...Array(60).keys()].join(" ")}\n${"2 ".repeat(60)}\n1\n0 1\n`)).toEqual(["network-table-size"]);
    expect(refused("1\n\n1\n0\n999999999999\n1\n0 1\n")).toEqual(["network-syntax"]);
    expect(refused("99999999999")).toEqual(["network-syntax"]);
    const many = Array.from({ length: 40 }, (_, at) => `2\n${at} ${at + 1}\n1000 1000\n1\n0 1\n`).join("\n");
    expect(new Set(refused(`40\n\n${many}`))).toEqual(new Set(["network-table-size", "more-of-the-same"]));
  });
});

describe("a Markov network that a program made", () => {
  const made = (change: Partial<FactorNetwork>): FactorNetwork => ({
    kind: "undirected",
    name: "",
    comments: [],
    variables: [
      { name: "x0", states: ["0", "1"] },
      { name: "x1", states: ["0", "1", "2"] },
    ],
    factors: [{ scope: ["x0", "x1"], table: [1, 2, 3, 4, 5, 6] }],
    ...change,
  });

  test.for([
    ["network-unknown-variable", made({ factors: [{ scope: ["x2"], table: [1, 2] }] })],
    ["network-repeated-variable", made({ factors: [{ scope: ["x0", "x0"], table: [1, 2, 3, 4] }] })],
    ["network-table-length", made({ factors: [{ scope: ["x0"], table: [1, 2, 3] }] })],
    ["network-table-length", made({ factors: [{ scope: [], table: [] }] })],
    ["network-bad-probability", made({ factors: [{ scope: ["x0"], table: [1, -2] }] })],
    ["network-bad-probability", made({ factors: [{ scope: ["x0"], table: [1, Number.NaN] }] })],
    ["network-duplicate-variable", made({ variables: [...made({}).variables, { name: "x0", states: ["a"] }] })],
    ["network-duplicate-state", made({ variables: [{ name: "x0", states: ["a", "a"] }], factors: [] })],
    ["network-state-count", made({ variables: [{ name: "x0", states: [] }], factors: [] })],
    ["network-empty", made({ variables: [], factors: [] })],
  ] as const)("is refused with %s where it is not whole", ([code, network]) => {
    for (const format of ["uai", "fg"]) expect(codes(tryWriteNetwork(network, { format }))).toEqual([code]);
  });

  test("is written", () => {
    expect(written(made({}), "uai")).toBe("MARKOV\n2\n2 3\n1\n2 0 1\n\n6\n1 2 3\n4 5 6\n");
  });
});
