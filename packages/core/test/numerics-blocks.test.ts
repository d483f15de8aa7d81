import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expBlock, logSumExp, normaliseBlock, normaliseBlockTotal, portableExp } from "../src/numerics/index.ts";

function unitInLastPlace(x: number): number {
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  const next = new Float64Array(new BigInt64Array([(bits[0] as bigint) + 1n]).buffer)[0] as number;
  return next - x;
}

function ulpsFromMath(x: number): number {
  const values = Float64Array.of(x);
  expBlock(values, 0, 1);
  const expected = Math.exp(x);
  return Math.abs((values[0] as number) - expected) / unitInLastPlace(expected);
}

describe("expBlock", () => {
  test("is within two units in the last place of Math.exp", () => {
    fc.assert(
      fc.property(fc.double({ min: -745, max: 709, noNaN: true }), (x) => {
        expect(ulpsFromMath(x)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 2000 },
    );
    for (let i = 0; i <= 20000; i++) expect(ulpsFromMath(-745 + i * 0.0727)).toBeLessThanOrEqual(2);
  });

  test("edges, and the same bits as portableExp", () => {
    const inputs = [-Infinity, -1e308, -746, -745, -0, 0, 709.5, 710, 1e308, Infinity, NaN];
    const values = Float64Array.from(inputs);
    expBlock(values, 0, values.length);
    expect([...values]).toEqual([0, 0, 0, 5e-324, 1, 1, values[6], Infinity, Infinity, Infinity, NaN]);
    expect([...values]).toEqual(inputs.map(portableExp));
  });

  test("leaves what is outside the range alone", () => {
    const values = Float64Array.of(5, 0, 0, 5);
    expBlock(values, 1, 3);
    expect([...values]).toEqual([5, 1, 1, 5]);
  });

  test("gives the bits of a second implementation with tables from 50 digits", () => {
    expect([-0.1, -1.7, -33.3, 12.34].map(portableExp)).toEqual([
      0.9048374180359596, 0.18268352405273466, 3.4513877443742162e-15, 228661.95205680982,
    ]);
  });
});

const logWeight = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1e5, max: 1e5, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(-Infinity) },
);
const block = fc
  .record({ states: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 0, max: 9 }), gap: fc.integer({ min: 0, max: 2 }) })
  .chain(({ states, count, gap }) => {
    const length = states * (count + gap);
    return fc.record({
      states: fc.constant(states),
      count: fc.constant(count),
      stride: fc.constant(count + gap),
      values: fc.array(logWeight, { minLength: length, maxLength: length }),
    });
  });

describe("normaliseBlock", () => {
  test("gives posterior probabilities and log-normalisers by column, and leaves the gaps", () => {
    fc.assert(
      fc.property(block, ({ states, count, stride, values }) => {
        const table = Float64Array.from(values);
        const logNormaliser = new Float64Array(count).fill(NaN);
        normaliseBlock(table, states, stride, count, logNormaliser);
        for (let i = 0; i < stride; i++) {
          const column = Float64Array.from({ length: states }, (_, k) => values[k * stride + i] as number);
          const log = logSumExp(column, 0, states);
          for (let k = 0; k < states; k++) {
            const found = table[k * stride + i] as number;
            const x = column[k] as number;
            if (i >= count) expect(found).toBe(x);
            else expect(found).toBeCloseTo(log === -Infinity ? 0 : Math.exp(x - log), 9);
          }
          if (i < count) expect(logNormaliser[i]).toBeCloseTo(log, 9);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the total is the sum of the log-normalisers, with the same table", () => {
    fc.assert(
      fc.property(block, ({ states, count, stride, values }) => {
        const table = Float64Array.from(values);
        const other = Float64Array.from(values);
        const logNormaliser = new Float64Array(count);
        normaliseBlock(table, states, stride, count, logNormaliser);
        const sum = logNormaliser.reduce((a, b) => a + b, 0);
        const total = normaliseBlockTotal(other, states, stride, count);
        expect(total === sum || Math.abs(total - sum) < 1e-11 * Math.max(1, ...logNormaliser.map(Math.abs))).toBe(true);
        expect(other).toEqual(table);
      }),
      { numRuns: 300 },
    );
  });

  test("the total survives products that would overflow", () => {
    const table = new Float64Array(8 * 1000);
    expect(normaliseBlockTotal(table, 8, 1000, 1000)).toBeCloseTo(1000 * Math.log(8), 8);
    expect(table.every((p) => p === 1 / 8)).toBe(true);
  });

  test("a column without weight gives zeros and -Infinity, and does not touch its neighbours", () => {
    const columns = [0, -Infinity, -1, 0, -Infinity, -1];
    const table = Float64Array.from(columns);
    const logNormaliser = new Float64Array(3);
    normaliseBlock(table, 2, 3, 3, logNormaliser);
    expect([...table]).toEqual([0.5, 0, 0.5, 0.5, 0, 0.5]);
    expect(logNormaliser[1]).toBe(-Infinity);
    expect(normaliseBlockTotal(Float64Array.from(columns), 2, 3, 3)).toBe(-Infinity);
  });
});
