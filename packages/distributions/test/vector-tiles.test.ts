import { readFileSync } from "node:fs";
import { createRandom, type MixtureStates, type NumericColumns } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { dimensions } from "../../../.ci/kernels.mjs";
import { vectorAnyPath, vectorAnySource } from "../../../.ci/vector-any.mjs";
import { vectorComponentsPath, vectorComponentsSource } from "../../../.ci/vector-components.mjs";
import { vectorFullPath, vectorFullSource } from "../../../.ci/vector-full.mjs";
import { diagonalLoops } from "../src/kernels/diagonal-loops.ts";
import { fullLoops } from "../src/kernels/full-loops.ts";
import { type GaussianLoops, type GaussianSlots, TILE } from "../src/kernels/gaussian-loops.ts";
import { createTile } from "../src/kernels/tile.ts";
import { mixtureOf } from "../src/kernels/tile-mixture.ts";
import { vectorComponentLoops } from "../src/kernels/vector-components.ts";
import { vectorFullLoops } from "../src/kernels/vector-full.ts";

const AT = 3;
const SLOTS = 11;
/** Dimensions whose loops are written out. */
const written: ReadonlySet<number> = new Set(dimensions);

interface Form {
  readonly d: number;
  readonly full: boolean;
}

const size = ({ d, full }: Form): number => (full ? (d * (d + 1)) / 2 : d);

function slotsOf(form: Form, spread = 1): GaussianSlots {
  const { d } = form;
  const random = createRandom(d);
  const some = (n: number, scale = 1): Float64Array => new Float64Array(SLOTS * n).map(() => scale * random.normal());
  return { means: some(d), whitening: some(size(form), spread), logConstants: some(1), statistics: some(1 + d + size(form)) };
}

const numbers = (length: number, seed: number): Float64Array => {
  const random = createRandom(seed);
  return new Float64Array(length).map(() => 3 * random.normal());
};

async function plainLoops({ d, full }: Form): Promise<GaussianLoops> {
  if (!full) return diagonalLoops(d);
  if (!written.has(d)) return fullLoops(d);
  const module = (await import(`../src/generated/full-${d}.ts`)) as Readonly<Record<string, GaussianLoops>>;
  return module[`full${d}`] as GaussianLoops;
}

/** The vector code of a dimension over loops that count how often they are asked. */
async function loopsOf(form: Form): Promise<{ plain: GaussianLoops; vectors: GaussianLoops; asked: () => number }> {
  const plain = await plainLoops(form);
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
  return { plain, vectors: (form.full ? vectorFullLoops : vectorComponentLoops)(form.d, counted), asked: () => asked };
}

/** Both walks over a mixture of so many states: what they return, their statistics and totals. */
async function walkBoth(form: Form, states: number, count: number, spread: number): Promise<readonly unknown[][]> {
  const { d } = form;
  const { plain, vectors } = await loopsOf(form);
  return [plain, vectors].map((loops) => {
    const slots = slotsOf(form, spread);
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
  expect(readFileSync(vectorComponentsPath, "utf8")).toBe(vectorComponentsSource());
});

const forms: readonly Form[] = [
  ...[...written, 1, 9, 10, 13, 24].map((d) => ({ d, full: true })),
  ...[1, 2, 5, 8, 19].map((d) => ({ d, full: false })),
];

describe.each(forms)("the vector code of $d components (full: $full)", (form) => {
  it("gives the bits of the written-out loops", async () => {
    const { plain, vectors, asked } = await loopsOf(form);
    const [ours, theirs] = [slotsOf(form), slotsOf(form)];
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
    const { vectors, asked } = await loopsOf(form);
    const slots = slotsOf(form);
    const tile = vectors.room?.()?.tile as Float64Array;
    const values = new Float64Array(TILE);
    vectors.addLogDensity(slots, 1, tile, { start: 0, count: TILE - 1, at: 0, values });
    vectors.accumulate(slots, 1, new Float64Array(tile.length), { start: 0, count: TILE, at: 0, values });
    expect(asked()).toBe(2);
  });

  it.each([2, 3, 8, 11])("walks a mixture of %d states with the bits of the written-out loops", async (states) => {
    const [plain, vectors] = await walkBoth(form, states, 3 * TILE + 77, 0.4);
    expect(plain?.[0]).toSatisfy(Number.isFinite);
    expect(vectors).toEqual(plain);
  });

  it("walks one whose densities are far apart", async () => {
    const [plain, vectors] = await walkBoth(form, 6, 2 * TILE, 300);
    expect(plain?.[0]).toBeLessThan(-1e4);
    expect(vectors).toEqual(plain);
  });

  it("walks none with an impossible row, and leaves sums as they were", async () => {
    for (const [logLik, ...sums] of await walkBoth(form, 6, 2 * TILE, 1e200)) {
      expect((logLik as number) > -Infinity).toBe(false);
      expect(sums).toEqual([slotsOf(form, 1e200).statistics, new Float64Array(6)]);
    }
  });
});
