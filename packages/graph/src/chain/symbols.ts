import { expBlock, type Room } from "@platewise/core";
import type { FusedFactor } from "../kernel/body.ts";
import type { Slice } from "./chain-body.ts";

/** A slice whose weights depend on one code: its symbols are `base` + code. */
interface SymbolUse {
  readonly slice: Slice;
  readonly factor: FusedFactor | null;
  readonly base: number;
}

/**
 * Steps that are told apart by one code, a symbol: the weights of the states are read from a table instead of being computed step
 * by step, and posteriors are added up by symbol. `place[t]` is the symbol of step t times the number of states.
 */
export interface SymbolTable {
  readonly states: number;
  readonly place: Int32Array;
  readonly weights: Float64Array;
  /** Posteriors by symbol: of one portion, and of all. */
  readonly portion: Float64Array;
  readonly counts: Float64Array;
  readonly uses: readonly SymbolUse[];
}

/** Largest table of symbols, in entries. */
const ENTRIES = 1 << 16;

const isCoded = ({ body, paired }: Slice): boolean =>
  !paired && body.states === body.outerStates && body.densities.length === 0 && body.fused.length <= 1;

function placeSteps({ slice, factor, base }: SymbolUse, states: number, place: Int32Array): void {
  const { body } = slice;
  for (let i = 0; i < body.count; i++) {
    const step = body.rows ? (body.rows[i] as number) : i;
    place[step] = (base + (factor?.code ? (factor.code[i] as number) : 0)) * states;
  }
}

/** The table of symbols of some slices over a chain's `steps`; null where a step is more than a code, or codes are many. */
export function findSymbols(slices: readonly Slice[], states: number, steps: number): SymbolTable | null {
  if (!slices.every(isCoded)) return null;
  let symbols = 0;
  const uses = slices.map((slice): SymbolUse => {
    const factor = slice.body.fused[0] ?? null;
    const base = symbols;
    symbols += factor?.observed ?? 1;
    return { slice, factor, base };
  });
  const entries = symbols * states;
  if (entries > ENTRIES || symbols > steps) return null;
  const place = new Int32Array(steps);
  for (const use of uses) placeSteps(use, states, place);
  const zeros = (): Float64Array => new Float64Array(entries);
  return { states, place, weights: zeros(), portion: zeros(), counts: zeros(), uses };
}

/** The table with what a walk reads and writes in its room. */
export function moveSymbols(table: SymbolTable, room: Room): SymbolTable {
  const place = room.ints(table.place.length);
  place.set(table.place);
  const entries = table.weights.length;
  return { ...table, place, weights: room.floats(entries), portion: room.floats(entries) };
}

/** Calls `visit` for every entry of the use: its state, its place among the factor's entries, and its place in the table. */
function eachEntry({ factor, base }: SymbolUse, states: number, visit: (k: number, from: number, at: number) => void): void {
  const observed = factor?.observed ?? 1;
  for (let code = 0; code < observed; code++) {
    for (let k = 0; k < states; k++)
      visit(k, (factor?.stateOf ? (factor.stateOf[k] as number) : k) * observed + code, (base + code) * states + k);
  }
}

/** Makes the weights anew from the bodies' refreshed tables, and empties the counts. */
export function refreshSymbols({ states, weights, counts, uses }: SymbolTable): void {
  counts.fill(0);
  for (const use of uses) {
    const { base } = use.slice.body;
    eachEntry(use, states, (k, from, at) => {
      weights[at] = (base[k] as number) + (use.factor ? (use.factor.logs[from] as number) : 0);
    });
  }
  expBlock(weights, 0, weights.length);
}

/** Adds the counts by symbol to those of the bodies' tables. */
export function flushSymbols({ states, counts, uses }: SymbolTable): void {
  for (const use of uses) {
    const { constants } = use.slice.body;
    eachEntry(use, states, (k, from, at) => {
      const count = counts[at] as number;
      if (use.factor) use.factor.counts[from] = (use.factor.counts[from] as number) + count;
      for (const { counts: into, stateOf } of constants) {
        const u = stateOf ? (stateOf[k] as number) : k;
        into[u] = (into[u] as number) + count;
      }
    });
  }
}
