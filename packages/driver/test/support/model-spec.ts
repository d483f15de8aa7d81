/*
 * Small models as plain records, apart from the language and the engine: what the reference computes from and what the
 * printer writes as `.pgm` text.
 */

/** A number of states or of plate members, or the name of a label set. */
export type SizeSpec = number | string;

export type DomainKind = "simplex" | "real" | "positive" | "probability" | "vector" | "covariance" | "diagonal" | "spherical";

/** A parameter: its elements in row-major order of `dims`, each as the flat list that one element has in `fit.json`. */
export interface ParamSpec {
  readonly name: string;
  readonly dims: readonly SizeSpec[];
  readonly domain: DomainKind;
  readonly size: SizeSpec;
  readonly fixed: boolean;
  /** True for the parameter that `Table(…)` stands for. */
  readonly table: boolean;
  readonly elements: readonly (readonly number[])[];
}

/** What stands in a parameter's brackets: a node, the running index of the fixed plate, or a number. */
export type IndexSpec = { readonly node: string; readonly member?: number } | { readonly running: true } | { readonly number: number };

/** One argument: an indexed parameter, or known numbers with the text that gives them. */
export type ArgSpec =
  | { readonly param: string; readonly indices: readonly IndexSpec[] }
  | { readonly constant: readonly number[]; readonly text: string };

export type FamilyName = "Categorical" | "Bernoulli" | "Normal" | "Poisson" | "Binomial" | "MvNormal";

/** A node. `level` counts the row plates around it; `repeated` nodes stand in the fixed plate inside the innermost one. */
export interface NodeSpec {
  readonly name: string;
  readonly level: number;
  readonly repeated: boolean;
  readonly role: "observed" | "latent";
  /** Number of states; null for numeric nodes. */
  readonly states: number | null;
  /** Label set of the states, if it has labels. */
  readonly type: string | null;
  readonly family: FamilyName;
  /** Components of a numeric node. */
  readonly length: number;
  /** `Normal(m, variance = v)` in place of the sd. */
  readonly variance: boolean;
  readonly args: readonly ArgSpec[];
  /** Trials of a Binomial: a number, or the `given` column. */
  readonly trials: number | "trials";
}

export interface ModelSpec {
  readonly types: Readonly<Record<string, readonly string[]>>;
  readonly params: readonly ParamSpec[];
  readonly nodes: readonly NodeSpec[];
  /** Depth of the row plates: 1 is rows alone, 2 and 3 add plates of groups around them. */
  readonly levels: number;
  /** Members of the fixed plate. */
  readonly members: number;
  readonly weights: "none" | "text" | "option";
}

/** A cell as the reference sees it: a state, numbers, or nothing. */
export type CellSpec = readonly number[] | null;

/** Rows of a table by ground node (`x`, `x[0]`): a group's cell stands on all its rows. */
export interface TableSpec {
  readonly rows: number;
  /** Keys of the groups of every row, outermost plate first. */
  readonly groups: readonly (readonly number[])[];
  readonly cells: Readonly<Record<string, readonly CellSpec[]>>;
  readonly weights: readonly number[] | null;
  readonly trials: readonly number[];
}

/** `x`, or `x[1]` in the fixed plate. */
export const groundKey = (name: string, member: number | null): string => (member === null ? name : `${name}[${member}]`);

/** Members that a node has instances for: [null] outside the fixed plate. */
export const membersOf = (model: ModelSpec, node: NodeSpec): readonly (number | null)[] =>
  node.repeated ? Array.from({ length: model.members }, (_, j) => j) : [null];

/** A size as a number. */
export const sizeOf = (model: Pick<ModelSpec, "types">, size: SizeSpec): number =>
  typeof size === "number" ? size : (model.types[size]?.length ?? 0);

/** The same model at other parameter values, by parameter name. */
export function withElements(model: ModelSpec, elements: ReadonlyMap<string, readonly (readonly number[])[]>): ModelSpec {
  return { ...model, params: model.params.map((p) => ({ ...p, elements: elements.get(p.name) ?? p.elements })) };
}
