import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliserPath, normaliserSource, stateCounts } from "../../../.ci/kernels.mjs";
import { normaliseBlockTotal, writtenNormalisers, writtenRowNormalisers } from "../src/index.ts";

const logWeight = fc.oneof(
  fc.double({ min: -50, max: 50, noNaN: true }),
  fc.double({ min: -900, max: 0, noNaN: true }),
  fc.constant(-Infinity),
);

describe.each(stateCounts)("the normalisation of %d states", (states: number) => {
  it("is what the generator writes", () => {
    expect(readFileSync(normaliserPath(states), "utf8")).toBe(normaliserSource(states));
  });

  it("agrees with the general one, or says that it can't", () => {
    const written = writtenNormalisers[states];
    if (!written) throw new Error("missing");
    fc.assert(
      fc.property(fc.array(fc.array(logWeight, { minLength: states, maxLength: states }), { minLength: 1, maxLength: 20 }), (rows) => {
        const stride = rows.length + 2;
        const table = new Float64Array(states * stride);
        rows.forEach((row, i) => row.forEach((x, k) => (table[k * stride + i] = x)));
        const plain = table.slice();
        const total = normaliseBlockTotal(plain, states, stride, rows.length);
        const got = written(table, stride, rows.length);
        if (!(got > -Infinity)) return rows.some((row) => row[0] === -Infinity || Math.max(...row) - (row[0] as number) >= 600);
        expect(Math.abs(got - total)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(total)));
        rows.forEach((row, i) =>
          row.forEach((_, k) => {
            const [a, b] = [table[k * stride + i] as number, plain[k * stride + i] as number];
            expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-13 * b + 1e-300);
          }),
        );
        return true;
      }),
    );
  });

  it("is the same for rows side by side, but for the order of sums", () => {
    const [written, inRows] = [writtenNormalisers[states], writtenRowNormalisers[states]];
    if (!written || !inRows) throw new Error("missing");
    fc.assert(
      fc.property(fc.array(fc.array(logWeight, { minLength: states, maxLength: states }), { minLength: 1, maxLength: 20 }), (rows) => {
        const table = new Float64Array(states * rows.length);
        const side = new Float64Array(states * rows.length + 4).fill(7);
        rows.forEach((row, i) => row.forEach((x, k) => (table[k * rows.length + i] = side[3 + i * states + k] = x)));
        const [total, wanted] = [inRows(side, 3, rows.length), written(table, rows.length, rows.length)];
        if (!(wanted > -Infinity)) {
          expect(total).toBe(wanted);
          return;
        }
        expect(Math.abs(total - wanted)).toBeLessThanOrEqual(1e-13 * Math.max(1, rows.length, Math.abs(wanted)));
        rows.forEach((row, i) =>
          row.forEach((_, k) => {
            const [a, b] = [side[3 + i * states + k] as number, table[k * rows.length + i] as number];
            expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-15 * b);
          }),
        );
        expect([...side.subarray(0, 3), side.at(-1)]).toEqual([7, 7, 7, 7]);
      }),
    );
  });

  it("gives a state of probability zero exactly zero", () => {
    const table = new Float64Array(states).fill(0);
    table[1] = -Infinity;
    writtenNormalisers[states]?.(table, 1, 1);
    expect(table[1]).toBe(0);
  });
});
