import type { Block } from "@platewise/core";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";

/** values += c + h z², of one component. */
function addComponent(slots: GaussianSlots, place: number, c: number, x: number, tile: Float64Array, { count, at, values }: Block): void {
  const m = slots.means[place] as number;
  const h = -0.5 * (slots.whitening[place] as number) ** 2;
  for (let i = 0; i < count; i++) {
    const z = (tile[x + i] as number) - m;
    values[at + i] = (values[at + i] as number) + c + h * z * z;
  }
}

/** The same of two components side by side: half the passes over the values. */
function addComponents(slots: GaussianSlots, place: number, c: number, x: number, tile: Float64Array, { count, at, values }: Block): void {
  const { means, whitening } = slots;
  const m = means[place] as number;
  const n = means[place + 1] as number;
  const g = -0.5 * (whitening[place] as number) ** 2;
  const h = -0.5 * (whitening[place + 1] as number) ** 2;
  for (let i = 0; i < count; i++) {
    const z = (tile[x + i] as number) - m;
    const v = (tile[x + TILE + i] as number) - n;
    values[at + i] = (values[at + i] as number) + c + g * z * z + h * v * v;
  }
}

/** Adds two moments of a component, `d` places apart. */
function addMoments({ statistics }: GaussianSlots, place: number, d: number, first: number, second: number): void {
  statistics[place] = (statistics[place] as number) + first;
  statistics[place + d] = (statistics[place + d] as number) + second;
}

/** Moments of component j. */
function sumComponent(slots: GaussianSlots, slot: number, j: number, d: number, tile: Float64Array, { count, at, values }: Block): void {
  const m = slots.means[slot * d + j] as number;
  const x = TILE * j;
  let first = 0;
  let second = 0;
  for (let i = 0; i < count; i++) {
    const z = (tile[x + i] as number) - m;
    const rz = (values[at + i] as number) * z;
    first += rz;
    second += rz * z;
  }
  addMoments(slots, slot * (1 + 2 * d) + 1 + j, d, first, second);
}

/** Moments of components j and j + 1 side by side: four sums that need not wait for one another. */
function sumComponents(slots: GaussianSlots, slot: number, j: number, d: number, tile: Float64Array, { count, at, values }: Block): void {
  const m = slots.means[slot * d + j] as number;
  const n = slots.means[slot * d + j + 1] as number;
  const x = TILE * j;
  let [a, b, e, f] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const r = values[at + i] as number;
    const z = (tile[x + i] as number) - m;
    const v = (tile[x + TILE + i] as number) - n;
    a += r * z;
    b += r * z * z;
    e += r * v;
    f += r * v * v;
  }
  const place = slot * (1 + 2 * d) + 1 + j;
  addMoments(slots, place, d, a, b);
  addMoments(slots, place + 1, d, e, f);
}

/** Loops for diagonal and spherical covariances of `d` dimensions. */
export function diagonalLoops(d: number): GaussianLoops {
  return {
    addLogDensity(slots, slot, tile, block) {
      for (let j = 0; j < d; j += 2) {
        const add = j + 1 < d ? addComponents : addComponent;
        add(slots, slot * d + j, j === 0 ? (slots.logConstants[slot] as number) : 0, TILE * j, tile, block);
      }
    },
    accumulate(slots, slot, tile, block) {
      const { count, at, values } = block;
      const base = slot * (1 + 2 * d);
      let weight = 0;
      for (let i = 0; i < count; i++) weight += values[at + i] as number;
      slots.statistics[base] = (slots.statistics[base] as number) + weight;
      for (let j = 0; j < d; j += 2) (j + 1 < d ? sumComponents : sumComponent)(slots, slot, j, d, tile, block);
    },
  };
}
