import { compileVectors, type StateBlock } from "@platewise/core";
import { vectorDiagonal1 } from "../generated/vector-diagonal-1.ts";
import { vectorDiagonal2 } from "../generated/vector-diagonal-2.ts";
import { vectorDiagonal3 } from "../generated/vector-diagonal-3.ts";
import { vectorDiagonal4 } from "../generated/vector-diagonal-4.ts";
import { vectorDiagonal5 } from "../generated/vector-diagonal-5.ts";
import { vectorDiagonal6 } from "../generated/vector-diagonal-6.ts";
import { vectorDiagonal7 } from "../generated/vector-diagonal-7.ts";
import { vectorDiagonal8 } from "../generated/vector-diagonal-8.ts";
import { type GaussianSlots, type StateLoops, TILE } from "./gaussian-loops.ts";

const modules: readonly string[] = [
  vectorDiagonal1,
  vectorDiagonal2,
  vectorDiagonal3,
  vectorDiagonal4,
  vectorDiagonal5,
  vectorDiagonal6,
  vectorDiagonal7,
  vectorDiagonal8,
];

/** What vector code works on: the columns of a tile, its rows of states, and constants and sums by pair of states. */
interface VectorTile {
  readonly states: number;
  readonly tile: Float64Array;
  readonly rows: Float64Array;
  readonly constants: Float64Array;
  readonly sums: Float64Array;
  readonly run: (name: "densities" | "moments", count: number) => void;
}

/** Bytes to spare: those between arrays. */
const SPARE = 256;

function createTile(d: number, states: number): VectorTile | null {
  const [columns, rows, rest] = [TILE * (d + 1), TILE * states, states * (1 + 2 * d)];
  const compiled = compileVectors(modules[d - 1] ?? "", 8 * (columns + rows + 2 * rest) + SPARE);
  if (!compiled) return null;
  const { functions, room } = compiled;
  const own = { tile: room.floats(columns), rows: room.floats(rows), constants: room.floats(rest), sums: room.floats(rest) };
  const addresses = [own.tile.byteOffset, own.rows.byteOffset, own.constants.byteOffset, 8 * states] as const;
  return { ...own, states, run: (name, count) => functions[name]?.(...addresses, count, states / 2, own.sums.byteOffset) };
}

/** constants of state k: log constant plus offset, means, −½ precisions; those of a pair of states side by side. */
function loadConstants(
  d: number,
  { means, whitening, logConstants }: GaussianSlots,
  slots: Int32Array,
  offsets: Float64Array | null,
  into: Float64Array,
): void {
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] as number;
    const at = (k >> 1) * 2 * (1 + 2 * d) + (k & 1);
    into[at] = offsets ? (offsets[k] as number) + (logConstants[slot] as number) : 0;
    for (let j = 0; j < d; j++) {
      into[at + 2 * (1 + j)] = means[slot * d + j] as number;
      into[at + 2 * (1 + d + j)] = -0.5 * (whitening[slot * d + j] as number) ** 2;
    }
  }
}

function addSums(d: number, { statistics }: GaussianSlots, slots: Int32Array, sums: Float64Array): void {
  const size = 1 + 2 * d;
  for (let k = 0; k < slots.length; k++) {
    const to = (slots[k] as number) * size;
    const from = (k >> 1) * 2 * size + (k & 1);
    for (let n = 0; n < size; n++) statistics[to + n] = (statistics[to + n] as number) + (sums[from + 2 * n] as number);
  }
}

/**
 * The loops of `plain`, a diagonal covariance, as vector code, with the same bits; full tiles of an even number of states only, and
 * where the host has vector code. It is compiled when the first such tile is met.
 */
export function vectorLoops(d: number, plain: StateLoops): StateLoops {
  let vectors: VectorTile | null | undefined;
  const find = ({ count, slots }: StateBlock): VectorTile | null => {
    if (vectors === undefined && count === TILE && slots.length % 2 === 0) vectors = createTile(d, slots.length);
    return vectors?.states === slots.length ? vectors : null;
  };
  return {
    writeLogDensities(slots, tile, block, offsets) {
      const own = find(block);
      if (!own) return plain.writeLogDensities(slots, tile, block, offsets);
      own.tile.set(tile);
      loadConstants(d, slots, block.slots, offsets, own.constants);
      own.run("densities", block.count);
      block.values.set(own.rows.subarray(0, block.count * own.states), block.at);
    },
    accumulateStates(slots, tile, block) {
      const own = find(block);
      if (!own) return plain.accumulateStates(slots, tile, block);
      own.tile.set(tile);
      own.rows.set(block.values.subarray(block.at, block.at + block.count * own.states));
      loadConstants(d, slots, block.slots, null, own.constants);
      own.run("moments", block.count);
      addSums(d, slots, block.slots, own.sums);
    },
  };
}
