import type { NumericColumns } from "@platewise/core";
import { TILE } from "./gaussian-loops.ts";

/** The rows that loops work on: copied into one small array, which they read faster than many columns. */
export interface Tile {
  values: Float64Array;
  /** Where a whole tile is best put; null for anywhere. */
  readonly best: () => Float64Array | null;
  columns: NumericColumns | null;
  start: number;
  count: number;
}

/** Room for the rows of `d` columns and one of scratch. */
export function createTile(d: number, best: () => Float64Array | null): Tile {
  return { values: new Float64Array(TILE * (d + 1)), best, columns: null, start: 0, count: 0 };
}

/** into[at + i] = column[start + i]; a loop, as `set` needs a view of the column made for it. */
function copyRows(column: Float64Array, start: number, count: number, into: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) into[at + i] = column[start + i] as number;
}

/** Copies rows as `loadTile` does, those of a whole tile to where it is best put. */
export function loadBestTile(tile: Tile, columns: NumericColumns, start: number, count: number): void {
  const best = count === TILE ? tile.best() : null;
  if (best && best !== tile.values) {
    tile.values = best;
    tile.columns = null;
  }
  loadTile(tile, columns, start, count);
}

/** Copies rows from `start` on into the tile, at most `TILE` of them, where they don't stand there yet. */
export function loadTile(tile: Tile, columns: NumericColumns, start: number, count: number): void {
  if (tile.columns === columns && tile.start === start && tile.count === count) return;
  tile.columns = columns;
  tile.start = start;
  tile.count = count;
  for (let j = 0; j < columns.length; j++) copyRows(columns[j] as Float64Array, start, count, tile.values, TILE * j);
}
