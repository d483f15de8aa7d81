import type { TableKernel } from "@platewise/core";

/**
 * A clique of a part that is settled case by case; a joint table is the only clique of its part. Law f of case r finds the
 * entry of state s at `places[r * laws + f] + entries[f * states + s]` among the tables of all laws. The `shared` states of
 * the axes that it has in common with its parent stand slowest, and `above[s]` is the one of the parent's state s. Its table
 * stands at `table` in the memory of all cliques, its message at `message`, and behind that the parent's margin.
 */
export interface CaseClique {
  readonly states: number;
  readonly shared: number;
  readonly parent: number;
  readonly above: Int32Array;
  readonly laws: number;
  readonly entries: Int32Array;
  readonly places: Int32Array;
  readonly table: number;
  readonly message: number;
}

/** A part with its cliques, root first, and its cases: the first of every set of equal plate instances, with their weight. */
export interface CasePart {
  readonly plate: number;
  readonly unknown: readonly number[];
  readonly cliques: readonly CaseClique[];
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** A law with the place of its table among those of all laws. */
export interface PlacedLaw {
  readonly kernel: TableKernel;
  readonly offset: number;
}

/** The parts that are settled case by case, with the tables of all their laws side by side and the memory of their cliques. */
export interface CaseParts {
  readonly list: readonly CasePart[];
  readonly placed: readonly PlacedLaw[];
  readonly logs: Float64Array;
  readonly probabilities: Float64Array;
  readonly counts: Float64Array;
  readonly memory: Float64Array;
}
