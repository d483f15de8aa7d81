import type { StateBlock, StateDensities } from "@platewise/core";
import type { DensityFactor } from "../kernel/body.ts";
import type { ChainBody, Slice } from "./chain-body.ts";

/** The density of a slice that is written and summed row by row, all of the chain's states side by side. */
export interface RowDensity extends Pick<DensityFactor, "columns" | "slotOf"> {
  readonly states: StateDensities;
}

const block: StateBlock = { start: 0, count: 0, at: 0, values: new Float64Array(0), slots: new Int32Array(0) };

/** True where a slice's rows are the steps of the plate, each with the chain's states and no other unknowns. */
export function isPlain(
  { states, outerStates }: Pick<ChainBody, "states" | "outerStates">,
  { body, paired }: Pick<Slice, "body" | "paired">,
): boolean {
  return !paired && outerStates === 1 && body.rows === null && body.states === states;
}

/** The density of a plain slice that all else but constants hangs on; null where there is more to a step, or the family can't. */
export function rowDensityOf(chain: ChainBody, slice: Slice): RowDensity | null {
  const { densities, fused, inboxes } = slice.body;
  const [density] = densities;
  const { states } = density?.kernel ?? {};
  if (!isPlain(chain, slice) || !density || !states || density.stateOf) return null;
  return densities.length + fused.length + inboxes.length === 1 ? { ...density, states } : null;
}

function place({ slotOf }: RowDensity, start: number, count: number, values: Float64Array, at: number): void {
  block.start = start;
  block.count = count;
  block.at = at;
  block.values = values;
  block.slots = slotOf;
}

/** Writes the log-densities of `count` steps from `start` on, a row per step from `at` on. `offsets` are added, one per state. */
export function writeRows(density: RowDensity, offsets: Float64Array, start: number, count: number, into: Float64Array, at: number): void {
  place(density, start, count, into, at);
  density.states.writeLogDensities(density.columns, block, offsets);
}

/** Adds the statistics of `count` steps from `start` on, whose posteriors stand from the beginning of `posterior` on. */
export function accumulateRows(density: RowDensity, start: number, count: number, posterior: Float64Array): void {
  place(density, start, count, posterior, 0);
  density.states.accumulateStates(density.columns, block);
}
