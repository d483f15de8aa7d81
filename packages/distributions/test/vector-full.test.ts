import { readFileSync } from "node:fs";
import { createRandom, type MixtureStates, type NumericColumns } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { dimensions } from "../../../.ci/kernels.mjs";
import { vectorAnyPath, vectorAnySource } from "../../../.ci/vector-any.mjs";
import { vectorFullPath, vectorFullSource } from "../../../.ci/vector-full.mjs";
import { fullLoops } from "../src/kernels/full-loops.ts";
import { mixtureOf } from "../src/kernels/full-mixture.ts";
import { type GaussianLoops, type GaussianSlots, TILE } from "../src/kernels/gaussian-loops.ts";
import { createTile } from "../src/kernels/tile.ts";
import { vectorFullLoops } from "../src/kernels/vector-full.ts";

const AT = 3;
const SLOTS = 11;
/** Dimensions whose loops are written out. */
const written: ReadonlySet<number> = new Set(dimensions);

const size = (d: number): number => (d * (d + 1)) / 2;

function slotsOf(d: number, spread = 1): GaussianSlots {
  const random = createRandom(d);
  const some = (n: number, scale = 1): Float64Array => new Float64Array(SLOTS * n).map(() => scale * random.normal());
  return { means: some(d), whitening: some(size(d), spread), logConstants: some(1), statistics: some(1 + d + size(d)) };
}

const numbers = (length: number, seed: number): Float64Array => {
  const random = createRandom(seed);
  return new Float64Array(length).map(() => 3 * random.normal());
};

async function plainLoops(d: number): Promise<GaussianLoops> {
  if (!written.has(d)) return fullLoops(d);
  const module = (await import(`../src/generated/full-${d}.ts`)) as Readonly<Record<string, GaussianLoops>>;
  return module[`full${d}`] as GaussianLoops;
}

/** The vector code of a dimension over loops that count how often they are asked. */
async function loopsOf(d: number): Promise<{ plain: GaussianLoops; vectors: GaussianLoops; asked: () => number }> {
  const plain = await plainLoops(d);
  let asked = 0;
  const counted: GaussianLoops = {
    addLogDensity(...all) {
      asked++;
      plain.addLogDensity(...all);
    },
    accumulate(...all) {
      asked++;
      plain.accumulate(...all);
    },
  };
  return { plain, vectors: vectorFullLoops(d, counted), asked: () => asked };
}

/** Both walks over a mixture of so many states: what they return, their statistics and totals. */
async function walkBoth(d: number, states: number, count: number, spread: number): Promise<readonly unknown[][]> {
  const { plain, vectors } = await loopsOf(d);
  return [plain, vectors].map((loops) => {
    const slots = slotsOf(d, spread);
    const walk = mixtureOf(
      loops,
      slots,
      createTile(d, () => loops.room?.()?.tile ?? null),
    );
    const columns: NumericColumns = Array.from({ length: d }, (_, j) => numbers(count + 5, j));
    const own: MixtureStates = {
      slots: Int32Array.from({ length: states }, (_, k) => (5 * k + 2) % SLOTS),
      base: numbers(states, 9),
      totals: new Float64Array(states),
    };
    return [walk(own, columns, 5, 5 + count), slots.statistics, own.totals];
  });
}

it("the modules are what the generators write", () => {
  for (const d of dimensions) expect(readFileSync(vectorFullPath(d), "utf8")).toBe(vectorFullSource(d));
  expect(readFileSync(vectorAnyPath, "utf8")).toBe(vectorAnySource());
});

describe.each([...written, 1, 9, 10, 13, 24])("the vector code of a full covariance of %d components", (d: number) => {
  it("gives the bits of the written-out loops", async () => {
    const { plain, vectors, asked } = await loopsOf(d);
    const [ours, theirs] = [slotsOf(d), slotsOf(d)];
    const tile = vectors.room?.()?.tile as Float64Array;
    for (const slot of [4, 0, SLOTS - 1]) {
      tile.set(numbers(tile.length, slot));
      const [a, b] = [numbers(AT + TILE + 2, 50 + slot), numbers(AT + TILE + 2, 50 + slot)];
      vectors.accumulate(ours, slot, tile, { start: 0, count: TILE, at: AT, values: a });
      plain.accumulate(theirs, slot, tile, { start: 0, count: TILE, at: AT, values: b });
      expect(ours.statistics).toEqual(theirs.statistics);
      vectors.addLogDensity(ours, slot, tile, { start: 0, count: TILE, at: AT, values: a });
      plain.addLogDensity(theirs, slot, tile, { start: 0, count: TILE, at: AT, values: b });
      expect(a).toEqual(b);
    }
    expect(asked()).toBe(0);
  });

  it("leaves what is less than a tile, or stands elsewhere, to the written-out loops", async () => {
    const { vectors, asked } = await loopsOf(d);
    const slots = slotsOf(d);
    const tile = vectors.room?.()?.tile as Float64Array;
    const values = new Float64Array(TILE);
    vectors.addLogDensity(slots, 1, tile, { start: 0, count: TILE - 1, at: 0, values });
    vectors.accumulate(slots, 1, new Float64Array(tile.length), { start: 0, count: TILE, at: 0, values });
    expect(asked()).toBe(2);
  });

  it.each([2, 3, 8, 11])("walks a mixture of %d states with the bits of the written-out loops", async (states) => {
    const [plain, vectors] = await walkBoth(d, states, 3 * TILE + 77, 0.4);
    expect(plain?.[0]).toSatisfy(Number.isFinite);
    expect(vectors).toEqual(plain);
  });

  it("walks one whose densities are far apart", async () => {
    const [plain, vectors] = await walkBoth(d, 6, 2 * TILE, 300);
    expect(plain?.[0]).toBeLessThan(-1e4);
    expect(vectors).toEqual(plain);
  });

  it("walks none with an impossible row, and leaves sums as they were", async () => {
    for (const [logLik, ...sums] of await walkBoth(d, 6, 2 * TILE, 1e200)) {
      expect((logLik as number) > -Infinity).toBe(false);
      expect(sums).toEqual([slotsOf(d, 1e200).statistics, new Float64Array(6)]);
    }
  });
});
