import type { Block, DensityKernel, LawBinding, NumericColumns } from "@platewise/core";
import { cholesky, InternalError, invertLower, portableLog } from "@platewise/core";
import { packed } from "../families/gaussian-step.ts";
import { findShapedLoops } from "./shaped-loops.ts";

const LOG_2PI = portableLog(2 * Math.PI);

/** Constants of the whitened form of every slot: mean, rows of W = L⁻¹ (packed lower, or the diagonal), log constant. */
export interface Whitened {
  readonly means: Float64Array;
  readonly whitening: Float64Array;
  readonly logConstants: Float64Array;
}

/** Slots `slots[first…first + 3]`; the results of slots[u] start at `at + u * stride`. */
export interface SlotGroup {
  readonly slots: Int32Array;
  first: number;
  stride: number;
}

/** Inner loops over a block of rows: at a slot's offsets in the constants and in the statistics. */
export interface GaussianLoops {
  addLogDensity(constants: Whitened, slot: number, columns: NumericColumns, block: Block): void;
  /** The densities of four slots in one walk over the columns; absent where that is not written out. */
  addLogDensities?(constants: Whitened, group: SlotGroup, columns: NumericColumns, block: Block): void;
  accumulate(means: Float64Array, slot: number, columns: NumericColumns, block: Block, statistics: Float64Array): void;
}

function prepareFull(law: LawBinding, theta: Float64Array, into: Whitened): void {
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
      for (let j = 0; j <= i; j++) into.whitening[slot * triangle + packed(i, j)] = inverse[i * d + j] as number;
    }
    into.logConstants[slot] = constant;
  }
}

function prepareDiagonal(law: LawBinding, theta: Float64Array, into: Whitened): void {
  const { length: d, spread } = law.shape;
  for (let slot = 0; slot < law.slots; slot++) {
    const cell = law.cells[1]?.[slot] as number;
    let constant = -0.5 * d * LOG_2PI;
    for (let i = 0; i < d; i++) {
      const v = theta[spread === "diagonal" ? cell + i : cell] as number;
      into.whitening[slot * d + i] = 1 / Math.sqrt(v);
      constant -= 0.5 * portableLog(v);
    }
    into.logConstants[slot] = constant;
  }
}

/** The block kernel of the multivariate normal: whitened squares, and moments about the current mean. */
export function createMvNormalKernel(law: LawBinding): DensityKernel {
  const { length: d, spread } = law.shape;
  const full = spread === "covariance";
  const loops = findShapedLoops(d, full);
  const constants: Whitened = {
    means: new Float64Array(law.slots * d),
    whitening: new Float64Array(law.slots * (full ? packed(d, 0) : d)),
    logConstants: new Float64Array(law.slots),
  };
  const statistics = new Float64Array(law.slots * (1 + d + (full ? packed(d, 0) : d)));
  return {
    kind: "density",
    statistics,
    prepare(theta) {
      for (let slot = 0; slot < law.slots; slot++) {
        const cell = law.cells[0]?.[slot] as number;
        for (let i = 0; i < d; i++) constants.means[slot * d + i] = theta[cell + i] as number;
      }
      if (full) prepareFull(law, theta, constants);
      else prepareDiagonal(law, theta, constants);
    },
    addLogDensity: (slot, columns, block) => loops.addLogDensity(constants, slot, columns, block),
    addLogDensities: (slots, columns, block, stride) => addGrouped(loops, constants, { slots, first: 0, stride }, columns, block),
    accumulate: (slot, columns, block) => loops.accumulate(constants.means, slot, columns, block, statistics),
  };
}

/** Fours of slots together where the loops can, the rest one by one. */
function addGrouped(loops: GaussianLoops, constants: Whitened, group: SlotGroup, columns: NumericColumns, block: Block): void {
  const { slots, stride } = group;
  const { at } = block;
  if (loops.addLogDensities) {
    for (; group.first + 4 <= slots.length; group.first += 4) loops.addLogDensities(constants, group, columns, block);
  }
  for (let u = group.first; u < slots.length; u++) {
    block.at = at + u * stride;
    loops.addLogDensity(constants, slots[u] as number, columns, block);
  }
  block.at = at;
}
