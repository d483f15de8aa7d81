import { editDistance, nearestName } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../src/meaning/check.ts";
import { program } from "./arbitraries/program.ts";

/** The textbook recursion, without a limit. */
function slowDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      const row = table[i];
      if (row) row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swap);
    }
  }
  return at(a.length, b.length);
}

describe("near names", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });

  test("the distance is that of the textbook up to its limit", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(slowDistance(a, b), limit + 1));
      }),
    );
  });

  test("swapped letters and capitals are near, other words are not", () => {
    expect(nearestName("maen", ["sd", "mean", "men"])).toBe("mean");
    expect(nearestName("noraml", ["LogNormal", "Normal"])).toBe("Normal");
    expect(nearestName("x", ["y", "z"])).toBeNull();
    expect(nearestName("weight", ["height", "cov"])).toBe("height");
    expect(nearestName("mean", ["cov", "mu"])).toBeNull();
  });
});

describe("any program", () => {
  test("is judged without a failure, and always in the same way", () => {
    fc.assert(
      fc.property(program, (one) => {
        const source = { name: "any.pgm", text: "" };
        const outcome = check(one, { source });
        expect(outcome.ok).toBe(!outcome.diagnostics.some(({ severity }) => severity === "error"));
        expect(check(one, { source })).toEqual(outcome);
      }),
      { numRuns: 200 },
    );
  });
});
