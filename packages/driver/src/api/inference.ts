import type { FitResult } from "@platewise/core";
import type { EliminationOrder } from "@platewise/graph";
import type { DataOptions, NodePosterior, ParamInput } from "./options.ts";

/**
 * What is known of one node in a case: a label, a state or a number; the components of a vector (null: not known); for a discrete
 * node soft evidence, the likelihoods of its states in their order or by label (up to a factor that all share). null: nothing.
 */
export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly (number | null)[]
  | { readonly likelihoods: readonly number[] }
  | { readonly [label: string]: number };

/** What is known in a case, by node; `s[0,1]` names an element of fixed plates. As pairs a name may be repeated. */
export type Evidence = Readonly<Record<string, EvidenceValue>> | readonly (readonly [name: string, value: EvidenceValue])[];

/** Options of `infer` and `inferCase`. The parameters (a fit or its `params`) may be left out when the model fixes all of them. */
export interface InferOptions extends DataOptions {
  readonly params?: ParamInput | FitResult;
  /** Largest joint table, in states, that is eliminated exactly (default 1e6). */
  readonly budget?: number;
  /** Eliminate every part in cliques, in this order (left out: where it pays, in the better order). */
  readonly elimination?: EliminationOrder;
  /** Also the most probable joint state of every discrete node (ties to the lowest state). */
  readonly mpe?: boolean;
  /** Sets of discrete nodes whose joint posterior is wanted. */
  readonly joints?: readonly (readonly string[])[];
}

/** Probabilities of states in their order, nested over the nodes of a joint table; null where the row has none. */
export type Probabilities = readonly (number | null | Probabilities)[];

/** Posterior mean and covariance of a numeric node: numbers, or a list and a matrix for a vector; null where there is no posterior. */
export interface PosteriorMoments {
  readonly mean: number | null | readonly (number | null)[];
  readonly cov: number | null | readonly (readonly (number | null)[])[];
}

/**
 * What is inferred of one row. `logEvidence` is null for −Infinity, and where a group's value stands on an earlier row. The
 * marginals of unknown nodes are null where what is seen is impossible; a numeric node has moments if it is missing in some row. `mpe` gives labels, null where it is impossible.
 */
export interface InferredRow {
  readonly row: number;
  readonly logEvidence: number | null;
  readonly marginals: Readonly<Record<string, Probabilities | PosteriorMoments>>;
  readonly joints?: Readonly<Record<string, Probabilities>>;
  readonly mpe?: Readonly<Record<string, string>> | null;
  /** log p(mpe, evidence) of the row, null where `logEvidence` is. */
  readonly mpeLogProb?: number | null;
}

/**
 * What `infer` returns. `logEvidence` and `mpeLogProb` are totals in nats in which weights count; null is −Infinity. `nodes` lists the
 * discrete nodes in declared order, `joints` the nodes of each joint table, by its key.
 */
export interface InferResult {
  readonly schema: "platewise/infer@1";
  readonly logEvidence: number | null;
  readonly exact: boolean;
  readonly nodes: Readonly<Record<string, { readonly states: readonly string[] }>>;
  readonly joints?: Readonly<Record<string, { readonly nodes: readonly string[] }>>;
  readonly rows: readonly InferredRow[];
  readonly mpeLogProb?: number | null;
}

/** A joint table that was asked for: its key, its nodes' keys and sizes, and the name of the node whose marginal it is. */
export interface JointQuery {
  readonly key: string;
  readonly nodes: readonly string[];
  readonly sizes: readonly number[];
  readonly product: string;
}

/** What a pass that keeps the most probable states finds: one-hot states of every discrete node, and log p(mpe, evidence). */
export interface MostProbable {
  readonly nodes: readonly NodePosterior[];
  readonly total: number;
  readonly byRow: Float64Array;
}

/**
 * Posterior moments of a numeric node of `size` components for every row: `means[row * size + i]`, and `covariances` of size × size
 * numbers a row. NaN in rows without a posterior; `seen[row]` is 1 where the value is known.
 */
export interface NumericPosterior {
  readonly node: string;
  readonly size: number;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
  readonly seen: Uint8Array;
}

/**
 * What is inferred of all rows, as flat tables. `logEvidence` is the total, `byRow` has NaN where a row's value stands elsewhere.
 * `seen[n][row]` is 1 where node n is known, `impossible[row]` where what is seen has probability zero.
 */
export interface Inference {
  readonly rows: number;
  readonly logEvidence: number;
  readonly byRow: Float64Array;
  readonly nodes: readonly NodePosterior[];
  readonly seen: readonly Uint8Array[];
  readonly numeric: readonly NumericPosterior[];
  /** Names of the nodes and the numeric ones that have an entry, in declared order. */
  readonly order: readonly string[];
  readonly joints: readonly { readonly query: JointQuery; readonly table: NodePosterior }[];
  readonly mpe: MostProbable | null;
  readonly impossible: Uint8Array;
  /** True where a real number is seen somewhere: the evidence is then a density, which may exceed 1. */
  readonly isDensity: boolean;
  /** 1 for the rows whose value in `byRow` is that of the group (or sequence) that begins there. */
  readonly groups: Uint8Array;
}
