import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FactorNetwork,
  modelOfNetwork,
  type Network,
  networkOfModel,
  parse,
  readNetwork,
  tryFormat,
  tryModelOfNetwork,
  tryNetworkOfModel,
  tryParse,
} from "../src/index.ts";
import { networkFile } from "./support/network-files.ts";
import { combinations, counted, factorAt, labelled, randomFactors } from "./support/random-factors.ts";

const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }): string[] =>
  result.diagnostics.map(({ code }) => code);

function asFactors(network: Network): FactorNetwork {
  if (network.kind !== "undirected") throw new Error("the network is directed");
  return network;
}

/** The logarithm of the product of all factors at every combination of states. */
const logScores = (network: FactorNetwork): readonly number[] =>
  combinations(network).map((states) => network.factors.reduce((sum, factor) => sum + Math.log(factorAt(network, factor, states)), 0));

/** As a program reads what another one wrote. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const flat = (value: unknown): readonly (number | null)[] => [value].flat(Number.POSITIVE_INFINITY) as (number | null)[];

/** A difference of logarithms that rounding leaves, for sums of up to ten terms below 750 each. */
const ROUNDING = 1e-11;

function expectSame(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, at) => {
    if (value === -Infinity) expect(found[at]).toBe(-Infinity);
    else expect(Math.abs((found[at] as number) - value)).toBeLessThanOrEqual(ROUNDING);
  });
}

/** Whether numbers whose product is too large or too small for a number are in factors over the same variables. */
function outOfRange({ factors }: FactorNetwork): boolean {
  const vast = (at: number): boolean => (factors[at]?.table ?? []).some((value) => value === 1e300 || value === 1e-300);
  const key = (at: number): string => factors[at]?.scope.toSorted().join() ?? "";
  return factors.some((_, a) => factors.some((_other, b) => a < b && key(a) === key(b) && vast(a) && vast(b)));
}

