import { type Block, type MixtureStates, type NumericColumns, normaliseBlockTotal } from "@platewise/core";
import { type GaussianLoops, type GaussianSlots, MIXED, TILE } from "./gaussian-loops.ts";
import { loadBestTile, type Tile } from "./tile.ts";

/** The walk of `DensityKernel.mixture`. */
type Mixture = (states: MixtureStates, columns: NumericColumns, start: number, end: number) => number;

const block: Block = { start: 0, count: 0, at: 0, values: new Float64Array(0) };

function isDistinct(slots: Int32Array): boolean {
  for (let k = 1; k < slots.length; k++) if (slots.indexOf(slots[k] as number) < k) return false;
  return true;
}

/** Posteriors of the states in the rows of the block, in its values; returns their log-likelihood, NaN or −Infinity where it can't. */
function settleTile(loops: GaussianLoops, slots: GaussianSlots, { slots: slotOf, base }: MixtureStates, tile: Float64Array): number {
  const { values, count } = block;
  for (let k = 0; k < slotOf.length; k++) {
    block.at = TILE * k;
    values.fill(base[k] as number, block.at, block.at + count);
    loops.addLogDensity(slots, slotOf[k] as number, tile, block);
  }
  const own = loops.room?.();
  if (own?.table === values && count === TILE) return own.normalise(slotOf.length);
  return normaliseBlockTotal(values, slotOf.length, TILE, count);
}

/** Adds what is kept apart for the slots of a mixture. */
function addSums({ statistics }: GaussianSlots, sums: Float64Array, size: number, { slots, totals }: MixtureStates): void {
  for (let k = 0; k < slots.length; k++) {
    const at = (slots[k] as number) * size;
    totals[k] = (totals[k] as number) + (sums[at] as number);
    for (let n = at; n < at + size; n++) statistics[n] = (statistics[n] as number) + (sums[n] as number);
  }
}

/**
 * E- and M-step of a mixture over the slots a tile at a time, for up to `MIXED` states. Sums are kept apart until all is settled.
 */
export function mixtureOf(loops: GaussianLoops, slots: GaussianSlots, tile: Tile): Mixture {
  const own = { ...slots, statistics: new Float64Array(slots.statistics.length) };
  const size = slots.statistics.length / slots.logConstants.length;
  let elsewhere: Float64Array | undefined;
  return (states, columns, start, end) => {
    const slotOf = states.slots;
    if (slotOf.length > MIXED || !isDistinct(slotOf)) return Number.NaN;
    own.statistics.fill(0);
    let logLik = 0;
    for (let at = start; at < end; at += TILE) {
      block.start = at;
      block.count = Math.min(TILE, end - at);
      loadBestTile(tile, columns, at, block.count);
      elsewhere ??= new Float64Array(TILE * MIXED);
      block.values = (block.count === TILE ? loops.room?.()?.table : null) ?? elsewhere;
      logLik += settleTile(loops, slots, states, tile.values);
      if (!(logLik > -Infinity)) return logLik;
      for (let k = 0; k < slotOf.length; k++) {
        block.at = TILE * k;
        loops.accumulate(own, slotOf[k] as number, tile.values, block);
      }
    }
    addSums(slots, own.statistics, size, states);
    return logLik;
  };
}
