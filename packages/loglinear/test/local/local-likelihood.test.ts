import { createRandom } from "@platewise/core";
import { applyMap, type RowNetwork, type RowStates } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compositeBlocks, compositeLikelihood } from "../../src/local/composite-likelihood.ts";
import { type LocalLikelihood, localObjective } from "../../src/local/local-likelihood.ts";
import { freeVariables, pseudoLikelihood } from "../../src/local/pseudo-likelihood.ts";
import {
  arbitraryCase,
  bruteLocal,
  type Case,
  drawRows,
  empiricalCounts,
  enumerate,
  isingGrid,
  networkOf,
  randomCase,
  rowOf,
  weightAt,
} from "./networks.ts";

vi.setConfig({ testTimeout: 60_000 });

const everything = { given: true, columns: true, tied: true, mixed: true };

type Estimator = (network: RowNetwork, data: RowStates) => LocalLikelihood;
const estimators: readonly (readonly [string, Estimator])[] = [
  ["pseudo-likelihood", pseudoLikelihood],
  ["composite likelihood", compositeLikelihood],
  ["likelihood of one block", (network, data) => compositeLikelihood(network, data, [freeVariables(network)])],
];

const logPotentialsOf = ({ map, network, theta }: Case): Float64Array => {
  const into = new Float64Array(network.entries);
  applyMap(map, theta, into);
  return into;
};

const blocksOf = (likelihood: LocalLikelihood) => likelihood.blocks.map(({ variables }) => variables);

const valueAt = (likelihood: LocalLikelihood, logPotentials: Float64Array): number =>
  likelihood.evaluate(logPotentials, new Float64Array(logPotentials.length));

describe.each(estimators)("the %s", (_, make) => {
  it("is the sum of log-conditionals by enumeration", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), (found) => {
        const likelihood = make(found.network, found.data);
        const logPotentials = logPotentialsOf(found);
        expect(likelihood.dropped).toBe(0);
        expect(valueAt(likelihood, logPotentials)).toBeCloseTo(bruteLocal(found, logPotentials, blocksOf(likelihood)), 9);
      }),
    );
  });

  it("has the gradient that finite differences give", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), ({ network, data, map, size, theta }) => {
        const objective = localObjective(make(network, data), map, size);
        const gradient = new Float64Array(size);
        const unused = new Float64Array(size);
        const value = objective.evaluate(theta, gradient);
        const at = (k: number, h: number) => objective.evaluate(theta.with(k, (theta[k] as number) + h), unused);
        const step = 1e-3;
        for (let k = 0; k < size; k++) {
          const near = at(k, step) - at(k, -step);
          const far = at(k, 2 * step) - at(k, -2 * step);
          const slope = (8 * near - far) / (12 * step);
          expect(Math.abs(slope - (gradient[k] as number))).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
        }
      }),
    );
  });

  it("is concave along lines", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), fc.integer(), ({ network, data, map, size, theta }, seed) => {
        const random = createRandom(seed);
        const objective = localObjective(make(network, data), map, size);
        const other = theta.map(() => 2 * random.normal());
        const share = random.next();
        const gradient = new Float64Array(size);
        const at = (t: number) =>
          objective.evaluate(
            theta.map((x, k) => x + t * ((other[k] as number) - x)),
            gradient,
          );
        const [start, end, between] = [at(0), at(1), at(share)];
        expect(between).toBeLessThanOrEqual((1 - share) * start + share * end + 1e-9 * (Math.abs(start) + Math.abs(end) + 1));
        // A convex function lies above its tangent, here at the point in between.
        const slope = gradient.reduce((sum, g, k) => sum + g * ((theta[k] as number) - (other[k] as number)), 0);
        expect(start).toBeGreaterThanOrEqual(between + share * slope - 1e-9 * (Math.abs(start) + Math.abs(end) + 1));
      }),
    );
  });

  it("counts a row of weight w as w rows", () => {
    const { network, data, theta } = { ...randomCase(5, { ...everything, columns: false, mixed: false }) };
    const width = network.sizes.length;
    const weights = Float64Array.from({ length: data.rows }, (_, row) => row % 3);
    const rows = Array.from(
      weights,
      (weight, row) =>
        Array(weight)
          .fill(rowOf(data, row, width))
          .flat() as number[],
    );
    const repeated = { rows: weights.reduce((a, b) => a + b, 0), states: Int32Array.from(rows.flat()), weights: null };
    const [weighted, counted] = [make(network, { ...data, weights }), make(network, repeated)];
    const [one, other] = [new Float64Array(network.entries), new Float64Array(network.entries)];
    expect(weighted.evaluate(theta, one)).toBeCloseTo(counted.evaluate(theta, other), 10);
    one.forEach((count, e) => expect(count).toBeCloseTo(other[e] as number, 10));
    expect(weighted.terms).toBe(counted.terms);
  });
});

