import type { Source, Span } from "../source.ts";
import type { IndexSet, NodeDomain, ParamDomain } from "./domain.ts";
import type { Expression } from "./expression.ts";

/** One argument of a distribution, by its canonical name (`mean`, `sd`, `variance`, `covariance`, `p`, `rate`, `n`, …). */
export interface Argument {
  readonly name: string;
  readonly value: Expression;
  readonly span: Span;
}

/**
 * A distribution applied to arguments. `Table(parents…)` is already `Categorical` over the implicit parameter that it
 * stands for; `written` keeps the author's word.
 */
export interface Law {
  readonly family: string;
  readonly written: string;
  readonly args: readonly Argument[];
  readonly span: Span;
}

/** A known number or (nested) array after overrides, with its declared place. */
export interface ConstantDecl {
  readonly name: string;
  readonly value: ConstantValue;
  readonly span: Span;
}
/** A number, or nested lists of numbers. */
export type ConstantValue = number | readonly ConstantValue[];

/** A declared label set; `labels` is null where the data gives them. */
export interface LabelTypeDecl {
  readonly name: string;
  readonly labels: readonly string[] | null;
  readonly span: Span;
}

/**
 * An unknown that is learned. Its shape is `indices` followed by the shape of one `domain` element. `fixed` and `init`
 * are constant expressions for the whole parameter (a scalar fills it). `origin` is `table` for the implicit parameter
 * of `Table(…)`, named after its node, and of a network's `table(…)`, named by its text.
 */
export interface ParamDecl {
  readonly name: string;
  readonly indices: readonly IndexSet[];
  readonly domain: ParamDomain;
  readonly prior: Law | null;
  readonly fixed: Expression | null;
  readonly init: Expression | null;
  readonly origin: "declared" | "table";
  readonly span: Span;
}

/**
 * A plate. `rows`: one instance per table row (within its parent's instance); `groups`: one per value of column `by`;
 * `fixed`: one per member of `over`, whose running index is the plate's name; `chain`: ordered rows, by column `by` or
 * in file order.
 */
export interface PlateDecl {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly kind: "rows" | "groups" | "fixed" | "chain";
  readonly by: string | null;
  readonly over: IndexSet | null;
  readonly weightedBy: string | null;
  readonly span: Span;
}

/** Where a node's cells come from; a pattern is text parts alternating with expressions over fixed-plate indices. */
export type ColumnSource =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "pattern"; readonly parts: readonly (string | Expression)[] };

/**
 * A random (or `given`) quantity, one per instance of `plate` (null: outside every plate). `columns` is null for a latent
 * without a column. In fixed plates, `columns.names` with as many entries as the plate has members (and a scalar domain)
 * gives the j-th column to the j-th instance. `initial` is the law of the first step of a chain.
 */
export interface NodeDecl {
  readonly name: string;
  readonly plate: number | null;
  readonly role: "observed" | "latent" | "given";
  readonly domain: NodeDomain;
  readonly columns: ColumnSource | null;
  readonly law: Law | null;
  readonly initial: Law | null;
  readonly span: Span;
}

/** One term of a network's log-potential: the full table `param` over `args`, or the feature expression `value`. */
export type FactorDecl = {
  readonly plate: number | null;
  readonly loops: readonly { readonly index: string; readonly over: IndexSet }[];
  readonly span: Span;
} & (
  | { readonly kind: "table"; readonly text: string; readonly param: string; readonly args: readonly Expression[] }
  | { readonly kind: "feature"; readonly text: string; readonly value: Expression }
);

/**
 * The meaning of a program: names resolved, sizes evaluated, shapes and supports checked. Text and builder give the same
 * value (spans and `source` apart). Plates are in pre-order.
 */
export interface TemplateModel {
  readonly kind: "model" | "network";
  readonly name: string;
  readonly constants: readonly ConstantDecl[];
  readonly types: readonly LabelTypeDecl[];
  readonly params: readonly ParamDecl[];
  readonly plates: readonly PlateDecl[];
  readonly nodes: readonly NodeDecl[];
  readonly factors: readonly FactorDecl[];
  readonly source: Source;
}
