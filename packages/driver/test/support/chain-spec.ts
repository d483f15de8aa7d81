/** A parent of a node of a chain: of the same step, of the step before, or of the sequence (whatever its step). */
export interface ChainParent {
  readonly node: string;
  readonly previous: boolean;
}

/**
 * A node of a random chain. `where` is the sequence or the step; `role` given ones have no law. Discrete ones have `states`, the
 * others are normal with a mean per configuration of the parents and one sd. `first` are the parents of an initial law (null: none).
 */
export interface ChainNode {
  readonly name: string;
  readonly where: "sequence" | "step";
  readonly role: "latent" | "observed" | "given";
  readonly states: number | null;
  readonly parents: readonly ChainParent[];
  readonly first: readonly ChainParent[] | null;
}

/** Rows of a table: of a sequence each, cells by node (null: empty). */
export interface ChainTable {
  readonly sequences: readonly string[];
  readonly cells: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A random chain with parameters, flat by name, and a table for it. `grouped`: sequences by a column, else one of all rows. */
export interface ChainCase {
  readonly grouped: boolean;
  readonly nodes: readonly ChainNode[];
  readonly params: Readonly<Record<string, readonly number[]>>;
  readonly table: ChainTable;
}

export const nodeOf = ({ nodes }: Pick<ChainCase, "nodes">, name: string): ChainNode => nodes.find((n) => n.name === name) as ChainNode;

/** Configurations of the parents of a law. */
export const configurations = (c: Pick<ChainCase, "nodes">, parents: readonly ChainParent[]): number =>
  parents.reduce((n, p) => n * (nodeOf(c, p.node).states as number), 1);

/** Names of a law's parameters: the table or the means, and the sd. */
export const tableName = (node: ChainNode, isFirst: boolean): string => `${isFirst ? "begin" : "go"}_${node.name}`;
export const sdName = (node: ChainNode, isFirst: boolean): string => `${tableName(node, isFirst)}_sd`;

const indices = (c: Pick<ChainCase, "nodes">, parents: readonly ChainParent[]): string =>
  parents.length > 0 ? `[${parents.map((p) => nodeOf(c, p.node).states).join(", ")}]` : "";

const selectors = (parents: readonly ChainParent[]): string =>
  parents.length > 0 ? `[${parents.map((p) => `${p.previous ? "prev " : ""}${p.node}`).join(", ")}]` : "";

function declarations(c: ChainCase, node: ChainNode, parents: readonly ChainParent[], isFirst: boolean): readonly string[] {
  const name = `${tableName(node, isFirst)}${indices(c, parents)}`;
  return node.states === null
    ? [`param ${name} : real`, `param ${sdName(node, isFirst)} : positive`]
    : [`param ${name} : simplex(${node.states})`];
}

function law(node: ChainNode, parents: readonly ChainParent[], isFirst: boolean): string {
  const p = `${tableName(node, isFirst)}${selectors(parents)}`;
  return node.states === null ? `Normal(${p}, ${sdName(node, isFirst)})` : `Categorical(${p})`;
}

function statements(node: ChainNode): readonly string[] {
  const domain = node.states === null ? "" : ` : {${Array.from({ length: node.states }, (_, k) => k).join(", ")}}`;
  if (node.role === "given") return [`given ${node.name}${domain}`];
  const first = node.first ? [`initial ${node.name} ~ ${law(node, node.first, true)}`] : [];
  return [...first, `${node.role} ${node.name}${domain} ~ ${law(node, node.parents, false)}`];
}

/** The model of a case as text. */
export function printChain(c: ChainCase): string {
  const params = c.nodes
    .filter(({ role }) => role !== "given")
    .flatMap((n) => [...(n.first ? declarations(c, n, n.first, true) : []), ...declarations(c, n, n.parents, false)]);
  const of = (where: ChainNode["where"]): readonly string[] => c.nodes.filter((n) => n.where === where).flatMap(statements);
  const chain = ["chain t {", ...of("step"), "}"];
  return ["model Chain", ...params, ...(c.grouped ? ["plate s by seq {", ...of("sequence"), ...chain, "}"] : chain), ""].join("\n");
}

/** The table of a case as columns. */
export function chainColumns({ table, nodes }: ChainCase): Readonly<Record<string, readonly (string | number | null)[]>> {
  const seen = nodes.filter(({ role }) => role !== "latent").map(({ name }) => [name, table.cells[name] as readonly (number | null)[]]);
  return { seq: table.sequences, ...Object.fromEntries(seen) };
}

type Nested = number | readonly Nested[];

function nest(flat: readonly number[], sizes: readonly number[]): Nested {
  const [size, ...rest] = sizes;
  if (size === undefined) return flat[0] as number;
  const each = flat.length / size;
  return Array.from({ length: size }, (_, i) => nest(flat.slice(i * each, (i + 1) * each), rest));
}

/** The parameters of a case as the engine reads them. */
export function chainParams(c: ChainCase): Readonly<Record<string, Nested>> {
  const entries: [string, Nested][] = [];
  for (const node of c.nodes.filter(({ role }) => role !== "given")) {
    for (const isFirst of node.first ? [true, false] : [false]) {
      const sizes = ((isFirst ? node.first : node.parents) ?? []).map((p) => nodeOf(c, p.node).states as number);
      const name = tableName(node, isFirst);
      entries.push([name, nest(c.params[name] as readonly number[], node.states === null ? sizes : [...sizes, node.states])]);
      if (node.states === null) entries.push([sdName(node, isFirst), c.params[sdName(node, isFirst)]?.[0] as number]);
    }
  }
  return Object.fromEntries(entries);
}
