import type { BoundNode, Family, FamilyShape, NodeDecl, Span } from "@platewise/core";
import type { GroundFactor } from "../potentials/ground-factors.ts";
import type { FactorGraph } from "../structure/factor-graph.ts";
import type { ParameterLayout } from "../structure/parameter-layout.ts";

/** The plate of things that stand outside every plate that reads rows: it has one instance. */
export const ROOT = -1;

/**
 * One node instance within its row plate (fixed plates are written out). `states` is null for numeric nodes. `numbers`
 * are the states' values in arithmetic. `plate` is the row plate (ROOT where there is none). `previous` is the id of the
 * variable of which this one is the value one step earlier in a chain (null: an ordinary variable).
 */
export interface GroundVariable {
  readonly id: number;
  readonly key: string;
  readonly decl: NodeDecl;
  readonly indices: readonly number[];
  readonly plate: number;
  readonly states: number | null;
  readonly numbers: readonly number[];
  readonly labels: readonly string[];
  readonly bound: BoundNode | null;
  readonly previous: number | null;
}

/** The number of trials of a Binomial: known, or read from a node. */
export type Trials = { readonly kind: "constant"; readonly n: number } | { readonly kind: "variable"; readonly id: number };

/** The steps of a chain at which a law holds; outside chains all laws hold for every instance. */
export type LawStep = "every" | "first" | "later";

/**
 * One law instance: its slots are the configurations of `parents` (last one fastest), and slot s finds argument a at
 * `cells[a][s]` in the parameter vector (constants stand behind the parameters).
 */
export interface GroundLaw {
  readonly id: number;
  readonly child: number;
  readonly family: Family;
  readonly shape: FamilyShape;
  readonly parents: readonly number[];
  readonly slots: number;
  readonly cells: readonly Int32Array[];
  readonly trials: Trials | null;
  readonly step: LawStep;
  readonly span: Span;
}

/** A row plate with its place in the tree of row plates. */
export interface GroundPlate {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly children: readonly number[];
}

/** The factor graph with fixed plates written out and arguments resolved to places in the parameter vector. */
export interface GroundGraph {
  readonly graph: FactorGraph;
  readonly layout: ParameterLayout;
  /** Known numbers that arguments use; they follow the parameters in the vector. */
  readonly constants: readonly number[];
  readonly plates: readonly GroundPlate[];
  readonly variables: readonly GroundVariable[];
  readonly laws: readonly GroundLaw[];
  /** Of a network: what each of its laws is made of. */
  readonly factors: readonly GroundFactor[];
}

/** `x`, or `x[0,1]` in fixed plates. */
export const variableKey = (name: string, indices: readonly number[]): string =>
  indices.length > 0 ? `${name}[${indices.join(",")}]` : name;

/** `prev x`, or `prev x[0,1]` in fixed plates: the key of a variable's value one step earlier. */
export const previousKey = (name: string, indices: readonly number[]): string => `prev ${variableKey(name, indices)}`;
