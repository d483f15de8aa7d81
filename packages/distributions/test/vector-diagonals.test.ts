import { readFileSync } from "node:fs";
import { createRandom, type StateBlock } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { diagonalDimensions } from "../../../.ci/diagonals.mjs";
import { vectorDiagonalPath, vectorDiagonalSource } from "../../../.ci/vector-diagonals.mjs";
import { type GaussianSlots, type StateLoops, TILE } from "../src/kernels/gaussian-loops.ts";
import { vectorLoops } from "../src/kernels/vector-diagonals.ts";

const SLOTS = 7;
const AT = 3;

function slotsOf(d: number): GaussianSlots {
  const random = createRandom(d);
  const some = (n: number): Float64Array => new Float64Array(SLOTS * n).map(() => random.normal());
  return { means: some(d), whitening: some(d), logConstants: some(1), statistics: some(1 + 2 * d) };
}

function blockOf(states: number, count: number, seed: number): StateBlock {
  const random = createRandom(seed);
  const slots = Int32Array.from({ length: states }, () => Math.floor(SLOTS * random.next()));
  const values = new Float64Array(AT + count * states + 2).map(() => random.next() ** 9);
  return { start: 0, count, at: AT, values, slots };
}

/** The loops with a count of how often the plain ones were asked. */
async function loopsOf(d: number): Promise<{ plain: StateLoops; vectors: StateLoops; asked: () => number }> {
  const module = (await import(`../src/generated/diagonal-${d}.ts`)) as Readonly<Record<string, StateLoops>>;
  const plain = module[`diagonal${d}`] as StateLoops;
  let asked = 0;
  const counted: StateLoops = {
    writeLogDensities(...all) {
      asked++;
      plain.writeLogDensities(...all);
    },
    accumulateStates(...all) {
      asked++;
      plain.accumulateStates(...all);
    },
  };
  return { plain, vectors: vectorLoops(d, counted), asked: () => asked };
}

describe.each(diagonalDimensions)("the vector code of %d components", (d: number) => {
  it("is what the generator writes", () => {
    expect(readFileSync(vectorDiagonalPath(d), "utf8")).toBe(vectorDiagonalSource(d));
  });

  it.each([2, 4, 8, 14])("gives the bits of the written-out loops, over %d states", async (states) => {
    const { plain, vectors, asked } = await loopsOf(d);
    const random = createRandom(50 + d);
    const [ours, theirs] = [slotsOf(d), slotsOf(d)];
    // After a whole tile, which compiles the code, shorter ones.
    for (const count of [TILE, 1, 100, TILE]) {
      const tile = new Float64Array(TILE * (d + 1)).map(() => 4 * random.normal());
      const offsets = new Float64Array(states).map(() => random.normal());
      const [a, b] = [blockOf(states, count, d), blockOf(states, count, d)];
      vectors.accumulateStates(ours, tile, a);
      plain.accumulateStates(theirs, tile, b);
      expect(ours.statistics).toEqual(theirs.statistics);
      vectors.writeLogDensities(ours, tile, a, offsets);
      plain.writeLogDensities(theirs, tile, b, offsets);
      expect(a.values).toEqual(b.values);
    }
    expect(asked()).toBe(0);
  });

  it("leaves other numbers of states, and what is less than a tile, to the written-out loops", async () => {
    const { plain, vectors, asked } = await loopsOf(d);
    const tile = new Float64Array(TILE * (d + 1)).fill(0.3);
    const [ours, theirs] = [slotsOf(d), slotsOf(d)];
    for (const [states, count] of [
      [6, TILE - 1],
      [5, TILE],
      [6, TILE],
      [4, TILE],
    ] as const) {
      vectors.accumulateStates(ours, tile, blockOf(states, count, d));
      plain.accumulateStates(theirs, tile, blockOf(states, count, d));
      expect(ours.statistics).toEqual(theirs.statistics);
    }
    expect(asked()).toBe(3);
  });
});
