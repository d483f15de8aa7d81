import { normaliseBlock } from "@platewise/core";
import { addFactor, closeFactor, openFactor, sumFactor } from "./block-factor.ts";
import type { BlockPart, LocalBlock } from "./local-block.ts";

/** Cells of the table in which the joint states of a tile of cases are laid out, at least. */
const TILE_CELLS = 4096;
const MOST_CASES = 256;

/**
 * The part of a block's cases that is being worked on: `count` cases from `start` on. `table` holds their joint states, state-major
 * (state j of case start + i at j · count + i), `margin` those of some of the variables, `logNormaliser` what the log-weights came to.
 */
export interface Tile {
  readonly table: Float64Array;
  readonly margin: Float64Array;
  readonly logNormaliser: Float64Array;
  start: number;
  count: number;
}

/** A tile for blocks of at most so many joint states. */
export function createTile(states: number): Tile {
  const room = () => new Float64Array(Math.max(TILE_CELLS, states));
  return { table: room(), margin: room(), logNormaliser: new Float64Array(MOST_CASES), start: 0, count: 0 };
}

/** How many cases from `start` on the next tile takes. */
function tileCount({ states, cases }: LocalBlock, start: number): number {
  return Math.min(cases - start, Math.max(1, Math.min(MOST_CASES, Math.floor(TILE_CELLS / states))));
}

function addPart({ states, project, factors }: BlockPart, tile: Tile): void {
  const { table, margin, count } = tile;
  if (project !== null) margin.fill(0, 0, states * count);
  for (const factor of factors) addFactor(factor, tile, project === null ? table : margin);
  if (project === null) return;
  for (let j = 0; j < project.length; j++) {
    const [to, from] = [j * count, (project[j] as number) * count];
    for (let i = 0; i < count; i++) table[to + i] = (table[to + i] as number) + (margin[from + i] as number);
  }
}

function sumPart({ states, project, factors }: BlockPart, tile: Tile): void {
  const { table, margin, count } = tile;
  if (project !== null) {
    margin.fill(0, 0, states * count);
    for (let j = 0; j < project.length; j++) {
      const [from, to] = [j * count, (project[j] as number) * count];
      for (let i = 0; i < count; i++) margin[to + i] = (margin[to + i] as number) + (table[from + i] as number);
    }
  }
  for (const factor of factors) sumFactor(factor, tile, project === null ? table : margin);
}

function weigh({ table, start, count }: Tile, states: number, weights: Float64Array): void {
  for (let j = 0; j < states; j++) {
    const row = j * count;
    for (let i = 0; i < count; i++) table[row + i] = (table[row + i] as number) * (weights[start + i] as number);
  }
}

function weightedNormalisers({ weights }: LocalBlock, { start, count, logNormaliser }: Tile): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (weights[start + i] as number) * (logNormaliser[i] as number);
  return sum;
}

/** Opens a block at log-potentials, which its tiles are then filled by. */
export function openBlock({ parts }: LocalBlock, logPotentials: Float64Array): void {
  for (const { factors } of parts) for (const factor of factors) openFactor(factor, logPotentials);
}

/** Lays out the conditional probabilities of the joint states of the cases from `start` on, of a block that is open. */
export function fillTile(block: LocalBlock, start: number, tile: Tile): void {
  tile.start = start;
  tile.count = tileCount(block, start);
  tile.table.fill(0, 0, block.states * tile.count);
  for (const part of block.parts) addPart(part, tile);
  normaliseBlock(tile.table, block.states, tile.count, tile.count, tile.logNormaliser);
}

/** Subtracts the block's expected counts of entries from `counts`, and returns the weighted sum of its log-normalisers. */
export function passBlock(block: LocalBlock, logPotentials: Float64Array, tile: Tile, counts: Float64Array): number {
  openBlock(block, logPotentials);
  let total = 0;
  for (let start = 0; start < block.cases; start += tile.count) {
    fillTile(block, start, tile);
    total += weightedNormalisers(block, tile);
    weigh(tile, block.states, block.weights);
    for (const part of block.parts) sumPart(part, tile);
  }
  for (const { factors } of block.parts) for (const factor of factors) closeFactor(factor, counts);
  return total;
}
