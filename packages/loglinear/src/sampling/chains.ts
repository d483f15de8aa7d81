import { InternalError, type Random } from "@platewise/core";
import type { RowNetwork, RowStates } from "@platewise/graph";

/**
 * Persistent Markov chains over the states of a network's variables. Every chain draws from a stream of its own: its path does not
 * depend on how many others there are. State of variable v in chain c = states[v * count + c]; `held` has the same layout, 1 where
 * the state is known and stays. `rows` is each chain's place in the columns of numbers, `weights` what it counts.
 */
export interface Chains {
  readonly count: number;
  readonly states: Int32Array;
  readonly held: Uint8Array;
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly streams: readonly Random[];
}

/** Chains of which nothing is held, at state 0 of every variable, in row 0 and with weight 1. Chain c draws from `random.fork(c)`. */
export function createChains({ sizes }: RowNetwork, count: number, random: Random): Chains {
  return {
    count,
    states: new Int32Array(sizes.length * count),
    held: new Uint8Array(sizes.length * count),
    rows: new Int32Array(count),
    weights: new Float64Array(count).fill(1),
    streams: Array.from({ length: count }, (_, c) => random.fork(c)),
  };
}

/**
 * Where chains start: chain c at row pick[c] of `rows` (null: row c). What is unknown there is drawn evenly from the variable's
 * states. `hold` says what stays: only given variables, or all that is known.
 */
export interface ChainPlaces {
  readonly rows: RowStates;
  readonly pick: Int32Array | null;
  readonly hold: "given" | "known";
}

/** Puts all chains at rows of data, with the rows' weights; their streams go on. InternalError if a given variable is unknown. */
export function placeChains(network: RowNetwork, chains: Chains, { rows, pick, hold }: ChainPlaces): void {
  const { sizes, given, keys } = network;
  const { count, states, held } = chains;
  for (let c = 0; c < count; c++) {
    const row = pick === null ? c : (pick[c] as number);
    if (row >= rows.rows) throw new InternalError(`a chain at row ${row} of ${rows.rows}`);
    chains.rows[c] = row;
    chains.weights[c] = rows.weights === null ? 1 : (rows.weights[row] as number);
    for (let v = 0; v < sizes.length; v++) {
      const state = rows.states[row * sizes.length + v] as number;
      const isGiven = given[v] === 1;
      if (isGiven && state < 0) throw new InternalError(`the given variable ${keys[v]} has no state`);
      states[v * count + c] = state >= 0 ? state : drawEvenly(chains, c, sizes[v] as number);
      held[v * count + c] = isGiven || (hold === "known" && state >= 0) ? 1 : 0;
    }
  }
}

/** Draws all states that are not held evenly. */
export function scatterChains({ sizes }: RowNetwork, chains: Chains): void {
  const { count, states, held } = chains;
  for (let v = 0; v < sizes.length; v++) {
    for (let c = 0; c < count; c++) {
      if (held[v * count + c] === 0) states[v * count + c] = drawEvenly(chains, c, sizes[v] as number);
    }
  }
}

/** Lets go of all variables but the given ones: chains that started with what is known held now move freely. */
export function releaseChains({ given }: RowNetwork, { count, held }: Chains): void {
  for (let v = 0; v < given.length; v++) held.fill(given[v] as number, v * count, (v + 1) * count);
}

/** Writes the states of one chain, by variable, to `into`. */
export function readChain({ count, states }: Chains, chain: number, into: Int32Array): void {
  for (let v = 0; v < into.length; v++) into[v] = states[v * count + chain] as number;
}

const drawEvenly = ({ streams }: Chains, chain: number, size: number): number => (streams[chain] as Random).integer(size);
