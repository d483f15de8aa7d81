import { createRandom, type ParamDecl } from "@platewise/core";
import type { ParameterEntry } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicaliseEffects, type PlainTable } from "../../src/learn/effects.ts";

const decl = {} as ParamDecl;

/** Tables over variables of these sizes, one after the other in a parameter vector. */
function tablesOver(sizes: readonly number[], scopes: readonly (readonly number[])[]): { tables: readonly PlainTable[]; size: number } {
  let offset = 0;
  const tables = scopes.map((axes): PlainTable => {
    const dimensions = axes.map((v) => sizes[v] as number);
    const count = dimensions.reduce((a, b) => a * b, 1);
    const entry: ParameterEntry = { decl, offset, dimensions, count, length: 1 };
    offset += count;
    return { entry, axes };
  });
  return { tables, size: offset };
}

/** Log-potential of every configuration. */
function potentials(sizes: readonly number[], tables: readonly PlainTable[], theta: Float64Array): Float64Array {
  const total = sizes.reduce((a, b) => a * b, 1);
  return Float64Array.from({ length: total }, (_, configuration) => {
    const states = sizes.map((size, v) => Math.floor(configuration / sizes.slice(v + 1).reduce((a, b) => a * b, 1)) % size);
    return tables.reduce((sum, { entry, axes }) => {
      const e = axes.reduce((at, v) => at * (sizes[v] as number) + (states[v] as number), 0);
      return sum + (theta[entry.offset + e] as number);
    }, 0);
  });
}

/** Moves a random function of the variables that two tables share from one to the other, and adds constants. */
function moveBetween(sizes: readonly number[], tables: readonly PlainTable[], theta: Float64Array, seed: number): Float64Array {
  const random = createRandom(seed);
  const moved = theta.slice();
  for (const a of tables) {
    for (const b of tables) {
      if (a === b) continue;
      const shared = a.axes.filter((v) => b.axes.includes(v));
      const amounts = Array.from({ length: shared.reduce((n, v) => n * (sizes[v] as number), 1) }, () => random.normal());
      const add = ({ entry, axes }: PlainTable, sign: number): void => {
        for (let e = 0; e < entry.count; e++) {
          const states = axes.map(
            (_, i) => Math.floor(e / entry.dimensions.slice(i + 1).reduce((x, y) => x * y, 1)) % (entry.dimensions[i] as number),
          );
          const at = shared.reduce((n, v) => n * (sizes[v] as number) + (states[axes.indexOf(v)] as number), 0);
          moved[entry.offset + e] = (moved[entry.offset + e] as number) + sign * (amounts[at] as number);
        }
      };
      add(a, 1);
      add(b, -1);
    }
  }
  for (const { entry } of tables) {
    const constant = random.normal();
    for (let e = 0; e < entry.count; e++) moved[entry.offset + e] = (moved[entry.offset + e] as number) + constant;
  }
  return moved;
}

const models = [
  {
    sizes: [4, 2, 2],
    scopes: [
      [0, 1],
      [0, 2],
      [1, 2],
    ],
  },
  {
    sizes: [3, 2, 2, 2],
    scopes: [
      [0, 1, 2],
      [0, 3],
      [2, 3],
    ],
  },
  { sizes: [2, 3], scopes: [[0], [1], [0, 1]] },
];

describe("zero margins", () => {
  test("tables of the same distribution have the same reported form, which has that distribution", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(...models), (seed, { sizes, scopes }) => {
        const random = createRandom(seed);
        const { tables, size } = tablesOver(sizes, scopes);
        const theta = Float64Array.from({ length: size }, () => (random.next() < 0.2 ? -Infinity : random.normal()));
        const before = potentials(sizes, tables, theta);
        if (before.every((x) => x === -Infinity)) return;
        const moved = moveBetween(sizes, tables, theta, seed + 1);
        canonicaliseEffects(tables, theta);
        canonicaliseEffects(tables, moved);
        theta.forEach((x, c) => {
          if (Number.isFinite(x)) expect(moved[c]).toBeCloseTo(x, 8);
          else expect(moved[c]).toBe(-Infinity);
        });
        const after = potentials(sizes, tables, theta);
        const first = before.findIndex(Number.isFinite);
        const shift = (after[first] as number) - (before[first] as number);
        before.forEach((x, i) => {
          if (Number.isFinite(x)) expect((after[i] as number) - x).toBeCloseTo(shift, 8);
          else expect(after[i]).toBe(-Infinity);
        });
      }),
      { numRuns: 200 },
    );
  });
});
