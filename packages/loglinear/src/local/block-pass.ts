import { normaliseBlock } from "@platewise/core";
import type { BlockFactor, LocalBlock } from "./local-block.ts";

/** Cells of the table in which the joint states of a tile of cases are laid out, at least. */
const TILE_CELLS = 4096;
const MOST_CASES = 256;

/**
 * The part of a block's cases that is being worked on: `count` cases from `start` on. `table` holds their joint states, state-major
 * (state j of case start + i at j · count + i), `logNormaliser` what their log-weights came to.
 */
export interface Tile {
  readonly table: Float64Array;
  readonly logNormaliser: Float64Array;
  start: number;
  count: number;
}

/** A tile for blocks of at most so many joint states. */
export function createTile(states: number): Tile {
  return { table: new Float64Array(Math.max(TILE_CELLS, states)), logNormaliser: new Float64Array(MOST_CASES), start: 0, count: 0 };
}

/** How many cases from `start` on the next tile takes. */
function tileCount({ states, cases }: LocalBlock, start: number): number {
  return Math.min(cases - start, Math.max(1, Math.min(MOST_CASES, Math.floor(TILE_CELLS / states))));
}

function addLogPotentials({ bases, offsets, scales }: BlockFactor, logPotentials: Float64Array, { table, start, count }: Tile): void {
  for (let j = 0; j < offsets.length; j++) {
    const offset = offsets[j] as number;
    const at = j * count;
    if (scales === null) {
      for (let i = 0; i < count; i++)
        table[at + i] = (table[at + i] as number) + (logPotentials[(bases[start + i] as number) + offset] as number);
      continue;
    }
    for (let i = 0; i < count; i++) {
      const scale = scales[start + i] as number;
      // A number that is zero takes out the factor, also where a cell is removed (−Infinity).
      if (scale !== 0) table[at + i] = (table[at + i] as number) + scale * (logPotentials[(bases[start + i] as number) + offset] as number);
    }
  }
}

function subtractExpected({ bases, offsets, scales }: BlockFactor, { table, start, count }: Tile, counts: Float64Array): void {
  for (let j = 0; j < offsets.length; j++) {
    const offset = offsets[j] as number;
    const at = j * count;
    for (let i = 0; i < count; i++) {
      const entry = (bases[start + i] as number) + offset;
      const expected = scales === null ? (table[at + i] as number) : (scales[start + i] as number) * (table[at + i] as number);
      counts[entry] = (counts[entry] as number) - expected;
    }
  }
}

function weigh({ table, start, count }: Tile, states: number, weights: Float64Array): void {
  for (let j = 0; j < states; j++) {
    const at = j * count;
    for (let i = 0; i < count; i++) table[at + i] = (table[at + i] as number) * (weights[start + i] as number);
  }
}

/** Lays out the conditional probabilities of the joint states of the cases from `start` on; returns where the next tile starts. */
export function fillTile(block: LocalBlock, logPotentials: Float64Array, start: number, tile: Tile): number {
  tile.start = start;
  tile.count = tileCount(block, start);
  tile.table.fill(0, 0, block.states * tile.count);
  for (const factor of block.factors) addLogPotentials(factor, logPotentials, tile);
  normaliseBlock(tile.table, block.states, tile.count, tile.count, tile.logNormaliser);
  return start + tile.count;
}

function weightedNormalisers({ weights }: LocalBlock, { start, count, logNormaliser }: Tile): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (weights[start + i] as number) * (logNormaliser[i] as number);
  return sum;
}

/** Subtracts the block's expected counts of entries from `counts`, and returns the weighted sum of its log-normalisers. */
export function passBlock(block: LocalBlock, logPotentials: Float64Array, tile: Tile, counts: Float64Array): number {
  let total = 0;
  for (let start = 0; start < block.cases; ) {
    start = fillTile(block, logPotentials, start, tile);
    total += weightedNormalisers(block, tile);
    weigh(tile, block.states, block.weights);
    for (const factor of block.factors) subtractExpected(factor, tile, counts);
  }
  return total;
}
