import type { Body, CodeColumn, FusedPart, Inbox } from "../kernel/body.ts";
import type { ChainWalk, Steps } from "./chain-walk.ts";
import type { RowTable } from "./row-tables.ts";
import type { SymbolTable } from "./symbols.ts";

/**
 * Table laws that a chain holds itself, multiplied: entry `code * states + u` for configuration u and the code of what is seen
 * at a step (`code` is null where nothing is). `weights` are the exponentials of `logs`.
 */
export interface StepTable {
  readonly states: number;
  readonly observed: number;
  readonly code: CodeColumn | null;
  readonly logs: Float64Array;
  readonly weights: Float64Array;
  readonly counts: Float64Array;
  readonly parts: readonly FusedPart[];
}

/** What is seen of the state at each step, as a code; `allowed[code * states + k]` is 1 where state k agrees with it. */
export interface Evidence {
  readonly code: CodeColumn;
  readonly allowed: Uint8Array;
}

/** A stretch of steps `from` … `to` − 1 that is worked on at once: the whole sequences `first` … `last` − 1 of a chain. */
export interface Portion {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

/** The laws within steps of one kind: a body whose outer axes are those of the chain, with the states of two steps if `paired`. */
export interface Slice {
  readonly body: Body;
  readonly paired: boolean;
  /** The tables of a plain slice with the states side by side; null: it goes through the tables of blocks. */
  readonly tables: readonly RowTable[] | null;
}

/** Log-weights or weights of a portion, a plane per outer state: `states[o * span * K + (t − from) * K + k]`, pairs likewise. */
export interface StepWeights {
  readonly states: Float64Array;
  readonly pairs: Float64Array | null;
}

/**
 * What the passes over a chain write on; allocated once, but for the weights and posteriors of single steps, which not every way
 * of walking needs.
 */
export interface ChainMemory {
  weights: StepWeights | null;
  posterior: StepWeights | null;
  /** Logarithm of what the weights of a step were divided by, a plane per outer state; of a block of steps, it may stand at the first. */
  readonly shift: Float64Array;
  /** Step of a portion times the number of states, and of pairs of states (null: pairs don't differ from step to step). */
  readonly place: Int32Array;
  readonly pairPlace: Int32Array | null;
  /** Where the transitions of a step of the plate begin among all codes' (null: one code). */
  readonly transitionPlace: Int32Array | null;
  /** Of one portion: pairs as the walk adds them up, pairs from walks in logs, and posteriors of first steps. */
  readonly pairs: Float64Array;
  readonly extra: Float64Array;
  readonly firsts: Float64Array;
  readonly logLik: Float64Array;
  readonly steps: Steps;
}

/**
 * A compiled chain: sequences with the same unknowns outside. Sequence q has the steps `starts[q]` … `ends[q]` − 1 of the
 * plate and belongs to instance `owners[q]` of the enclosing plate. Its state has `states` values, for each of `outerStates`
 * outer ones. `parent` is null where nothing but fixed plates stands around the chain.
 */
export interface ChainBody {
  readonly plate: number;
  readonly parent: number | null;
  readonly states: number;
  readonly outerStates: number;
  readonly owners: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly portions: readonly Portion[];
  readonly slices: readonly Slice[];
  readonly initial: StepTable;
  readonly transition: StepTable;
  readonly paired: boolean;
  readonly evidence: Evidence | null;
  readonly symbols: SymbolTable | null;
  readonly outbox: Inbox | null;
  readonly walk: ChainWalk;
  readonly memory: ChainMemory;
}
