import type { VectorCode } from "@platewise/core";
import { vectorFull } from "../generated/vector-full.ts";
import { vectorFull2 } from "../generated/vector-full-2.ts";
import { vectorFull3 } from "../generated/vector-full-3.ts";
import { vectorFull4 } from "../generated/vector-full-4.ts";
import { vectorFull5 } from "../generated/vector-full-5.ts";
import { vectorFull6 } from "../generated/vector-full-6.ts";
import { vectorFull7 } from "../generated/vector-full-7.ts";
import { vectorFull8 } from "../generated/vector-full-8.ts";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";
import { type TileCode, type TileLoops, vectorTileLoops } from "./vector-tile.ts";

const modules: ReadonlyMap<number, string> = new Map([
  [2, vectorFull2],
  [3, vectorFull3],
  [4, vectorFull4],
  [5, vectorFull5],
  [6, vectorFull6],
  [7, vectorFull7],
  [8, vectorFull8],
]);

/** Numbers from one column of the general code to the next, and columns side by side in a block of its sums. */
const [APART, SIDE] = [TILE + 8, 3];

const entries = (d: number): number => (d * (d + 1)) / 2;
const statisticsOf = (d: number): number => 1 + d + entries(d);
/** Blocks of columns (1, z), the last one filled up. */
const blocksOf = (d: number): number => Math.ceil((1 + d) / SIDE);

/** The loops of a module for one dimension. */
function shapedIn(d: number, { functions, room }: VectorCode, tile: Float64Array, constants: Float64Array): TileLoops {
  const sums = room.floats(2 * statisticsOf(d));
  const [x, c] = [tile.byteOffset, constants.byteOffset];
  return {
    sums,
    places: Int32Array.from({ length: statisticsOf(d) }, (_, n) => n),
    densities: (rows) => functions.densities?.(x, rows, c, TILE / 2),
    moments: (rows) => functions.moments?.(x, rows, c, TILE / 2, sums.byteOffset),
  };
}

/** Where the general code puts the statistics: block by block of the lower triangle of products of (1, z). */
function blockPlaces(d: number): Int32Array {
  const places = new Int32Array(statisticsOf(d));
  for (let v = 0; v <= d; v++) {
    for (let w = 0; w <= v; w++) {
      const block = entries(Math.floor(v / SIDE)) + Math.floor(w / SIDE);
      places[w === 0 ? v : 1 + d + entries(v - 1) + w - 1] = SIDE * SIDE * block + SIDE * (v % SIDE) + (w % SIDE);
    }
  }
  return places;
}

/** The loops of the module for any dimension. */
function generalIn(d: number, { functions, room }: VectorCode, tile: Float64Array, constants: Float64Array): TileLoops {
  const blocks = blocksOf(d);
  const [z, t] = [room.floats(APART * SIDE * blocks), room.floats(APART * SIDE * blocks)];
  const sums = room.floats(2 * SIDE * SIDE * entries(blocks));
  z.fill(1, 0, TILE);
  const group = room.floats(8 * d);
  const [x, c] = [tile.byteOffset, constants.byteOffset];
  return {
    sums,
    places: blockPlaces(d),
    densities: (rows) => functions.densities?.(x, rows, c, group.byteOffset, d, TILE / 2),
    moments(rows) {
      functions.weigh?.(x, rows, c, z.byteOffset, t.byteOffset, d, TILE / 2);
      functions.addUp?.(z.byteOffset, t.byteOffset, sums.byteOffset, blocks, TILE / 2);
    },
  };
}

/** Constants of a slot: means, rows of W, log constant. */
function loadConstants(d: number, { means, whitening, logConstants }: GaussianSlots, slot: number, into: Float64Array): void {
  const size = entries(d);
  const put = (n: number, value: number): void => {
    into[2 * n] = value;
    into[2 * n + 1] = value;
  };
  for (let j = 0; j < d; j++) put(j, means[slot * d + j] as number);
  for (let n = 0; n < size; n++) put(d + n, whitening[slot * size + n] as number);
  put(d + size, logConstants[slot] as number);
}

/** The loops of `plain`, a full covariance of `d` dimensions, as vector code. */
export function vectorFullLoops(d: number, plain: GaussianLoops): GaussianLoops {
  const shaped = modules.get(d);
  const blocks = blocksOf(d);
  const code: TileCode = {
    text: shaped ?? vectorFull,
    columns: d,
    statistics: statisticsOf(d),
    numbers: 2 * SIDE * (APART * blocks + SIDE * entries(blocks)) + 8 * d,
    loadConstants: (slots, slot, into) => loadConstants(d, slots, slot, into),
    loops: (vectors, tile, constants) => (shaped ? shapedIn : generalIn)(d, vectors, tile, constants),
  };
  return vectorTileLoops(code, plain);
}
