import type { FitResult, FitStatus, Method, ParamValue } from "@platewise/core";

/** What happens when a component's spread collapses or a component loses all its data. */
export type SingularPolicy = "floor" | "restart" | "fail" | "prior";

/**
 * Where the parameters that `init` does not give come from. `auto` is `kmeans++` for continuous children, else `random`; `prior` draws what has a
 * prior from it. Of networks `auto` is 0 in a first run where everything is seen, else `random`, and there are no others.
 */
export type StartStrategy = "auto" | "random" | "kmeans++" | "prior";

/** State of the running fit, handed to `onProgress` after every iteration. */
export interface FitProgress {
  readonly run: number;
  readonly runs: number;
  readonly iteration: number;
  readonly maxIterations: number;
  readonly objective: number;
  readonly change: number;
}

/** Starting parameters: nested arrays, or objects keyed by label, by parameter name. */
export type ParamInput = Readonly<Record<string, ParamInputValue>>;
/** A parameter's value or a part of it; null is −Infinity, and only for what a network's `table(…)` makes impossible. */
export type ParamInputValue = number | null | readonly ParamInputValue[] | { readonly [label: string]: ParamInputValue };

/** How the data is read. */
export interface DataOptions {
  /** Texts that mean an empty cell, besides the empty text. */
  readonly missing?: readonly string[];
  /** Observed nodes to treat as never observed. */
  readonly latent?: readonly string[];
  /** Column of row weights (counts). */
  readonly weights?: string;
  /** `complete` drops rows with an empty cell in any node of the model. */
  readonly rows?: "all" | "complete";
}

/** Options of `fit`; every one may be left out. */
export interface FitOptions extends DataOptions {
  readonly method?: "auto" | Method;
  /** A whole fit.json or its `params` object; any subset of the parameters. */
  readonly init?: ParamInput | FitResult;
  readonly start?: StartStrategy;
  /** Total number of runs (default 1). */
  readonly restarts?: number;
  /** Default 1000. 0 evaluates the start. */
  readonly maxIterations?: number;
  /** Relative change of the objective at which a run stops (default 1e-9, of networks none). 0 runs exactly `maxIterations`. */
  readonly tolerance?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly onSingular?: SingularPolicy;
  readonly order?: "auto" | "init" | "canonical";
  /** Largest joint table, in entries per row, that exact elimination may use (default 1e6). */
  readonly budget?: number;
  /** Eliminates all unknowns in cliques, in this order (left out: only where it pays, in the better of the two). */
  readonly elimination?: "min-fill" | "min-weight";
  /** Stops the fit; the best parameters so far are returned with status `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
  /** Of networks: weight of the absolute values of the learned parameters that is taken off the objective (default 0). */
  readonly l1?: number;
  /** Of networks: weight of half their squares that is taken off the objective (default 0). */
  readonly l2?: number;
  /** Of networks: largest entry of the gradient per row at which a run stops (default 1e-9). */
  readonly gradientTolerance?: number;
  /** Of networks, for `cd` and `pcd`: sweeps between updates (default 1). */
  readonly k?: number;
  /** Of networks, for `cd` and `pcd`: number of chains (default: as many as rows, and 100). */
  readonly chains?: number;
  /** Asks for the posterior of every latent or missing discrete node, per table row. */
  readonly posteriors?: boolean;
}

/** Posterior of one discrete node for every table row: `probabilities[row * states.length + state]`, NaN in dropped rows. */
export interface NodePosterior {
  readonly node: string;
  readonly states: readonly string[];
  readonly probabilities: Float64Array;
}

/**
 * One row of a score. `logLik` is null where a group's value stands on an earlier row, where the row was dropped, and for −∞, which
 * `impossible` tells apart. `group` marks the value of the group (or sequence) that begins on the row.
 */
export interface ScoredRow {
  readonly row: number;
  readonly logLik: number | null;
  readonly impossible?: true;
  readonly group?: true;
}

/** What `score` returns: the total and an entry for every row of the table. */
export interface ScoreResult {
  readonly schema: "platewise/score@1";
  readonly logLik: number | null;
  readonly exact: boolean;
  readonly rows: readonly ScoredRow[];
  /** What the rows count together, where the data has weights. */
  readonly weight?: number;
  /** Of a network: log of the partition function, mean over rows. */
  readonly logZ?: number;
  /** Its standard error, where exact sums are over the budget and it is estimated by annealed importance sampling. */
  readonly logZError?: number;
}

export type { FitResult, FitStatus, ParamValue };