describe("one block of all variables", () => {
  it("gives the exact likelihood and its gradient", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), (found) => {
        const { network, data } = found;
        const logPotentials = logPotentialsOf(found);
        const [counts, expected] = [new Float64Array(network.entries), new Float64Array(network.entries)];
        const value = compositeLikelihood(network, data, [freeVariables(network)]).evaluate(logPotentials, counts);
        const empirical = empiricalCounts(network, data);
        const logZ = enumerate(network, data, logPotentials, expected);
        const score = empirical.reduce((sum, count, e) => sum + count * (logPotentials[e] as number), 0);
        expect(value).toBeCloseTo(score - logZ, 9);
        counts.forEach((count, e) => expect(count).toBeCloseTo((empirical[e] as number) - (expected[e] as number), 9));
      }),
    );
  });

  it("works in parts where the joint states are more than a tile holds", () => {
    const sizes = [3, 3, 3, 3, 3, 3, 3, 3];
    const network = networkOf(
      sizes,
      [...sizes.slice(1).map((_, v) => ({ scope: [v, v + 1] })), { scope: [0], basis: 0 }],
      [Float64Array.from({ length: 5 }, (_, row) => row - 2)],
    );
    const random = createRandom(9);
    const logPotentials = Float64Array.from({ length: network.entries }, () => random.normal());
    const data = { rows: 5, states: Int32Array.from({ length: 40 }, () => random.integer(3)), weights: null };
    const [counts, expected] = [new Float64Array(network.entries), new Float64Array(network.entries)];
    compositeLikelihood(network, data, [sizes.map((_, v) => v)]).evaluate(logPotentials, counts);
    enumerate(network, data, logPotentials, expected);
    const empirical = empiricalCounts(network, data);
    counts.forEach((count, e) => expect(count).toBeCloseTo((empirical[e] as number) - (expected[e] as number), 9));
  });
});

describe("blocks of the composite likelihood", () => {
  const scopesOf = (network: RowNetwork) => compositeBlocks(network).map((block) => block.join(" "));

  it("are the largest scopes, and variables that no factor holds", () => {
    const network = networkOf(
      [2, 2, 2, 2, 2],
      [{ scope: [0] }, { scope: [2, 1] }, { scope: [1, 2, 0] }, { scope: [2, 3] }, { scope: [3, 2] }],
    );
    expect(scopesOf(network)).toEqual(["0 1 2", "2 3", "4"]);
  });

  it("leave out what is given", () => {
    const network = networkOf([2, 2, 2], [{ scope: [0, 1, 2] }, { scope: [0, 2] }], [], [1]);
    expect(scopesOf(network)).toEqual(["0 2"]);
  });

  it("are single variables where a scope has too many joint states", () => {
    const network = networkOf([17, 17, 17], [{ scope: [0, 1, 2] }, { scope: [0, 1] }]);
    expect(scopesOf(network)).toEqual(["0 1", "2"]);
  });
});

describe("empty cells", () => {
  it("drop the terms that they belong to, and no others", () => {
    fc.assert(
      fc.property(arbitraryCase({ ...everything, columns: false }), fc.integer(), (found, seed) => {
        const random = createRandom(seed);
        const { network, data } = found;
        const width = network.sizes.length;
        const states = data.states.map((state) => (random.next() < 0.3 ? -1 : state));
        const logPotentials = logPotentialsOf(found);
        const likelihood = pseudoLikelihood(network, { ...data, states });
        let [value, dropped] = [0, 0];
        for (const v of freeVariables(network)) {
          const around = new Set([v, ...network.factors.filter(({ scope }) => scope.includes(v)).flatMap(({ scope }) => scope)]);
          for (let row = 0; row < data.rows; row++) {
            const weight = weightAt(data, row);
            const isSeen = [...around].every((u) => (states[row * width + u] as number) >= 0);
            const single = { rows: 1, states: Int32Array.from(rowOf(data, row, width)), weights: Float64Array.of(weight) };
            if (isSeen) value += bruteLocal({ ...found, data: single }, logPotentials, [[v]]);
            else dropped += weight;
          }
        }
        expect(valueAt(likelihood, logPotentials)).toBeCloseTo(value, 9);
        expect(likelihood.dropped).toBe(dropped);
        expect(likelihood.terms + dropped).toBe(
          freeVariables(network).length *
            data.states.reduce((sum, _, at) => (at % width === 0 ? sum + weightAt(data, at / width) : sum), 0),
        );
      }),
    );
  });
});

describe("the edges of the domain", () => {
  const network = networkOf([2, 2], [{ scope: [0, 1] }]);
  const data = { rows: 2, states: Int32Array.of(0, 0, 1, 1), weights: null };

  it("a removed cell that never occurs counts nothing", () => {
    const likelihood = pseudoLikelihood(network, data);
    const counts = new Float64Array(4);
    expect(likelihood.evaluate(Float64Array.of(0.5, -Infinity, -Infinity, 1), counts)).toBe(0);
    expect(counts).toEqual(new Float64Array(4));
  });

  it("a removed cell that occurs makes the rows impossible", () => {
    expect(valueAt(pseudoLikelihood(network, data), Float64Array.of(-Infinity, 0, 0, 0))).toBe(-Infinity);
  });

  it.each([Number.NaN, Infinity])("a log-potential of %d is no place for a value", (odd) => {
    expect(valueAt(pseudoLikelihood(network, data), Float64Array.of(0, odd, 0, 0))).toBeNaN();
    expect(valueAt(pseudoLikelihood(network, data), Float64Array.of(odd, 0, 0, 0))).toBeNaN();
  });

  it("rows and numbers that do not fit are our bug", () => {
    expect(() => pseudoLikelihood(network, { ...data, rows: 3 })).toThrow("4 cells of 3 rows");
    expect(() => pseudoLikelihood(network, { ...data, weights: new Float64Array(3) })).toThrow("2 rows");
  });
});

describe("rows that agree around a block", () => {
  it("are counted together: the cases of an Ising grid are few", () => {
    const { network } = isingGrid(4);
    const data = drawRows(network, new Float64Array(network.entries), 500, createRandom(3));
    const { blocks } = pseudoLikelihood(network, data);
    expect(Math.max(...blocks.map(({ cases }) => cases))).toBeLessThanOrEqual(16);
  });
});
