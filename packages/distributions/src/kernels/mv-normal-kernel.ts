import {
  type Block,
  cholesky,
  type DensityKernel,
  InternalError,
  invertLower,
  type LawBinding,
  type NumericColumns,
  portableLog,
  type StateBlock,
  type StateDensities,
} from "@platewise/core";
import { packed } from "../families/gaussian-step.ts";
import { type GaussianLoops, type GaussianSlots, type StateLoops, TILE } from "./gaussian-loops.ts";
import { findShapedLoops, findStateLoops } from "./shaped-loops.ts";
import { createTile, loadBestTile, loadTile, type Tile } from "./tile.ts";
import { mixtureOf } from "./tile-mixture.ts";

const LOG_2PI = portableLog(2 * Math.PI);

function prepareMeans(law: LawBinding, theta: Float64Array, { means }: GaussianSlots): void {
  const d = law.shape.length;
  for (let slot = 0; slot < law.slots; slot++) {
    const cell = law.cells[0]?.[slot] as number;
    for (let i = 0; i < d; i++) means[slot * d + i] = theta[cell + i] as number;
  }
}

function prepareFull(law: LawBinding, theta: Float64Array, { whitening, logConstants }: GaussianSlots): void {
  const d = law.shape.length;
  const lower = new Float64Array(d * d);
  const inverse = new Float64Array(d * d);
  const triangle = packed(d, 0);
  for (let slot = 0; slot < law.slots; slot++) {
    if (!cholesky(theta, law.cells[1]?.[slot] as number, d, lower, 0)) throw new InternalError("a covariance is not positive definite");
    invertLower(lower, 0, d, inverse, 0);
    let constant = -0.5 * d * LOG_2PI;
    for (let i = 0; i < d; i++) {
      constant += portableLog(inverse[i * d + i] as number);
      for (let j = 0; j <= i; j++) whitening[slot * triangle + packed(i, j)] = inverse[i * d + j] as number;
    }
    logConstants[slot] = constant;
  }
}

function prepareDiagonal(law: LawBinding, theta: Float64Array, { whitening, logConstants }: GaussianSlots): void {
  const { length: d, spread } = law.shape;
  for (let slot = 0; slot < law.slots; slot++) {
    const cell = law.cells[1]?.[slot] as number;
    let constant = -0.5 * d * LOG_2PI;
    for (let i = 0; i < d; i++) {
      const v = theta[spread === "diagonal" ? cell + i : cell] as number;
      whitening[slot * d + i] = 1 / Math.sqrt(v);
      constant -= 0.5 * portableLog(v);
    }
    logConstants[slot] = constant;
  }
}

const piece: Block = { start: 0, count: 0, at: 0, values: new Float64Array(0) };

/** Cuts a block into pieces that fit the tile, loads each, and runs a loop on it. */
function inTiles(tile: Tile, columns: NumericColumns, block: Block, run: (part: Block) => void): void {
  for (let done = 0; done < block.count; done += TILE) {
    piece.start = block.start + done;
    piece.count = Math.min(TILE, block.count - done);
    piece.at = block.at + done;
    piece.values = block.values;
    loadBestTile(tile, columns, piece.start, piece.count);
    run(piece);
  }
}

const states: StateBlock = { start: 0, count: 0, at: 0, values: new Float64Array(0), slots: new Int32Array(0) };

/** The same of a block for many states. */
function inStateTiles(tile: Tile, columns: NumericColumns, block: StateBlock, run: (part: StateBlock) => void): void {
  for (let done = 0; done < block.count; done += TILE) {
    states.start = block.start + done;
    states.count = Math.min(TILE, block.count - done);
    states.at = block.at + done * block.slots.length;
    states.values = block.values;
    states.slots = block.slots;
    loadTile(tile, columns, states.start, states.count);
    run(states);
  }
}

function statesOf(loops: StateLoops, slots: GaussianSlots, tile: Tile): StateDensities {
  return {
    writeLogDensities: (columns, block, offsets) =>
      inStateTiles(tile, columns, block, (part) => loops.writeLogDensities(slots, tile.values, part, offsets)),
    accumulateStates: (columns, block) => inStateTiles(tile, columns, block, (part) => loops.accumulateStates(slots, tile.values, part)),
  };
}

function kernelOf(loops: GaussianLoops, slots: GaussianSlots, tile: Tile, prepare: (theta: Float64Array) => void): DensityKernel {
  return {
    kind: "density",
    statistics: slots.statistics,
    prepare(theta) {
      tile.columns = null;
      prepare(theta);
    },
    addLogDensity: (slot, columns, block) => inTiles(tile, columns, block, (part) => loops.addLogDensity(slots, slot, tile.values, part)),
    accumulate: (slot, columns, block) => inTiles(tile, columns, block, (part) => loops.accumulate(slots, slot, tile.values, part)),
  };
}

/** The block kernel of the multivariate normal: whitened squares, and moments about the current mean. */
export function createMvNormalKernel(law: LawBinding): DensityKernel {
  const { length: d, spread } = law.shape;
  const full = spread === "covariance";
  const per = (n: number): Float64Array => new Float64Array(law.slots * n);
  const size = full ? packed(d, 0) : d;
  const slots: GaussianSlots = { means: per(d), whitening: per(size), logConstants: per(1), statistics: per(1 + d + size) };
  const loops = findShapedLoops(d, full);
  const tile = createTile(d, () => loops.room?.()?.tile ?? null);
  const kernel = kernelOf(loops, slots, tile, (theta) => {
    prepareMeans(law, theta, slots);
    if (full) prepareFull(law, theta, slots);
    else prepareDiagonal(law, theta, slots);
  });
  const states = findStateLoops(d, full);
  const mixed = { ...kernel, mixture: mixtureOf(loops, slots, tile) };
  return states ? { ...mixed, states: statesOf(states, slots, tile) } : mixed;
}
