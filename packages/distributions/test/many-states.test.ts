import { readFileSync } from "node:fs";
import { createRandom, type DensityKernel } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { diagonalDimensions, diagonalPath, diagonalSource } from "../../../.ci/diagonals.mjs";
import { mvNormal } from "../src/index.ts";

const SLOTS = 4;
/** More rows than a tile has, from the middle of the columns. */
const [START, COUNT, AT] = [7, 600, 5];

function kernelOf(d: number, spread: "diagonal" | "spherical"): DensityKernel {
  const size = spread === "diagonal" ? d : 1;
  const random = createRandom(d);
  const theta = new Float64Array(SLOTS * (d + size)).map((_, i) => (i % (d + size) < d ? 3 * random.normal() : 0.2 + random.next()));
  const cells = [0, d].map((offset) => Int32Array.from({ length: SLOTS }, (_, s) => s * (d + size) + offset));
  const kernel = mvNormal.createKernel({ shape: { length: d, spread }, slots: SLOTS, cells });
  if (kernel.kind !== "density") throw new Error("no density");
  kernel.prepare(theta);
  return kernel;
}

it.each(diagonalDimensions)("the loops of dimension %d are what the generator writes", (d: number) => {
  expect(readFileSync(diagonalPath(d), "utf8")).toBe(diagonalSource(d));
});

describe.each(diagonalDimensions)("a normal of %d components, over many states side by side", (d: number) => {
  const random = createRandom(100 + d);
  const columns = Array.from({ length: d }, () => new Float64Array(START + COUNT).map(() => 3 * random.normal()));
  const slots = Int32Array.of(2, 0, 1, 2, 3);
  const states = slots.length;
  const block = () => ({ start: START, count: COUNT, at: AT, slots, values: new Float64Array(AT + COUNT * states + 1).fill(9) });
  const single = (k: number, numbers: Float64Array) => ({
    start: START,
    count: COUNT,
    at: 0,
    values: new Float64Array(COUNT).map((_, i) => numbers[AT + i * states + k] as number),
  });

  it.each(["diagonal", "spherical"] as const)("has the densities of state after state, %s", (spread) => {
    const kernel = kernelOf(d, spread);
    const offsets = Float64Array.of(-1, -2, 0, -0.5, -3);
    const rows = block();
    kernel.states?.writeLogDensities(columns, rows, offsets);
    slots.forEach((slot, k) => {
      const wanted = { start: START, count: COUNT, at: 0, values: new Float64Array(COUNT).fill(offsets[k] as number) };
      kernel.addLogDensity(slot, columns, wanted);
      const found = single(k, rows.values).values;
      found.forEach((x, i) => expect(Math.abs(x - (wanted.values[i] as number))).toBeLessThanOrEqual(1e-13 * Math.abs(x)));
    });
    expect([...rows.values.subarray(0, AT), rows.values.at(-1)]).toEqual(new Array(AT + 1).fill(9));
  });

  it.each(["diagonal", "spherical"] as const)("has the statistics of state after state, %s", (spread) => {
    const kernel = kernelOf(d, spread);
    const rows = block();
    rows.values.forEach((_, i) => (rows.values[i] = random.next()));
    kernel.statistics.fill(0.5);
    kernel.states?.accumulateStates(columns, rows);
    const found = kernel.statistics.slice();
    kernel.statistics.fill(0.5);
    slots.forEach((slot, k) => kernel.accumulate(slot, columns, single(k, rows.values)));
    found.forEach((x, i) => expect(Math.abs(x - (kernel.statistics[i] as number))).toBeLessThanOrEqual(1e-11 * COUNT));
  });
});
