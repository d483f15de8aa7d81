import type { FitResult } from "@platewise/core";
import type { DataOptions, ParamInput } from "../api/options.ts";
import type { Theory } from "./theory.ts";

/** Options of `compare`; every one may be left out. */
export interface CompareOptions extends DataOptions {
  /** Parameters of the given model to start from; the other form starts at the same joint. */
  readonly init?: ParamInput | FitResult;
  /** Default 1. */
  readonly seed?: number;
  /** Iterations of either fit at most (default 10000). */
  readonly maxIterations?: number;
  /** Largest joint table, in states, that is summed exactly (default 1e6). */
  readonly budget?: number;
  /** The row, counted from 0, whose weight is raised by one to show what moves; left out, the first that is complete. */
  readonly row?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds that only ever grow: with it both fits are timed. */
  readonly now?: () => number;
}

/** One form of the model, fitted. `expectations` counts passes over the data or the model's joint that gave expected counts. */
export interface FittedForm {
  /** The form as a `.pgm` text. */
  readonly text: string;
  readonly fit: FitResult;
  readonly expectations: number;
  readonly milliseconds?: number;
  /** Where a first run ended that found a lower maximum than the other form; `fit` then started from that one's. */
  readonly before?: { readonly logLik: number; readonly iterations: number };
}

/**
 * A divergence between the joints of the two fitted forms, in nats a row. `enumerated`: over all joint states of what is observed.
 * `marginals`: from the tables of both forms and their marginals, exact as well. `data`: the mean difference of log-likelihoods over the rows
 * of the data, which only estimates the mean over the directed joint and may be negative. Infinite ones are null.
 */
export interface Divergence {
  readonly how: "enumerated" | "marginals" | "data";
  readonly states: number | null;
  readonly fromDirected: number | null;
  readonly fromUndirected: number | null;
  /** Half the sum of the absolute differences of the two joints; null where they are not enumerated. */
  readonly totalVariation: number | null;
}

/**
 * The family of one variable in both fitted forms: conditional and joint probabilities as flat tables, the configurations of the
 * parents first (the last parent fastest) and the child's states within each. NaN where a configuration has no probability; null where
 * the data has empty cells.
 */
export interface FamilyComparison {
  readonly child: string;
  readonly parents: readonly string[];
  readonly childLabels: readonly string[];
  readonly parentLabels: readonly (readonly string[])[];
  readonly conditional: { readonly directed: readonly number[]; readonly undirected: readonly number[] };
  readonly joint: {
    readonly directed: readonly number[];
    readonly undirected: readonly number[];
    readonly empirical: readonly number[] | null;
  };
  /** Of the undirected form's table over the same variables, where it has one: its name and log-potentials, in the same order. */
  readonly potential: { readonly param: string; readonly values: readonly number[] } | null;
}

/**
 * Largest difference between the share of a joint state of these variables in the data and its probability in a fitted form. Empty
 * cells count at what they may be, by the form's own posterior.
 */
export interface MomentGap {
  readonly variables: readonly string[];
  readonly directed: number;
  readonly undirected: number;
}

/** How the numbers of one parameter moved: how many of how many finite ones, the largest change, and the norm of all relative to that before. */
export interface ParameterChange {
  readonly param: string;
  readonly moved: number;
  readonly of: number;
  /** Of a conditional table: rows with a number that moved. */
  readonly rows?: { readonly moved: number; readonly of: number };
  readonly largest: number;
  readonly relative: number;
}

/** What moves in each form when a row of the data counts one more. */
export interface Coupling {
  readonly row: number;
  readonly datum: Readonly<Record<string, string>>;
  readonly directed: readonly ParameterChange[];
  readonly undirected: readonly ParameterChange[];
}

/** Something that theory says must hold, and how far it is from it. */
export interface Assertion {
  readonly what: "same-log-likelihood" | "same-joint" | "larger-fits-better" | "moments-match" | "only-own-rows-move";
  readonly difference: number;
  readonly tolerance: number;
  readonly holds: boolean;
}

/** What `compare` returns: both forms fitted to the same data, what theory says of them, and where they differ. */
export interface CompareResult {
  readonly schema: "platewise/compare@1";
  readonly model: string;
  readonly rows: number;
  readonly missingCells: number;
  readonly latent: readonly string[];
  readonly theory: Theory;
  readonly directed: FittedForm;
  readonly undirected: FittedForm;
  readonly assertions: readonly Assertion[];
  readonly divergence: Divergence | null;
  readonly families: readonly FamilyComparison[];
  readonly moments: readonly MomentGap[];
  readonly coupling: Coupling | null;
}
