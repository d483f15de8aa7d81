import type { ParamDomain } from "./domain.ts";

/** A parameter's value: nested arrays in the order of its indices, then of its domain, row-major. */
export type ParamValue = number | readonly ParamValue[];

/** How the parameters were estimated. */
export type Method = "mle" | "em" | "hard-em" | NetworkMethod;

/** How the weights of a network were estimated. */
export type NetworkMethod = "gradient" | "newton" | "ipf" | "gis" | "cd" | "pcd" | "pseudo" | "composite" | "loopy" | "mean-field";

/**
 * Why a run ended. `exact`: a closed form needs no iterations. `converged`: the objective changed by no more than the
 * tolerance (or, in hard EM, no assignment changed). `max-iterations`, `interrupted`: as they say. `singular`: a component
 * collapsed and the policy was to stop. Of networks, `stalled`: no step of the optimiser raises the objective any more; `unbounded`: a
 * weight grows without end.
 */
export type FitStatus = "exact" | "converged" | "max-iterations" | "interrupted" | "singular" | "stalled" | "unbounded";

/** One line of the table of restarts. `start` names how the run was started. */
export interface RunSummary {
  readonly run: number;
  readonly seed: number;
  readonly start: string;
  readonly status: FitStatus;
  readonly iterations: number;
  readonly objective: number;
  readonly chosen: boolean;
}

/** What the compiler chose and why, in the author's words: every step with its cost and what was refused. */
export interface PlanSummary {
  readonly method: Method;
  readonly reason: string;
  readonly steps: readonly PlanStep[];
  readonly refused: readonly { readonly choice: string; readonly reason: string }[];
  /** Table entries touched per pass over the data, and bytes allocated for it. */
  readonly cost: { readonly entriesPerRow: number; readonly entriesPerPass: number; readonly bytes: number; readonly budget: number };
}

/** One step of a plan: what is done on which plate, at what size. */
export interface PlanStep {
  readonly plate: string;
  readonly what: string;
  readonly why: string;
  readonly states: number;
  readonly rows: number;
  readonly distinctRows: number;
}

/** A diagnostic as JSON: the sentence with its places resolved. `row` counts from 1, as messages do. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly help?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly data?: { readonly table: string; readonly row?: number; readonly line?: number; readonly column?: string };
  readonly suggestion?: string;
}

/**
 * What `fit` returns and `fit.json` holds. Log-likelihoods are totals in nats, normalising constants included; NaN, and AIC and BIC with them,
 * where that of a network could not be computed exactly.
 */
export interface FitResult {
  readonly schema: "platewise/fit@1";
  readonly model: string;
  readonly method: Method;
  readonly status: FitStatus;
  /** A sentence saying why the chosen run ended. */
  readonly stopReason: string;
  readonly iterations: number;
  readonly objective: number;
  readonly logLik: number;
  /** The objective before each iteration and at `params`: `iterations + 1` entries; none where a network's method only knows gradients. */
  readonly trace: readonly number[];
  /** The log-likelihood at the same points, where a prior makes the objective differ. */
  readonly logLikTrace?: readonly number[];
  readonly rows: number;
  /** Numbers that the fit was free to choose; of a network the identified ones. */
  readonly freeParameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly seed: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Names of parameters that were fixed in the model. */
  readonly fixed: readonly string[];
  /** Label sets, by type name (or node name for an anonymous set), in the order that `params` uses. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** What each axis of each parameter is: labels or integer states, and the type's or node's name. */
  readonly axes: Readonly<Record<string, readonly ParamAxis[]>>;
  /** What one element of each parameter is. Absent in hand-made results; the report then guesses from the values. */
  readonly domains?: Readonly<Record<string, ParamDomain["kind"]>>;
  readonly plan: PlanSummary;
  readonly runs: readonly RunSummary[];
  readonly diagnostics: readonly DiagnosticJson[];
  readonly provenance: { readonly modelHash: string; readonly dataHash: string; readonly version: string };
  readonly network?: NetworkSummary;
  /** Hard EM on a K-means model: total within-cluster sum of squares, before each iteration and at the end; cluster sizes. */
  readonly withinSS?: number;
  readonly withinSSTrace?: readonly number[];
  readonly sizes?: readonly number[];
}

/** Of a network: what was maximised, and how far the estimate is from the maximum. */
export interface NetworkSummary {
  /** What was maximised, whether it has one maximum only, and whether the estimate is consistent, in words. */
  readonly maximises: string;
  readonly concave: boolean;
  readonly consistent: string;
  /** Log of the partition function, mean over rows; null where it could not be computed exactly. */
  readonly logZ: number | null;
  /** Where it could not: an estimate by annealed importance sampling, and of the log-likelihood with it, with standard errors. */
  readonly logZEstimate?: { readonly logZ: number; readonly standardError: number; readonly logLik: number; readonly logLikError: number };
  /** Of methods with approximate expectations: whether these converged at the estimate, and what their last iteration still changed. */
  readonly approximation?: { readonly converged: boolean; readonly iterations: number; readonly change: number };
  /** Of methods that sample, in place of `trace`: sizes of a running mean of the gradient. */
  readonly gradientTrace?: readonly number[];
  /** Largest entry of the gradient of the objective, per row; null where a method that samples ended before it could tell. */
  readonly gradientNorm: number | null;
  /** Evaluations of the objective and its gradient, over all runs. */
  readonly evaluations: number;
  /** Means per row of every parameter's feature in the data and under the model, in the parameters' shapes; null where not exact. */
  readonly moments: {
    readonly largestGap: number;
    readonly worst: string;
    readonly empirical: Readonly<Record<string, ParamValue>>;
    readonly model: Readonly<Record<string, ParamValue>>;
  } | null;
  /** In the parameters' shapes; null where the Hessian costs too much, or a penalty acts. */
  readonly standardErrors: Readonly<Record<string, ParamValue>> | null;
  /** Elements at minus infinity, since their feature never occurs in the data. */
  readonly atMinusInfinity: readonly string[];
  /** Learned numbers that the model can't tell apart from the others. */
  readonly aliased: number;
  /** `freeParameters` is an upper bound. */
  readonly atMost?: true;
  /**
   * Where everything is seen and nothing given, and the joint states are few: G² = 2 Σ n log(n / fitted) and X² = Σ (n − fitted)² / fitted over
   * them (infinite where what is seen is impossible), and the degrees of freedom that the saturated model has more.
   */
  readonly deviance?: number;
  readonly pearson?: number;
  readonly df?: number;
  /** Number of joint states that `deviance` sums over. */
  readonly cells?: number;
  readonly l1?: number;
  readonly l2?: number;
  /** Priors of the model act as penalties. */
  readonly priors?: true;
}

/** One axis of a parameter. `labels` is null for integer states and vector components. */
export interface ParamAxis {
  readonly name: string;
  readonly size: number;
  readonly labels: readonly string[] | null;
  /** For the components of a vector or matrix: the data columns that they describe, where the model says so. */
  readonly columns?: readonly string[];
}
