import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { colourVariables } from "../../src/sampling/colour-variables.ts";
import { createConditionalLogWeights } from "../../src/sampling/conditional-log-weights.ts";
import { jointStates, largestGap, logPotential } from "../support/brute-force.ts";
import { cases, isingGrid, networkOf } from "../support/random-row-networks.ts";

const shape = { variables: [3, 7], states: 4, factors: 7, spread: 3, known: 0.3, scaled: 0.3 } as const;

/** Log-weights as probabilities, unless none is possible. */
function normalised(logs: ArrayLike<number>): number[] {
  const values = Array.from(logs);
  const max = Math.max(...values);
  const weights = values.map((x) => (max === -Infinity ? 0 : Math.exp(x - max)));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((x) => (total > 0 ? x / total : 0));
}

describe("conditional laws", () => {
  test("also where states are forbidden, and a column of 0 takes what forbids away", () => {
    fc.assert(
      fc.property(cases({ ...shape, forbidden: 0.1, scaled: 0.6 }), fc.nat(), (one, pick) => {
        const { network, potentials, at } = one;
        const conditional = createConditionalLogWeights(network);
        const all = jointStates({ ...one, potentials: new Float64Array(potentials.length) });
        const states = Int32Array.from(all[pick % all.length]?.states ?? []);
        if (logPotential(one, states) === -Infinity) return;
        network.sizes.forEach((size, v) => {
          const into = new Float64Array(size);
          conditional(potentials, v, { row: at.row, states }, into);
          const wanted = Array.from({ length: size }, (_, k) => logPotential(one, states.with(v, k)));
          expect(largestGap(normalised(into), normalised(wanted))).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("differences of log-weights are those of the joint log-potentials", () => {
    fc.assert(
      fc.property(cases(shape), fc.nat(), (one, pick) => {
        const { network, potentials, at } = one;
        const conditional = createConditionalLogWeights(network);
        const all = jointStates(one);
        const states = Int32Array.from(all[pick % all.length]?.states ?? []);
        network.sizes.forEach((size, v) => {
          const into = new Float64Array(size + 1).fill(7);
          conditional(potentials, v, { row: at.row, states }, into);
          const logs = Array.from({ length: size }, (_, k) => logPotential(one, states.with(v, k)));
          const found = Array.from(into.subarray(0, size), (x) => x - (into[0] as number));
          const wanted = logs.map((x) => x - (logs[0] as number));
          expect(largestGap(found, wanted)).toBeLessThan(1e-12);
          expect(into[size]).toBe(7);
        });
      }),
    );
  });
});

describe("colours", () => {
  test("no two variables of one colour share a factor, but for given ones, which have none", () => {
    fc.assert(
      fc.property(cases({ ...shape, factors: 10 }), ({ network }) => {
        const colours = colourVariables(network);
        network.given.forEach((given, v) => {
          expect((colours[v] as number) < 0).toBe(given === 1);
        });
        for (const { scope } of network.factors) {
          const used = scope.filter((v) => network.given[v] === 0).map((v) => colours[v]);
          expect(new Set(used).size).toBe(used.length);
        }
      }),
    );
  });

  test("a restricted Boltzmann machine has two, its layers; a grid two; a clique one for each", () => {
    const layers = [0, 1, 2].flatMap((hidden) => [3, 4, 5, 6].map((visible) => [visible, hidden]));
    expect([...colourVariables(networkOf([2, 2, 2, 2, 2, 2, 2], layers))]).toEqual([0, 0, 0, 1, 1, 1, 1]);
    expect(Math.max(...colourVariables(isingGrid(4, 1, 1).network))).toBe(1);
    expect([...colourVariables(networkOf([2, 2, 2, 2], [[0, 1, 2, 3]]))].sort()).toEqual([0, 1, 2, 3]);
  });
});
