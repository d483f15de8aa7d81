import { compileVectors, EXP_CONSTANTS, POWERS, portableLog, ROOTS, type VectorCode } from "@platewise/core";
import { type GaussianLoops, type GaussianSlots, MIXED, TILE, type TileRoom } from "./gaussian-loops.ts";

/** A module of vector code for the slots of one law: its text in base64, and numbers that its own arrays take at most. */
export interface TileCode {
  readonly text: string;
  /** Components of x, and statistics of a slot. */
  readonly columns: number;
  readonly statistics: number;
  readonly numbers: number;
  /** Writes the constants of a slot, each twice; at most as many as statistics. */
  readonly loadConstants: (slots: GaussianSlots, slot: number, into: Float64Array) => void;
  readonly loops: (code: VectorCode, tile: Float64Array, constants: Float64Array) => TileLoops;
}

/** Loops over a whole tile, whose numbers stand at the address given; sums of even and of odd rows are side by side. */
export interface TileLoops {
  readonly sums: Float64Array;
  /** Statistic n of a slot is pair `places[n]` of the sums. */
  readonly places: Int32Array;
  readonly densities: (rows: number) => void;
  readonly moments: (rows: number) => void;
}

interface VectorTile extends TileRoom, TileLoops {
  readonly constants: Float64Array;
}

/** Bytes that the arrays take, those between them included. */
const bytesOf = ({ columns, statistics, numbers }: TileCode): number =>
  8 * (TILE * (columns + MIXED + 3) + ROOTS.length + POWERS.length + 4 * statistics + numbers) + 1024;

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
  const [largest, sums] = [room.floats(TILE), room.floats(TILE)];
  const [exp, roots, powers] = [room.copy(EXP_CONSTANTS), room.copy(ROOTS), room.copy(POWERS)];
  const tables = [exp.byteOffset, roots.byteOffset, powers.byteOffset + 8 * POWERS.indexOf(1), largest.byteOffset, sums.byteOffset];
  return (states) => (functions.normalise?.(table.byteOffset, states, TILE / 2, ...tables) === 0 ? sumLogs(largest, sums) : Number.NaN);
}

function createTile(from: TileCode): VectorTile | null {
  const code = compileVectors(from.text, bytesOf(from));
  if (!code) return null;
  const { room } = code;
  const [tile, table] = [room.floats(TILE * (from.columns + 1)), room.floats(TILE * MIXED)];
  const constants = room.floats(2 * from.statistics);
  return { ...from.loops(code, tile, constants), tile, table, constants, normalise: normaliserIn(code, table) };
}

function addSums({ statistics }: GaussianSlots, slot: number, { sums, places }: VectorTile): void {
  const base = slot * places.length;
  for (let n = 0; n < places.length; n++) {
    const from = 2 * (places[n] as number);
    statistics[base + n] = (statistics[base + n] as number) + (sums[from] as number) + (sums[from + 1] as number);
  }
}

/**
 * The loops of `plain` as vector code, with the same bits; whole tiles only, and where the host has vector code. It is compiled when the
 * first such tile is met.
 */
export function vectorTileLoops(code: TileCode, plain: GaussianLoops): GaussianLoops {
  let vectors: VectorTile | null | undefined;
  const find = (tile: Float64Array, count: number): VectorTile | null =>
    vectors && count === TILE && tile === vectors.tile ? vectors : null;
  return {
    room() {
      if (vectors === undefined) vectors = createTile(code);
      return vectors;
    },
    addLogDensity(slots, slot, tile, block) {
      const own = find(tile, block.count);
      if (!own) return plain.addLogDensity(slots, slot, tile, block);
      const { at, values } = block;
      const { table } = own;
      code.loadConstants(slots, slot, own.constants);
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
      code.loadConstants(slots, slot, own.constants);
      own.moments(table.byteOffset + (isOwn ? 8 * at : 0));
      addSums(slots, slot, own);
    },
  };
}
