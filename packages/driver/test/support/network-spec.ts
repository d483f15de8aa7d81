/*
 * Bayesian networks in plates as plain records, apart from the language and the engine: what the enumeration computes from
 * and what the printer writes as `.pgm` text. Plates may nest in any way that the language allows, siblings included.
 */

/** A plate: grouped rows (by a column of its name), single rows, or a fixed number of members. */
export interface PlateSpec {
  readonly name: string;
  readonly parent: string | null;
  readonly kind: "groups" | "rows" | "fixed";
  /** Members of a fixed plate. */
  readonly size: number;
  /** True for rows that count as many times as the column `times` says. */
  readonly weighted: boolean;
}

/** A parameter: its elements in row-major order of `dims`. A `prior` is the number in `Dirichlet(…)`. */
export interface ParameterSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly domain: "simplex" | "probability" | "real" | "positive";
  readonly size: number;
  readonly fixed: boolean;
  readonly prior: number | null;
  /** True for the parameter that `Table(…)` stands for. */
  readonly table: boolean;
  readonly elements: readonly (readonly number[])[];
}

/** What stands in brackets: a node, its last fixed plates' members written out, or the running index of a fixed plate. */
export type NetworkIndex = NodeIndex | { readonly running: string };

/** A node in brackets; the members of its outer fixed plates that are not written run. */
export interface NodeIndex {
  readonly node: string;
  readonly members: readonly number[];
}

/** An indexed parameter, or known numbers. */
export type NetworkArgument =
  | { readonly param: string; readonly indices: readonly NetworkIndex[] }
  | { readonly constant: readonly number[] };

/** A node; `absence` says how a node that is never seen comes to be so (null: its column has values). */
export interface NetworkNode {
  readonly name: string;
  readonly plate: string | null;
  readonly absence: "latent" | "blank" | "option" | null;
  /** Number of states; null for numeric nodes. */
  readonly states: number | null;
  readonly family: "Categorical" | "Bernoulli" | "Normal" | "Poisson";
  readonly args: readonly NetworkArgument[];
}

/** A model; a node comes after its parents in `nodes`, and `printed` is the order of the names in the text. */
export interface NetworkSpec {
  readonly plates: readonly PlateSpec[];
  readonly params: readonly ParameterSpec[];
  readonly nodes: readonly NetworkNode[];
  readonly printed: readonly string[];
  /** True where the weights are an option of the call and not in the text. */
  readonly weightsOption: boolean;
}

/** Rows by ground node (`x`, `x[0,1]`): a group's cell stands on all its rows; null is an empty cell. */
export interface NetworkTable {
  readonly rows: number;
  /** Key of every row by the name of the plate of groups. */
  readonly groups: Readonly<Record<string, readonly number[]>>;
  readonly cells: Readonly<Record<string, readonly (number | null)[]>>;
  readonly times: readonly number[];
}

/** A model with parameter values, a table for it, and how the engine eliminates (null: as it chooses itself). */
export interface NetworkCase {
  readonly model: NetworkSpec;
  readonly table: NetworkTable;
  readonly elimination: "min-fill" | "min-weight" | null;
}

/** The plates around a plate, itself included, outermost first. */
export function plateChain(model: Pick<NetworkSpec, "plates">, name: string | null): readonly PlateSpec[] {
  const plate = model.plates.find((p) => p.name === name);
  return plate ? [...plateChain(model, plate.parent), plate] : [];
}

/** The fixed plates around a node, outermost first. */
export const fixedPlates = (model: Pick<NetworkSpec, "plates">, plate: string | null): readonly PlateSpec[] =>
  plateChain(model, plate).filter((p) => p.kind === "fixed");

/** The innermost plate of rows or groups around a plate, itself included; null outside all of them. */
export const readingPlate = (model: Pick<NetworkSpec, "plates">, plate: string | null): string | null =>
  plateChain(model, plate)
    .filter((p) => p.kind !== "fixed")
    .at(-1)?.name ?? null;

/** Every combination of members of fixed plates, the last plate fastest. */
export function memberCombinations(plates: readonly PlateSpec[]): readonly (readonly number[])[] {
  let all: readonly (readonly number[])[] = [[]];
  for (const { size } of plates) all = all.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i]));
  return all;
}

/** `x`, or `x[0,1]` in fixed plates. */
export const elementKey = (name: string, members: readonly number[]): string =>
  members.length === 0 ? name : `${name}[${members.join(",")}]`;

/** Name of the column of a ground node. */
export const columnName = (name: string, members: readonly number[]): string =>
  members.length === 0 ? name : `${name}c${members.join("_")}`;

/** The same model at other parameter values, by parameter name. */
export function atElements(model: NetworkSpec, elements: ReadonlyMap<string, readonly (readonly number[])[]>): NetworkSpec {
  return { ...model, params: model.params.map((p) => ({ ...p, elements: elements.get(p.name) ?? p.elements })) };
}
