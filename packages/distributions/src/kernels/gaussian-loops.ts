import type { Block, StateBlock } from "@platewise/core";

/** Rows of a tile: column j of a block of rows stands from `j * TILE` on, and one row of scratch behind the last column. */
export const TILE = 256;

/**
 * Constants of the whitened form of every slot, and its statistics: means, rows of W = L⁻¹ (packed lower, or the diagonal),
 * log constants; (Σ r, Σ r z, Σ r z zᵀ) about the means.
 */
export interface GaussianSlots {
  readonly means: Float64Array;
  readonly whitening: Float64Array;
  readonly logConstants: Float64Array;
  readonly statistics: Float64Array;
}

/** Most states of a mixture that is walked a tile at a time. */
export const MIXED = 64;

/** Where loops work fastest on whole tiles: the columns, and numbers of up to `MIXED` states, those of state k from `k * TILE` on. */
export interface TileRoom {
  readonly tile: Float64Array;
  readonly table: Float64Array;
  /** `normaliseBlockTotal` of the table's first states; NaN and a half-done table where a row is impossible. */
  readonly normalise: (states: number) => number;
}

/** Inner loops over the first `block.count` rows of a tile, at most `TILE` of them. */
export interface GaussianLoops {
  /** Null, or left out, where they work as well on any arrays. */
  room?(): TileRoom | null;
  addLogDensity(slots: GaussianSlots, slot: number, tile: Float64Array, block: Block): void;
  accumulate(slots: GaussianSlots, slot: number, tile: Float64Array, block: Block): void;
}

/** Inner loops over the same for many states, whose numbers stand side by side row by row. */
export interface StateLoops {
  writeLogDensities(slots: GaussianSlots, tile: Float64Array, block: StateBlock, offsets: Float64Array): void;
  accumulateStates(slots: GaussianSlots, tile: Float64Array, block: StateBlock): void;
}
