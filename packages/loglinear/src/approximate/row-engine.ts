import type { RowCase } from "./row-case.ts";

/**
 * Expectations of one row after another, in which the same variables are unknown. All arrays are allocated when the engine is
 * made; what `run` found stays until the next run.
 */
export interface RowEngine<Answer> {
  /** Works on the log-potentials (by entry) of one case. */
  readonly run: (potentials: Float64Array, at: RowCase) => Answer;
  /** Adds `scale` times the expected counts of the last run: those of an entry are what a column multiplies, summed over places. */
  readonly addCounts: (scale: number, counts: Float64Array) => void;
  /** Probabilities of each variable's states, from `starts[v]` on; 1 for a known state. Those of the last run. */
  readonly marginals: Float64Array;
  readonly starts: Int32Array;
}
