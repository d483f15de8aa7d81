import { compileVectors, EXP_CONSTANTS, POWERS, portableLog, ROOTS } from "@platewise/core";
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

/** Bytes that the arrays of a module take, those between them included: exponentials, and per dimension a column and constants. */
const roomFor = (d: number): number => 8 * (TILE * (d + MIXED + 3) + ROOTS.length + POWERS.length + 8 * (d + 2) ** 2) + 1024;

/** What vector code works on: its room, a slot's constants, each twice, and sums of even and of odd rows side by side. */
interface VectorTile extends TileRoom {
  readonly constants: Float64Array;
  readonly sums: Float64Array;
  readonly run: (name: "densities" | "moments", rows: number) => void;
}

const entries = (d: number): number => (d * (d + 1)) / 2;

/** Σ of first log-weights and of logarithms of sums, by the steps of the written-out normalisations. */
function sumLogs(firsts: Float64Array, sums: Float64Array): number {
  let total = 0;
  let product = 1;
  for (let i = 0; i < TILE; i++) {
    total += firsts[i] as number;
    product *= sums[i] as number;
    if (product > 1e30) {
      total += portableLog(product);
      product = 1;
    }
  }
  return total + portableLog(product);
}

function createTile(d: number): VectorTile | null {
  const compiled = compileVectors(modules.get(d) ?? "", roomFor(d));
  if (!compiled) return null;
  const { functions, room } = compiled;
  const moved = (table: Float64Array): Float64Array => {
    const copy = room.floats(table.length);
    copy.set(table);
    return copy;
  };
  const [tile, table] = [room.floats(TILE * (d + 1)), room.floats(TILE * MIXED)];
  const [constants, sums] = [room.floats(2 * (d + entries(d) + 1)), room.floats(2 * (1 + d + entries(d)))];
  const [firsts, rowSums, exp, roots, powers] = [room.floats(TILE), room.floats(TILE), moved(EXP_CONSTANTS), moved(ROOTS), moved(POWERS)];
  const tables = [exp.byteOffset, roots.byteOffset, powers.byteOffset + 8 * POWERS.indexOf(1), firsts.byteOffset, rowSums.byteOffset];
  return {
    tile,
    table,
    constants,
    sums,
    run: (name, rows) => functions[name]?.(tile.byteOffset, rows, constants.byteOffset, TILE / 2, sums.byteOffset),
    normalise: (states) =>
      functions.normalise?.(table.byteOffset, states, TILE / 2, ...tables) === 0 ? sumLogs(firsts, rowSums) : Number.NaN,
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

function addSums(d: number, { statistics }: GaussianSlots, slot: number, sums: Float64Array): void {
  const size = 1 + d + entries(d);
  for (let n = 0; n < size; n++) {
    const to = slot * size + n;
    statistics[to] = (statistics[to] as number) + (sums[2 * n] as number) + (sums[2 * n + 1] as number);
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
      if (values === table) return own.run("densities", table.byteOffset + 8 * at);
      table.fill(0, 0, TILE);
      own.run("densities", table.byteOffset);
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
      own.run("moments", table.byteOffset + (isOwn ? 8 * at : 0));
      addSums(d, slots, slot, own.sums);
    },
  };
}
