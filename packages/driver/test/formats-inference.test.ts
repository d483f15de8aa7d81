import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FactorNetwork, inferCase, tryModelOfNetwork } from "../src/index.ts";
import { combinations, counted, factorAt, randomFactors } from "./support/random-factors.ts";

/** The sum of the products of all factors over the combinations of states that `keep` lets pass. */
function total(network: FactorNetwork, keep: (states: ReadonlyMap<string, number>) => boolean): number {
  return combinations(network)
    .filter(keep)
    .reduce((sum, states) => sum + network.factors.reduce((product, factor) => product * factorAt(network, factor, states), 1), 0);
}

describe("a Markov network made a model", () => {
  test("answers as its factors do, zeros included", { timeout: 120_000 }, async () => {
    let asked = 0;
    let zeros = 0;
    await fc.assert(
      fc.asyncProperty(randomFactors({ names: counted(2, 5), leastStates: 2, vast: false }), fc.nat(), async (network, choice) => {
        const made = tryModelOfNetwork(network, { name: "Field" });
        const whole = total(network, () => true);
        if (!made.ok || whole === 0) return;
        const { model, fit } = made.value;
        const seen = network.variables[choice % network.variables.length] as FactorNetwork["variables"][number];
        const state = choice % seen.states.length;
        const holds = (states: ReadonlyMap<string, number>): boolean => states.get(seen.name) === state;
        const evidence = total(network, holds);
        const params = JSON.parse(JSON.stringify(fit)) as typeof fit;
        const answer = await inferCase(model, { [seen.name]: String(state) }, { params: params as never });
        asked += 1;
        if (network.factors.some(({ table }) => table.includes(0))) zeros += 1;
        if (evidence === 0) {
          expect(answer.logEvidence).toBe(null);
          return;
        }
        expect(Math.abs((answer.logEvidence as number) - Math.log(evidence / whole))).toBeLessThanOrEqual(1e-10);
        for (const { name, states } of network.variables) {
          states.forEach((_, k) => {
            const expected = total(network, (all) => holds(all) && all.get(name) === k) / evidence;
            const marginal = answer.rows[0]?.marginals[name] as readonly number[];
            expect(Math.abs((marginal[k] as number) - expected)).toBeLessThanOrEqual(1e-10);
          });
        }
      }),
      { numRuns: 100 },
    );
    expect(asked).toBeGreaterThan(60);
    expect(zeros).toBeGreaterThan(20);
  });

  test("says that a case is impossible where a zero stands", async () => {
    const factors = [
      { scope: ["x0"], table: [0, 2] },
      { scope: ["x1", "x0"], table: [1, 1, 0, 3] },
    ];
    const variables = ["x0", "x1"].map((name) => ({ name, states: ["0", "1"] }));
    const made = tryModelOfNetwork({ kind: "undirected", name: "Zeros", comments: [], variables, factors });
    if (!made.ok) throw new Error("the network is refused");
    const { model, params } = made.value;
    expect((await inferCase(model, { x0: "0" }, { params: params as never })).logEvidence).toBe(null);
    const answer = await inferCase(model, {}, { params: params as never });
    const [row] = answer.rows;
    const { x0, x1 } = (row?.marginals ?? {}) as Readonly<Record<string, readonly number[]>>;
    expect(x0).toEqual([0, 1]);
    expect(x1?.[1]).toBeCloseTo(0.75, 12);
  });
});
