import { compileVectors, EXP_CONSTANTS, POWERS, portableLog, ROOTS, type VectorCode } from "@platewise/core";
import { vectorFull } from "../generated/vector-full.ts";
import { vectorFull2 } from "../generated/vector-full-2.ts";
import { vectorFull3 } from "../generated/vector-full-3.ts";
import { vectorFull4 } from "../generated/vector-full-4.ts";
import { vectorFull5 } from "../generated/vector-full-5.ts";
import { vectorFull6 } from "../generated/vector-full-6.ts";
import { vectorFull7 } from "../generated/vector-full-7.ts";
import { vectorFull8 } from "../generated/vector-full-8.ts";
import { type GaussianLoops, type GaussianSlots, MIXED, TILE, type TileRoom } from "./gaussian-loops.ts";

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

/** What vector code works on: its room, a slot's constants, each twice, and sums of even and of odd rows side by side. */
interface VectorTile extends TileRoom {
  readonly constants: Float64Array;
  readonly sums: Float64Array;
  /** Statistic n of a slot is pair `places[n]` of the sums. */
  readonly places: Int32Array;
  /** Both are given the address of a whole tile's numbers. */
  readonly densities: (rows: number) => void;
  readonly moments: (rows: number) => void;
}

const entries = (d: number): number => (d * (d + 1)) / 2;
const statisticsOf = (d: number): number => 1 + d + entries(d);
/** Blocks of columns (1, z), the last one filled up. */
const blocksOf = (d: number): number => Math.ceil((1 + d) / SIDE);

/** Bytes that the arrays of a module take, those between them included. */
function roomFor(d: number): number {
  const general = 2 * APART * SIDE * blocksOf(d) + 2 * SIDE * SIDE * entries(blocksOf(d));
  return 8 * (TILE * (d + MIXED + 3) + ROOTS.length + POWERS.length + 4 * statisticsOf(d) + general) + 1024;
}

/** Σ of the largest log-weights and of the logarithms of sums, by the steps of `normaliseBlockTotal`. */
function sumLogs(largest: Float64Array, sums: Float64Array): number {
  let total = 0;
  let product = 1;
  for (let i = 0; i < TILE; i++) {
    total += largest[i] as number;
    product *= sums[i] as number;
    if (product < 1e200) continue;
    total += portableLog(product);
    product = 1;
  }
  return total + portableLog(product);
}

function normaliserIn({ functions, room }: VectorCode, table: Float64Array): TileRoom["normalise"] {
  const moved = (numbers: Float64Array): Float64Array => {
    const copy = room.floats(numbers.length);
    copy.set(numbers);
    return copy;
  };
  const [largest, sums, exp, roots, powers] = [room.floats(TILE), room.floats(TILE), moved(EXP_CONSTANTS), moved(ROOTS), moved(POWERS)];
  const tables = [exp.byteOffset, roots.byteOffset, powers.byteOffset + 8 * POWERS.indexOf(1), largest.byteOffset, sums.byteOffset];
  return (states) => (functions.normalise?.(table.byteOffset, states, TILE / 2, ...tables) === 0 ? sumLogs(largest, sums) : Number.NaN);
}

type Loops = Pick<VectorTile, "sums" | "places" | "densities" | "moments">;

/** The loops of a module for one dimension. */
function shapedIn(d: number, { functions, room }: VectorCode, tile: Float64Array, constants: Float64Array): Loops {
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
function generalIn(d: number, { functions, room }: VectorCode, tile: Float64Array, constants: Float64Array): Loops {
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

function createTile(d: number): VectorTile | null {
  const shaped = modules.get(d);
  const code = compileVectors(shaped ?? vectorFull, roomFor(d));
  if (!code) return null;
  const { room } = code;
  const [tile, table] = [room.floats(TILE * (d + 1)), room.floats(TILE * MIXED)];
  const constants = room.floats(2 * statisticsOf(d));
  const loops = (shaped ? shapedIn : generalIn)(d, code, tile, constants);
  return { ...loops, tile, table, constants, normalise: normaliserIn(code, table) };
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

function addSums({ statistics }: GaussianSlots, slot: number, { sums, places }: VectorTile): void {
  const base = slot * places.length;
  for (let n = 0; n < places.length; n++) {
    const from = 2 * (places[n] as number);
    statistics[base + n] = (statistics[base + n] as number) + (sums[from] as number) + (sums[from + 1] as number);
  }
}

/**
 * The loops of `plain`, a full covariance, as vector code, with the same bits; whole tiles only, and where the host has vector code. It
 * is compiled when the first such tile is met.
 */
export function vectorFullLoops(d: number, plain: GaussianLoops): GaussianLoops {
  let vectors: VectorTile | null | undefined;
  const find = (tile: Float64Array, count: number): VectorTile | null =>
    vectors && count === TILE && tile === vectors.tile ? vectors : null;
  return {
    room() {
      if (vectors === undefined) vectors = createTile(d);
      return vectors;
    },
    addLogDensity(slots, slot, tile, block) {
      const own = find(tile, block.count);
      if (!own) return plain.addLogDensity(slots, slot, tile, block);
      const { at, values } = block;
      const { table } = own;
      loadConstants(d, slots, slot, own.constants);
      if (values === table) return own.densities(table.byteOffset + 8 * at);
      table.fill(0, 0, TILE);
      own.densities(table.byteOffset);
      for (let i = 0; i < TILE; i++) values[at + i] = (values[at + i] as number) + (table[i] as number);
    },
    accumulate(slots, slot, tile, block) {
      const own = find(tile, block.count);
      if (!own) return plain.accumulate(slots, slot, tile, block);
      const { at, values } = block;
      const { table } = own;
      const isOwn = values === table;
      if (!isOwn) for (let i = 0; i < TILE; i++) table[i] = values[at + i] as number;
      loadConstants(d, slots, slot, own.constants);
      own.moments(table.byteOffset + (isOwn ? 8 * at : 0));
      addSums(slots, slot, own);
    },
  };
}