describe("a random Markov network as a model", () => {
  const networks = fc.oneof(
    randomFactors({ names: counted(1, 5), leastStates: 2 }),
    randomFactors({ names: labelled(1, 4), leastStates: 2, comments: true }),
  );

  test("parses, is laid out, and has its tables in sum-to-zero form", { timeout: 60_000 }, () => {
    let models = 0;
    fc.assert(
      fc.property(networks, (network) => {
        const made = tryModelOfNetwork(network, { name: "Field" });
        if (!made.ok) {
          expect(new Set(codes(made))).toEqual(new Set(["network-impossible"]));
          return;
        }
        models += 1;
        const { model, params } = made.value;
        expect(codes(tryParse(model.source))).toEqual([]);
        const laidOut = tryFormat(model.source);
        expect(laidOut.ok && laidOut.value).toBe(model.source.text);
        expect(model.template.nodes.map(({ name }) => name)).toEqual(network.variables.map(({ name }) => name));
        expect(model.template.params.map(({ name }) => name)).toEqual(Object.keys(params));
        const scopes = network.factors.filter(({ scope }) => scope.length > 0).map(({ scope }) => scope.toSorted().join());
        expect(Object.keys(params).length).toBe(new Set(scopes).size);
        for (const table of Object.values(params)) {
          const possible = flat(table).filter((value) => value !== null && value > -Infinity);
          expect(Math.abs(possible.reduce<number>((sum, value) => sum + (value as number), 0))).toBeLessThanOrEqual(ROUNDING);
        }
      }),
      { numRuns: 300 },
    );
    expect(models).toBeGreaterThan(150);
  });

  test("comes back with the same product of factors, scale and zeros included", { timeout: 60_000 }, () => {
    let zeros = 0;
    fc.assert(
      fc.property(networks, (network) => {
        const made = tryModelOfNetwork(network, { name: "Field" });
        if (!made.ok) return;
        const { model, fit } = made.value;
        const result = tryNetworkOfModel(model, { params: throughJson(fit) });
        if (result.diagnostics.length > 0 || !result.ok) {
          expect(outOfRange(network)).toBe(true);
          return;
        }
        const back = asFactors(result.value);
        expect(back.variables).toEqual(network.variables);
        expect(back.comments).toEqual(network.comments);
        const [found, expected] = [logScores(back), logScores(network)];
        zeros += expected.filter((value) => value === -Infinity).length;
        expectSame(found, expected);
        const again = modelOfNetwork(back, { name: "Field" });
        expect(again.model.source.text).toBe(model.source.text);
      }),
      { numRuns: 300 },
    );
    expect(zeros).toBeGreaterThan(100);
  });

  test("comes back number for number where these have few digits", { timeout: 60_000 }, () => {
    const number = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: -9, max: 6 })).map(([n, e]) => Number(`${n}e${e}`));
    const table = fc.array(number, { minLength: 12, maxLength: 12 }).filter((numbers) => numbers.some((x) => x > 0));
    fc.assert(
      fc.property(table, table, (a, b) => {
        const variables = [2, 2, 3].map((size, at) => ({ name: `x${at}`, states: Array.from({ length: size }, (_, k) => String(k)) }));
        const factors = [
          { scope: ["x0", "x1", "x2"], table: a },
          { scope: ["x2"], table: [1, ...b.slice(0, 2)] },
        ];
        const network: FactorNetwork = { kind: "undirected", name: "Field", comments: [], variables, factors };
        const { model, fit } = modelOfNetwork(network);
        expect(networkOfModel(model, { params: throughJson(fit) })).toEqual(network);
      }),
      { numRuns: 500 },
    );
  });

  test("has the same ratios without the scale", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(networks, (network) => {
        const made = tryModelOfNetwork(network, { name: "Field" });
        if (!made.ok) return;
        const { model, params } = made.value;
        const result = tryNetworkOfModel(model, { params: throughJson(params) as never });
        if (!result.ok) {
          expect(outOfRange(network)).toBe(true);
          return;
        }
        const found = logScores(asFactors(result.value));
        const expected = logScores(network);
        const first = expected.findIndex((value) => value > -Infinity);
        if (first < 0) return;
        const shift = (expected[first] as number) - (found[first] as number);
        expectSame(
          found.map((value) => value + shift),
          expected,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("a Markov network as a model", () => {
  const grid = asFactors(readNetwork(networkFile("grid.uai")));

  test("has a node for each variable and a factor for each scope, and says what is impossible with null", () => {
    const { model, fit } = modelOfNetwork(grid, { name: "grid" });
    expect(model.source.text).toBe(`network grid
plate row {
  observed x0 : {0, 1}
  observed x1 : {0, 1}
  observed x2 : {0, 1}
  observed x3 : {0, 1, 2}
  factor table(x0, x1)
  factor table(x0, x2)
  factor table(x1, x3)
  factor table(x2, x3)
  factor table(x3)
}
`);
    const written = throughJson(fit);
    const half = Math.log(2.5) - (2 * Math.log(2.5) + 2 * Math.log(0.4)) / 4;
    expect(flat(written.params["table(x0,x1)"]).map((x) => Number((x as number).toFixed(12)))).toEqual(
      [half, -half, -half, half].map((x) => Number(x.toFixed(12))),
    );
    expect((written.params["table(x1,x3)"] as unknown as (number | null)[][])[0]?.[2]).toBe(null);
    expect(flat(written.params["table(x1,x3)"]).filter((x) => x === null)).toHaveLength(1);
    expect(written.logScale?.constant).toBeCloseTo(Math.log(0.125), 14);
    expect(written.axes["table(x1,x3)"]).toEqual([
      { name: "x1", size: 2, labels: ["0", "1"] },
      { name: "x3", size: 3, labels: ["0", "1", "2"] },
    ]);
  });

  test("keeps names that the language does not have as columns", () => {
    const named = JSON.parse(JSON.stringify(grid).replaceAll('"x0"', '"left top"').replaceAll('"x1"', '"row"')) as FactorNetwork;
    const { model, params } = modelOfNetwork(named, { name: "grid" });
    expect(model.source.text).toContain('observed left_top : {0, 1} from "left top"');
    expect(model.source.text).toContain("plate row_2 {");
    expect(Object.keys(params)).toContain("table(left_top,row)");
    expect(asFactors(networkOfModel(model, { params: params as never })).variables).toEqual(named.variables);
  });

  test("multiplies factors over the same variables, in any order of them", () => {
    const network: FactorNetwork = {
      ...grid,
      factors: [
        { scope: ["x3", "x0"], table: [1, 2, 3, 4, 5, 6] },
        { scope: ["x0", "x3"], table: [10, 20, 30, 40, 50, 60] },
      ],
    };
    const { model, fit } = modelOfNetwork(network, { name: "g" });
    const back = asFactors(networkOfModel(model, { params: fit }));
    expect(back.factors.map(({ scope, table }) => [scope, table.map((x) => Number(x.toPrecision(12)))])).toEqual([
      [
        ["x3", "x0"],
        [10, 80, 60, 200, 150, 360],
      ],
    ]);
  });

  test("is refused where nothing is possible or a variable has one state", () => {
    const zero = {
      ...grid,
      factors: [
        { scope: ["x0"], table: [0, 1] },
        { scope: ["x0"], table: [1, 0] },
      ],
    };
    expect(codes(tryModelOfNetwork(zero))).toEqual(["network-impossible"]);
    expect(codes(tryModelOfNetwork({ ...grid, factors: [{ scope: [], table: [0] }] }))).toEqual(["network-impossible"]);
    const one = { ...grid, variables: [{ name: "x0", states: ["0"] }], factors: [] };
    expect(codes(tryModelOfNetwork(one))).toEqual(["network-no-model"]);
    expect(codes(tryModelOfNetwork({ ...grid, variables: [] }))).toContain("network-empty");
  });
});

describe("an undirected model as a Markov network", () => {
  const factors = (text: string, params: Record<string, unknown> = {}) => tryNetworkOfModel(parse(text), { params: params as never });
  const reasons = (text: string, params: Record<string, unknown> = {}): string[] =>
    factors(text, params).diagnostics.map(({ details }) => (details as { readonly reason: string }).reason);

  const ising = `network Ising
param J, h : real
plate sample {
  plate r in 2 { plate c in 3 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  factor h * s[r, c]              for r in 2, c in 3
  factor J * s[r, c] * s[r+1, c]  for r in 1, c in 3
  factor table(s[r, c], s[r, c+1]) for r in 2, c in 2
}`;

  test("has a factor for each member of plates and loops", () => {
    const [J, h] = [0.5, -0.25];
    const table = [
      [0.1, -0.3],
      [0.4, -0.2],
    ];
    const result = factors(ising, { J, h, "table(s[r,c],s[r,c+1])": table });
    if (!result.ok) throw new Error(codes(result).join());
    const network = asFactors(result.value);
    expect(network.variables.map(({ name }) => name)).toEqual(["x00", "x01", "x02", "x10", "x11", "x12"]);
    expect(network.factors).toHaveLength(6 + 3 + 4);
    const expected = combinations(network).map((states) => {
      const state = (r: number, c: number): number => states.get(`x${r}${c}`) as number;
      const spin = (r: number, c: number): number => 2 * state(r, c) - 1;
      let sum = 0;
      for (let r = 0; r < 2; r++) {
        for (let c = 0; c < 3; c++) {
          sum += h * spin(r, c);
          if (r < 1) sum += J * spin(r, c) * spin(r + 1, c);
          if (c < 2) sum += (table[state(r, c)] as number[])[state(r, c + 1)] as number;
        }
      }
      return sum;
    });
    expectSame(logScores(network), expected);
  });

  test("has the numbers of any expression of nodes and parameters", () => {
    const text = `network Mixed
type Kind = {red, green, blue}
param w[3] : real
param v : vector(2)
param u : real = 0.5
plate row {
  observed k : Kind
  observed x : {0, 1}
  plate j in 3 { observed y[j] : {0, 1} from (a, b, c) }
  factor w[k] * x
  factor u * (k == green)
  factor sum(w[j] * y[j] for j in 3) + v[1] * x
}`;
    const [w, v] = [
      [0.3, -1, 2],
      [7, 0.25],
    ];
    const result = factors(text, { w, v });
    if (!result.ok) throw new Error(codes(result).join());
    const network = asFactors(result.value);
    expect(network.variables.map(({ name }) => name)).toEqual(["k", "x", "a", "b", "c"]);
    const expected = combinations(network).map((states) => {
      const at = (name: string): number => states.get(name) as number;
      const sums = ["a", "b", "c"].reduce((sum, name, j) => sum + (w[j] as number) * at(name), 0);
      return (w[at("k")] as number) * at("x") + 0.5 * (at("k") === 1 ? 1 : 0) + sums + 0.25 * at("x");
    });
    expectSame(logScores(network), expected);
  });

  test("calls elements without columns of their own by their indices", () => {
    const text =
      "network A\nplate r {\n plate j in 2 { latent h[j] : {0, 1}\n  factor table(h) }\n observed x : {0, 1}\n factor table(h[0], x)\n}";
    const result = factors(text, {
      "table(h)": [0, 1],
      "table(h[0],x)": [
        [1, 2],
        [3, null],
      ],
    });
    if (!result.ok) throw new Error(codes(result).join());
    const network = asFactors(result.value);
    expect(network.variables.map(({ name }) => name)).toEqual(["h[0]", "h[1]", "x"]);
    expect(network.factors.map(({ scope }) => scope)).toEqual([["h[0]"], ["h[1]"], ["h[0]", "x"]]);
    expect(network.factors[2]?.table.map((x) => Math.log(x))[3]).toBe(-Infinity);
  });

  test("is multiplied by something where its numbers could not be held, and it is said", () => {
    const one = "network A\nplate r { observed x : {a, b}\n factor table(x) }";
    for (const shift of [0, 1000, 5000, -1000, -1e6]) {
      const result = factors(one, { "table(x)": [shift - 600, shift + 100] });
      expect(codes(result)).toEqual(shift === 0 ? [] : ["network-rescaled"]);
      const [a, b] = result.ok ? (asFactors(result.value).factors[0]?.table ?? []) : [];
      expect(Math.log(b as number) - Math.log(a as number)).toBeCloseTo(700, 9);
    }
  });

  test("is refused with the reason", () => {
    const params = { "table(x)": [0, 0] };
    expect(reasons("network A\nchain t { observed x : {a, b}\n factor table(x) }", params)).toEqual(["`t` is a chain"]);
    expect(reasons("network A\nplate r { observed x : {a, b}\n given d : real\n factor table(x) }", params)).toEqual([
      "`d` is given, and so has no table",
    ]);
    expect(reasons("network A\ntype T\nplate r { observed x : T\n factor table(x) }", params)).toEqual([
      "the labels of `x` are known from the data only",
    ]);
    const one = "network A\nplate r { observed x : {a, b}\n factor table(x) }";
    expect(codes(factors(one))).toEqual(["parameters-missing"]);
    expect(codes(factors(one, { "table(x)": [0, 1, 2] }))).toEqual(["init-wrong-length"]);
    expect(codes(factors(one, { "table(x)": [0, "a"] }))).toEqual(["init-not-a-number"]);
    expect(codes(factors(one, { "table(x)": [0, 2000] }))).toEqual(["network-range"]);
    expect(codes(factors(one, { "table(x)": [0, -2000] }))).toEqual(["network-range"]);
  });
});
