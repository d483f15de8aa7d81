import type { Random } from "../numerics/random.ts";

/** How a family's spread argument is stored: as sd, variance, or one of the three matrix forms. `none` where there is no spread. */
export type SpreadForm = "none" | "sd" | "variance" | "covariance" | "diagonal" | "spherical";

/** What one use of a family needs to know besides its parameters: `length` is the number of states or of components. */
export interface FamilyShape {
  readonly length: number;
  readonly spread: SpreadForm;
}

/**
 * A law with its arguments bound: slot s (one per configuration of the discrete parents) finds argument a at
 * `theta[cells[a][s]]` (constants have cells too). Slots that share a cell share the parameter.
 */
export interface LawBinding {
  readonly shape: FamilyShape;
  readonly slots: number;
  readonly cells: readonly Int32Array[];
}

/**
 * The statistics and prepared constants of one law. `statistics` holds `statisticsLength` numbers per slot, the weight
 * first; they are additive over rows and kept about the location that `prepare` last saw.
 */
export interface LawKernel {
  readonly statistics: Float64Array;
  /** Reads the parameters; called after every change of `theta`. */
  prepare(theta: Float64Array): void;
}

/** A law of a finite child: `logTable[slot * length + state]`, and `statistics` are expected counts in the same layout. */
export interface TableKernel extends LawKernel {
  readonly kind: "table";
  readonly logTable: Float64Array;
}

/** Columns of a numeric child, one array per component, and for `Binomial` the number of trials as a further column. */
export type NumericColumns = readonly Float64Array[];

/** A block of rows: `count` of them from row `start` of the columns; the weights or results stand from `at` on in `values`. */
export interface Block {
  start: number;
  count: number;
  at: number;
  values: Float64Array;
}

/** A block of rows for several states at once: state k has slot `slots[k]`, and its number at a row stands at `values[at + i * slots.length + k]`. */
export interface StateBlock extends Block {
  slots: Int32Array;
}

/** What a density kernel does for several states at once, row by row. Both methods allocate nothing. */
export interface StateDensities {
  /** Writes `offsets[k] + log p(row start + i | slots[k])` for every state k. */
  writeLogDensities(columns: NumericColumns, block: StateBlock, offsets: Float64Array): void;
  /** Adds the rows' sufficient statistics to those of every state's slot, weighted by its numbers. */
  accumulateStates(columns: NumericColumns, block: StateBlock): void;
}

/** A mixture over all of a body's unknown states: state s has slot `slots[s]` and log-weight `base[s]`. */
export interface MixtureStates {
  readonly slots: Int32Array;
  readonly base: Float64Array;
  /** Σ of the posteriors of each state; `mixture` adds to it. */
  readonly totals: Float64Array;
}

/** A law of a numeric child. Both of its own methods work on one slot for a block of rows and allocate nothing. */
export interface DensityKernel extends LawKernel {
  readonly kind: "density";
  /** `block.values[at + i] += log p(row start + i | slot)`. */
  addLogDensity(slot: number, columns: NumericColumns, block: Block): void;
  /** Adds the rows' sufficient statistics to the slot's, weighted by `block.values[at + i]`. */
  accumulate(slot: number, columns: NumericColumns, block: Block): void;
  /**
   * E- and M-step of a mixture in one walk over rows start … end−1: adds the statistics and totals and returns the
   * log-likelihood; NaN or −Infinity, with nothing added, where it can't. May be left out.
   */
  mixture?(states: MixtureStates, columns: NumericColumns, start: number, end: number): number;
  /** May be left out. */
  readonly states?: StateDensities;
}

/** A conjugate prior with its arguments as numbers (one array each, in signature order). */
export interface CellPrior {
  readonly family: PriorFamily;
  readonly args: readonly Float64Array[];
}

/** A law that a parameter may have as its prior: the normalised log density of one stored element (no Jacobian). */
export interface PriorFamily {
  readonly name: string;
  /** Log density of the `length` numbers at `theta[at…]` given the arguments in signature order. */
  logDensity(args: readonly Float64Array[], theta: Float64Array, at: number, length: number): number;
  /** Writes a draw of one stored element into `theta[at…]`. */
  sample(args: readonly Float64Array[], random: Random, theta: Float64Array, at: number, length: number): void;
}

/** Statistics pooled over all slots that use the same cells: the unit of estimation. */
export interface Atom {
  /** One cell (offset into theta) per argument. */
  readonly cells: readonly number[];
  /** Pooled statistics, about the location at `theta` before the step. */
  readonly statistics: Float64Array;
}

/** What `maximize` is given: atoms that may share cells, which cells are free, priors by cell, and the scale of the data. */
export interface EstimationProblem {
  readonly shape: FamilyShape;
  readonly atoms: readonly Atom[];
  readonly free: (cell: number) => boolean;
  readonly prior: (cell: number) => CellPrior | null;
  /** Variance of the child's components over all rows; the yardstick of collapse. Empty for finite children. */
  readonly scale: Float64Array;
  /** Spreads smaller than `floor` times the scale are raised to it; 0 leaves them. */
  readonly floor: number;
}

/** A component that collapsed (`spread`) or lost its data (`empty`); `cell` is the argument's cell. */
export interface Singularity {
  readonly kind: "spread" | "empty";
  readonly cell: number;
  readonly atom: number;
}

/** What a start may look at: a random row of the child's columns, and pooled estimates in `theta`. */
export interface StartContext {
  readonly shape: FamilyShape;
  readonly random: Random;
  /** Values of the child's components in one random row; empty for finite children. */
  readonly row: Float64Array;
}

/**
 * A family of distributions: exponential-family identities, a block kernel, and the maximum-likelihood step. Argument
 * arrays are in the order of `args`. Everything numeric is proved by the conformance suite that runs over the list.
 */
export interface Family {
  readonly name: string;
  readonly args: readonly string[];
  readonly child: "finite" | "numeric";
  /** Index of the argument that each cell-sharing rule treats as location, −1 where there is none. */
  readonly location: number;
  /** Names of the priors that the M-step of an argument knows. */
  priors(shape: FamilyShape, argument: number): readonly string[];
  argumentLength(shape: FamilyShape, argument: number): number;
  statisticsLength(shape: FamilyShape): number;
  /** Sufficient statistics T(x) without the leading weight. */
  sufficient(shape: FamilyShape, x: Float64Array, into: Float64Array): void;
  natural(shape: FamilyShape, args: readonly Float64Array[], into: Float64Array): void;
  fromNatural(shape: FamilyShape, natural: Float64Array, into: readonly Float64Array[]): void;
  logPartition(shape: FamilyShape, natural: Float64Array): number;
  logBase(shape: FamilyShape, x: Float64Array): number;
  sample(shape: FamilyShape, args: readonly Float64Array[], random: Random, into: Float64Array): void;
  /** Mean, and covariance row-major, of a numeric child; not there where they need not exist, or the child is finite. */
  moments?(shape: FamilyShape, args: readonly Float64Array[], mean: Float64Array, covariance: Float64Array): void;
  createKernel(law: LawBinding): TableKernel | DensityKernel;
  /** Writes the maximising free cells into `theta` (which holds the values before the step); the rest is left alone. */
  maximize(problem: EstimationProblem, theta: Float64Array): readonly Singularity[];
  /** Expected complete-data log-likelihood of an atom at `theta`, up to a constant that does not depend on the parameters. */
  expectedLogLik(shape: FamilyShape, atom: Atom, theta: Float64Array, before: Float64Array): number;
  /** Moves the free arguments of one atom away from the pooled estimate, to start a component. */
  perturb(context: StartContext, args: readonly Float64Array[]): void;
}
