import { compileVectors } from "@platewise/core";
import { vectorFull2 } from "../generated/vector-full-2.ts";
import { vectorFull3 } from "../generated/vector-full-3.ts";
import { vectorFull4 } from "../generated/vector-full-4.ts";
import { vectorFull5 } from "../generated/vector-full-5.ts";
import { vectorFull6 } from "../generated/vector-full-6.ts";
import { vectorFull7 } from "../generated/vector-full-7.ts";
import { vectorFull8 } from "../generated/vector-full-8.ts";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";

const modules: ReadonlyMap<number, string> = new Map([
  [2, vectorFull2],
  [3, vectorFull3],
  [4, vectorFull4],
  [5, vectorFull5],
  [6, vectorFull6],
  [7, vectorFull7],
  [8, vectorFull8],
]);

/** What vector code works on: the columns of a tile, a number for each of its rows, a slot's constants, sums of even and of odd rows. */
interface VectorTile {
  readonly tile: Float64Array;
  readonly rows: Float64Array;
  readonly constants: Float64Array;
  readonly sums: Float64Array;
  readonly run: (name: "densities" | "moments") => void;
}

const entries = (d: number): number => (d * (d + 1)) / 2;

function createTile(d: number): VectorTile | null {
  const lengths = [TILE * (d + 1), TILE, d + entries(d) + 1, 2 * (1 + d + entries(d))] as const;
  const compiled = compileVectors(modules.get(d) ?? "", 8 * lengths.reduce((sum, length) => sum + length));
  if (!compiled) return null;
  const { functions, buffer } = compiled;
  let end = 0;
  const place = (length: number): Float64Array => {
    end += 8 * length;
    return new Float64Array(buffer, end - 8 * length, length);
  };
  const [tile, rows, constants, sums] = [place(lengths[0]), place(lengths[1]), place(lengths[2]), place(lengths[3])];
  const addresses = [tile.byteOffset, rows.byteOffset, constants.byteOffset, TILE / 2, sums.byteOffset] as const;
  return { tile, rows, constants, sums, run: (name) => functions[name]?.(...addresses) };
}

/** Constants of a slot: means, rows of W, log constant. */
function loadConstants(d: number, { means, whitening, logConstants }: GaussianSlots, slot: number, into: Float64Array): void {
  const size = entries(d);
  for (let j = 0; j < d; j++) into[j] = means[slot * d + j] as number;
  for (let n = 0; n < size; n++) into[d + n] = whitening[slot * size + n] as number;
  into[d + size] = logConstants[slot] as number;
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
    ownTile() {
      if (vectors === undefined) vectors = createTile(d);
      return vectors?.tile ?? null;
    },
    addLogDensity(slots, slot, tile, block) {
      const own = find(tile, block.count);
      if (!own) return plain.addLogDensity(slots, slot, tile, block);
      const { at, values } = block;
      const { rows } = own;
      loadConstants(d, slots, slot, own.constants);
      own.run("densities");
      for (let i = 0; i < TILE; i++) values[at + i] = (values[at + i] as number) + (rows[i] as number);
    },
    accumulate(slots, slot, tile, block) {
      const own = find(tile, block.count);
      if (!own) return plain.accumulate(slots, slot, tile, block);
      const { at, values } = block;
      const { rows } = own;
      for (let i = 0; i < TILE; i++) rows[i] = values[at + i] as number;
      loadConstants(d, slots, slot, own.constants);
      own.run("moments");
      addSums(d, slots, slot, own.sums);
    },
  };
}
