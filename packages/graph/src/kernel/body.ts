import type { DensityKernel, NumericColumns, TableKernel } from "@platewise/core";
import type { ChainBody } from "../chain/chain-body.ts";
import type { CaseParts } from "./case-parts.ts";
import type { WrittenProduct } from "./product-rows.ts";
import type { CliqueTable } from "./tree-products.ts";

/** Codes of the observed part of a fused factor, one per row of the body. */
export type CodeColumn = Uint8Array | Uint16Array | Int32Array;

/** One table law inside a fused factor: `index[u * observed + o]` is its entry for unknown state u and observed code o. */
export interface FusedPart {
  readonly kernel: TableKernel;
  readonly index: Int32Array;
}

/**
 * Table laws with the same unknown variables, multiplied into one table. `states` counts the configurations of those
 * unknowns, `observed` those of everything seen. `code` is null where nothing is seen. `stateOf[s]` maps a joint state of
 * the body to u (null: identity).
 */
export interface FusedFactor {
  readonly states: number;
  readonly observed: number;
  readonly code: CodeColumn | null;
  readonly logs: Float64Array;
  readonly counts: Float64Array;
  readonly stateOf: Int32Array | null;
  readonly parts: readonly FusedPart[];
}

/** A numeric child's law in a body: slot of each configuration u of its unknown parents. */
export interface DensityFactor {
  readonly states: number;
  readonly kernel: DensityKernel;
  readonly columns: NumericColumns;
  readonly slotOf: Int32Array;
  readonly stateOf: Int32Array | null;
}

/**
 * A table law of which everything is observed. Its `counts` never change: they are summed once out of a cluster's, where
 * `place[code]` is the law's entry of a cluster code.
 */
export interface CountedFactor {
  readonly kernel: TableKernel;
  readonly counts: Float64Array;
  readonly columns: readonly CodeColumn[];
  readonly strides: readonly number[];
  readonly place: Int32Array;
}

/**
 * Table laws that are counted together in one walk over the rows, over the joint codes of all their variables. The codes of
 * the columns before `split` fit a byte together, and so do those of the others (0: they don't).
 */
export interface CountCluster {
  readonly columns: readonly CodeColumn[];
  readonly strides: readonly number[];
  readonly size: number;
  readonly split: number;
  readonly members: readonly CountedFactor[];
  counted: boolean;
}

/** What a plate inside sends to a body: log-messages per outer configuration, read at the body's instances. */
export interface Inbox {
  readonly states: number;
  /** `log[u * instances + g]`; zeroed before every pass. */
  readonly log: Float64Array;
  /** Posterior of the same configurations, written for the plate inside. */
  readonly posterior: Float64Array;
  readonly instances: number;
  readonly stateOf: Int32Array | null;
}

/**
 * The compiled rows of one pattern of one plate: `count` distinct rows with `weights` (null: 1 each). The joint table has
 * `states` = `outerStates` × local states, the outer ones slowest (in cliques: the sum of their states). `rows[i]` is the plate instance of row i (null:
 * identity); `parents[i]` its parent instance where it sends messages.
 */
export interface Body {
  readonly plate: number;
  readonly states: number;
  readonly outerStates: number;
  readonly axisSizes: readonly number[];
  readonly axisIds: readonly number[];
  /** The variables of all axes of a clique, also of those that another clique reports (−1 in `axisIds`). */
  readonly cliqueIds?: readonly number[];
  readonly count: number;
  readonly block: number;
  readonly rows: Int32Array | null;
  readonly weights: Float64Array | null;
  readonly parents: Int32Array | null;
  readonly constants: readonly FusedFactor[];
  readonly fused: readonly FusedFactor[];
  readonly clusters: readonly CountCluster[];
  readonly densities: readonly DensityFactor[];
  readonly inboxes: readonly Inbox[];
  /** Where the body sends its messages: the inbox of the parent plate (null: it sends none). */
  readonly outbox: Inbox | null;
  /** The written-out walk over a body of one or two tables (null: the general loops). */
  readonly product: WrittenProduct | null;
  /** Log-weights of the row-independent factors, one per state. */
  readonly base: Float64Array;
  /** The cliques in which a large joint table is eliminated, root first; none: one joint table. */
  readonly cliques: readonly Clique[];
  /** Set on the body of a clique. */
  readonly isClique?: boolean;
  /** Hard assignments of the last pass (−1 before it); empty where the posterior is soft. */
  readonly assignment: Int32Array;
}

/**
 * A clique of a body: a body of its own, with the axes that it shares with its parent clique as outer ones. `stateOf[s]` maps a
 * state of the parent clique to the shared states (null: identity). `children` stand by rising shared states. Its tables are its own while a block is worked on.
 */
export interface Clique {
  readonly body: Body;
  readonly parent: number;
  readonly children: readonly number[];
  readonly stateOf: Int32Array | null;
  readonly tables: readonly CliqueTable[];
  /**
   * Messages whose shared axes lie within those of a sibling's go by way of it: `via` is that sibling (−1: none), `viaOf[u]` maps
   * its shared states to those here (null: identity), and `joined` holds what goes that way.
   */
  readonly via: number;
  readonly viaOf: Int32Array | null;
  readonly joined: Float64Array;
  readonly scratch: Scratch;
  /** Per row of a block: the scale of the message; at the root `scales` gathers the logarithms of all. */
  readonly sums: Float64Array;
  readonly scales: Float64Array;
}

/** Which plate instances the rows of a body are, and their weights. */
export type BodyRows = Pick<Body, "plate" | "rows" | "weights">;

/** The bodies of all plates, parents before children, the chains, and the parts of few rows, with one scratch area for the bodies. */
export interface Kernel {
  readonly bodies: readonly Body[];
  readonly chains: readonly ChainBody[];
  /** Parts that are settled case by case; they have no bodies (null: none). */
  readonly cases: CaseParts | null;
  readonly scratch: Scratch;
}

/** Buffers shared by all bodies, sized for the largest block. */
export interface Scratch {
  readonly table: Float64Array;
  readonly marginal: Float64Array;
  readonly normaliser: Float64Array;
  readonly weights: Float64Array;
}
