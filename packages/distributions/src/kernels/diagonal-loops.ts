import type { Block } from "@platewise/core";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";

/** into += h z², of the component at a place. */
function addSquares(
  { means, whitening }: GaussianSlots,
  place: number,
  tile: Float64Array,
  x: number,
  into: Float64Array,
  count: number,
): void {
  const m = means[place] as number;
  const h = -0.5 * (whitening[place] as number) ** 2;
  for (let i = 0; i < count; i++) {
    const z = (tile[x + i] as number) - m;
    into[i] = (into[i] as number) + h * z * z;
  }
}

/** The same of two components side by side: half the passes over the sums. */
function addTwoSquares(
  { means, whitening }: GaussianSlots,
  place: number,
  tile: Float64Array,
  x: number,
  into: Float64Array,
  count: number,
): void {
  const [m, n] = [means[place] as number, means[place + 1] as number];
  const g = -0.5 * (whitening[place] as number) ** 2;
  const h = -0.5 * (whitening[place + 1] as number) ** 2;
  for (let i = 0; i < count; i++) {
    const z = (tile[x + i] as number) - m;
    const v = (tile[x + TILE + i] as number) - n;
    into[i] = (into[i] as number) + g * z * z + h * v * v;
  }
}

/** Adds Σ r over even rows, then over odd ones, as vector code has them side by side. */
function addWeight(statistics: Float64Array, place: number, { count, at, values }: Block): void {
  for (let first = 0; first < 2; first++) {
    let weight = 0;
    for (let i = first; i < count; i += 2) weight += values[at + i] as number;
    statistics[place] = (statistics[place] as number) + weight;
  }
}

/** Adds Σ r z and Σ r z² of component j, in the same order. */
function addMoments({ means, statistics }: GaussianSlots, slot: number, j: number, d: number, tile: Float64Array, block: Block): void {
  const { count, at, values } = block;
  const m = means[slot * d + j] as number;
  const x = TILE * j;
  const place = slot * (1 + 2 * d) + 1 + j;
  for (let first = 0; first < 2; first++) {
    let a = 0;
    let b = 0;
    for (let i = first; i < count; i += 2) {
      const z = (tile[x + i] as number) - m;
      const y = (values[at + i] as number) * z;
      a += y;
      b += y * z;
    }
    statistics[place] = (statistics[place] as number) + a;
    statistics[place + d] = (statistics[place + d] as number) + b;
  }
}

/** Loops for diagonal and spherical covariances of `d` dimensions. */
export function diagonalLoops(d: number): GaussianLoops {
  const sums = new Float64Array(TILE);
  return {
    addLogDensity(slots, slot, tile, { count, at, values }) {
      sums.fill(slots.logConstants[slot] as number, 0, count);
      for (let j = 0; j < d; j += 2) (j + 1 < d ? addTwoSquares : addSquares)(slots, slot * d + j, tile, TILE * j, sums, count);
      for (let i = 0; i < count; i++) values[at + i] = (values[at + i] as number) + (sums[i] as number);
    },
    accumulate(slots, slot, tile, block) {
      addWeight(slots.statistics, slot * (1 + 2 * d), block);
      for (let j = 0; j < d; j++) addMoments(slots, slot, j, d, tile, block);
    },
  };
}
