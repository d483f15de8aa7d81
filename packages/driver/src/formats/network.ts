/**
 * A variable of a network of conditional tables. `table` holds P(variable | parents): the parents in their order, the last
 * one fastest, and the variable's own states fastest of all; every row sums to 1. `properties` and `tableProperties` are
 * free texts that formats attach to a variable and to its table, such as `position = (73, 165)`.
 */
export interface NetworkVariable {
  readonly name: string;
  readonly states: readonly string[];
  readonly parents: readonly string[];
  readonly table: readonly number[];
  readonly properties: readonly string[];
  readonly tableProperties: readonly string[];
}

/** A Bayesian network of discrete variables, in the order of its file. `comments` are the lines at the head of the file. */
export interface DiscreteNetwork {
  readonly kind: "directed";
  readonly name: string;
  readonly comments: readonly string[];
  readonly properties: readonly string[];
  readonly variables: readonly NetworkVariable[];
}

/** A factor of a Markov network: non-negative numbers over the variables of `scope`, the last one fastest. */
export interface NetworkFactor {
  readonly scope: readonly string[];
  readonly table: readonly number[];
}

/**
 * A Markov network of discrete variables: the product of its factors, which is not normalised. `comments` are the lines at the
 * head of the file.
 */
export interface FactorNetwork {
  readonly kind: "undirected";
  readonly name: string;
  readonly comments: readonly string[];
  readonly variables: readonly { readonly name: string; readonly states: readonly string[] }[];
  readonly factors: readonly NetworkFactor[];
}

/** A network as a file holds it. */
export type Network = DiscreteNetwork | FactorNetwork;
