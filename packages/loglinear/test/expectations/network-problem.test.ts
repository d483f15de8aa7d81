import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createNetworkProblem,
  type ExactProblem,
  evaluateNetwork,
  isExact,
  momentsAt,
  networkGradient,
  topWeight,
  withoutObservations,
} from "../../src/index.ts";
import { bySums, type SmallRow, smallData } from "./small-network.ts";

const rowOf = (least: number): fc.Arbitrary<SmallRow> =>
  fc.record({
    a: fc.integer({ min: least, max: 1 }),
    b: fc.integer({ min: least, max: 2 }),
    x: fc.constantFrom(-1.5, 0, 0.25, 2),
    weight: fc.constantFrom(0, 0.5, 1, 3),
  });

const rowsOf = (least: number): fc.Arbitrary<readonly SmallRow[]> =>
  fc.array(rowOf(least), { minLength: 1, maxLength: 30 }).filter((rows) => rows.some(({ weight }) => weight > 0));

const weights = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 7, maxLength: 7 });

function exactOf(rows: readonly SmallRow[], distinct = true): ExactProblem {
  const outcome = createNetworkProblem(smallData(rows), { budget: 1000, distinct });
  if (!outcome.ok || !isExact(outcome.value)) throw new Error(JSON.stringify(outcome.diagnostics));
  return outcome.value;
}

function mustBeNear(found: number, expected: number): void {
  const isNear = found === expected || Math.abs(found - expected) <= 1e-11 * Math.max(1, Math.abs(expected));
  if (!isNear) throw new Error(`${found}, not ${expected}`);
}

function mustMatch(rows: readonly SmallRow[], theta: Float64Array, problem: ExactProblem): void {
  const wanted = bySums(rows, theta);
  const { logLik, logZ } = evaluateNetwork(problem, theta);
  const gradient = new Float64Array(7);
  networkGradient(problem, gradient);
  mustBeNear(logLik, wanted.logLik);
  mustBeNear(logZ, wanted.logZ);
  for (const [c, slope] of gradient.entries()) mustBeNear(slope, wanted.gradient[c] as number);
}

describe("a network's problem", () => {
  test.each([
    ["complete rows", 0],
    ["rows with empty cells", -1],
  ] as const)("has the likelihood and gradient of its definition, for %s", (_, least) => {
    fc.assert(
      fc.property(rowsOf(least), weights, fc.boolean(), (rows, numbers, distinct) => {
        mustMatch(rows, Float64Array.from(numbers), exactOf(rows, distinct));
      }),
    );
  });

  test("keeps what it is asked again", () => {
    fc.assert(
      fc.property(rowsOf(-1), weights, weights, (rows, one, other) => {
        const problem = exactOf(rows);
        const [theta, between] = [Float64Array.from(one), Float64Array.from(other)];
        const before = evaluateNetwork(problem, theta);
        evaluateNetwork(problem, between);
        momentsAt(problem, between);
        expect(evaluateNetwork(problem, theta)).toEqual(before);
      }),
    );
  });

  test("rules configurations out at minus infinity, and counts them nowhere", () => {
    fc.assert(
      fc.property(rowsOf(-1), weights, fc.integer({ min: 0, max: 5 }), (rows, numbers, cell) => {
        const theta = Float64Array.from(numbers, (x, c) => (c === cell ? Number.NEGATIVE_INFINITY : x));
        const possible = rows.filter(({ a, b, weight }) => weight === 0 || a < 0 || b < 0 || 3 * a + b !== cell);
        fc.pre(possible.some(({ weight }) => weight > 0));
        mustMatch(possible, theta, exactOf(possible));
      }),
    );
  });

  test("is likely −∞ where something seen is ruled out", () => {
    const theta = Float64Array.of(0, 0, 0, 0, 0, Number.NEGATIVE_INFINITY, 0.3);
    const rows = [{ a: 1, b: 2, x: 1, weight: 1 }];
    expect(evaluateNetwork(exactOf(rows), theta).logLik).toBe(Number.NEGATIVE_INFINITY);
    expect(evaluateNetwork(exactOf([{ ...rows[0], b: -1 } as SmallRow]), theta).logLik).toBeGreaterThan(-10);
  });

  test("is refused where the table of a factor is over the budget", () => {
    const outcome = createNetworkProblem(smallData([{ a: 0, b: 1, x: 1, weight: 1 }]), { budget: 5 });
    expect(outcome.ok).toBe(false);
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["factor-not-learnable"]);
  });

  test("counts rows by their weights, and leaves out what is modelled but not what is given", () => {
    const data = smallData([
      { a: 0, b: -1, x: 1, weight: 0.5 },
      { a: 1, b: 2, x: 2, weight: 3 },
    ]);
    expect(topWeight(data)).toBe(3.5);
    expect(withoutObservations(data).nodes.map(({ values, missing }) => [values.kind, missing])).toEqual([
      ["absent", 2],
      ["absent", 2],
      ["numbers", 0],
    ]);
  });
});
