import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/numerics/index.ts";
import * as reference from "./numerics-reference.ts";

const { lgamma, portableExp, portableLog } = core;

/** Relative error of a value; absolute where the expected value is 0. */
function relativeError(value: number, expected: number): number {
  if (value === expected) return 0;
  return Math.abs(value - expected) / (expected === 0 ? 1 : Math.abs(expected));
}

type Unary = [name: string, f: (x: number) => number, rows: readonly (readonly [number, number])[], bound: number];
type Binary = [name: string, f: (x: number, y: number) => number, rows: readonly (readonly [number, number, number])[], bound: number];

const unary: Unary[] = [
  ["lgamma", core.lgamma, reference.LGAMMA, 1e-14],
  ["digamma", core.digamma, reference.DIGAMMA, 1e-14],
  ["trigamma", core.trigamma, reference.TRIGAMMA, 1e-14],
  ["erfc", core.erfc, reference.ERFC, 1e-14],
  ["normalCdf", core.normalCdf, reference.NORMAL_CDF, 1e-14],
  ["portableLog", core.portableLog, reference.LOG, 2 ** -52],
  ["portableLog1p", core.portableLog1p, reference.LOG1P, 2 ** -51],
];
const binary: Binary[] = [
  ["logBinomial", core.logBinomial, reference.LOG_BINOMIAL, 1e-14],
  ["logMultivariateGamma", core.logMultivariateGamma, reference.LOG_MULTIVARIATE_GAMMA, 1e-14],
  ["poissonDeviance", core.poissonDeviance, reference.POISSON_DEVIANCE, 1e-14],
];

describe("values agree with high-precision ones", () => {
  test.each(unary)("%s", (_, f, rows, bound) => {
    for (const [x, expected] of rows) expect(relativeError(f(x), expected), `at ${x}`).toBeLessThan(bound);
  });

  test.each(binary)("%s", (_, f, rows, bound) => {
    for (const [x, y, expected] of rows) {
      expect(relativeError(f(x, y), expected), `at ${x}, ${y}`).toBeLessThan(bound);
    }
  });

  test("stirlingRemainder, absolutely", () => {
    for (const [x, expected] of reference.STIRLING_REMAINDER) {
      expect(Math.abs(core.stirlingRemainder(x) - expected), `at ${x}`).toBeLessThan(1e-14);
    }
  });

  test("portableExp, within two units in the last place", () => {
    for (const [x, expected] of reference.EXP) {
      const unit = Math.max(2 ** -1074, 2 ** -52 * 2 ** Math.floor(Math.log2(expected)));
      expect(Math.abs(portableExp(x) - expected), `at ${x}`).toBeLessThanOrEqual(2 * unit);
    }
  });
});

describe("edges", () => {
  test("lgamma, digamma and trigamma at 0, below it and at infinity", () => {
    expect([lgamma(0), lgamma(-1.5), lgamma(Infinity), lgamma(1), lgamma(2)]).toEqual([Infinity, NaN, Infinity, 0, 0]);
    expect([core.digamma(0), core.digamma(-1.5), core.digamma(Infinity)]).toEqual([-Infinity, NaN, Infinity]);
    expect([core.trigamma(0), core.trigamma(-1.5), core.trigamma(Infinity)]).toEqual([Infinity, NaN, 0]);
  });

  test("logarithms", () => {
    expect([portableLog(0), portableLog(-1), portableLog(Infinity), portableLog(NaN), portableLog(1)]).toEqual([
      -Infinity,
      NaN,
      Infinity,
      NaN,
      0,
    ]);
    expect([core.portableLog1p(-1), core.portableLog1p(-2), core.portableLog1p(Infinity)]).toEqual([-Infinity, NaN, Infinity]);
  });

  test("distribution function and its complement at infinity", () => {
    expect([core.erfc(-Infinity), core.erfc(Infinity), core.erfc(NaN)]).toEqual([2, 0, NaN]);
    expect([core.normalCdf(-Infinity), core.normalCdf(Infinity), core.normalCdf(NaN)]).toEqual([0, 1, NaN]);
  });

  test("counts outside the triangle have no ways", () => {
    expect([core.logBinomial(5, -1), core.logBinomial(5, 6), core.logBinomial(5, 0)]).toEqual([-Infinity, -Infinity, 0]);
  });
});

describe("identities", () => {
  test("Pascal's rule", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 900 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, share) => {
        const k = Math.max(1, Math.min(n - 1, Math.round(n * share)));
        const parts = Float64Array.of(core.logBinomial(n - 1, k - 1), core.logBinomial(n - 1, k));
        expect(core.logSumExp(parts, 0, 2)).toBeCloseTo(core.logBinomial(n, k), 10);
      }),
    );
  });

  test("logFactorial is the sum of the logarithms, through the end of its table", () => {
    let sum = 0;
    for (let n = 1; n <= 300; n++) {
      sum += Math.log(n);
      expect(relativeError(core.logFactorial(n), sum)).toBeLessThan(1e-13);
    }
    expect(core.logFactorial(0)).toBe(0);
  });

  test("log and exp agree with Math's", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true }), (x) => {
        expect(relativeError(portableLog(x), Math.log(x))).toBeLessThanOrEqual(2 ** -51);
      }),
    );
  });
});

describe("log domain", () => {
  test("logSumExp takes the asked range and survives extremes", () => {
    const values = Float64Array.of(99, 1000, 1000 + Math.log(3), -Infinity, 99);
    expect(core.logSumExp(values, 1, 3)).toBeCloseTo(1000 + Math.log(4), 12);
    expect(core.logSumExp(values, 3, 1)).toBe(-Infinity);
    expect(core.logSumExp(values, 0, 0)).toBe(-Infinity);
    expect(core.logSumExp(Float64Array.of(1, Infinity), 0, 2)).toBe(Infinity);
    expect(core.logSumExp(Float64Array.of(1, NaN), 0, 2)).toBeNaN();
  });

  test("softplus and logistic function", () => {
    expect([core.log1pExp(-800), core.log1pExp(800), core.sigmoid(-800), core.sigmoid(800)]).toEqual([0, 800, 0, 1]);
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relativeError(core.sigmoid(x), 1 / (1 + Math.exp(-x)))).toBeLessThan(1e-14);
        expect(relativeError(core.log1pExp(x), Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))).toBeLessThan(1e-14);
      }),
    );
  });
});
