import type { Params, Structure, TrustedCase } from "./trusted-case.ts";

type Table = readonly (readonly number[])[];
type Nested = number | readonly Nested[];

const quoted = (labels: readonly string[]): string => `{${labels.map((label) => `"${label}"`).join(", ")}}`;

/** A network of tables as `.pgm` text: one observed node for each variable, in file order. `prior` goes into every table. */
export function networkModel(name: string, structure: Structure, prior?: string): string {
  const nodes = Object.entries(structure).map(([node, { states, parents }]) => {
    const args = prior === undefined ? parents : [...parents, `prior = ${prior}`];
    return `  observed ${node} : ${quoted(states)} ~ Table(${args.join(", ")})`;
  });
  return [`model ${name}`, "plate row {", ...nodes, "}", ""].join("\n");
}

function nest(rows: Table, sizes: readonly number[]): Nested {
  const [size, ...rest] = sizes;
  if (size === undefined) return rows[0] as readonly number[];
  const each = rows.length / size;
  return Array.from({ length: size }, (_, i) => nest(rows.slice(i * each, (i + 1) * each), rest));
}

function rowsOf(value: Nested, depth: number): Table {
  if (depth === 0) return [value as readonly number[]];
  return (value as readonly Nested[]).flatMap((item) => rowsOf(item, depth - 1));
}

const structureOf = (trusted: TrustedCase): Structure => trusted.structure ?? {};

/** A case's tables, one row for each configuration of the parents, as `pgm` nests them: an axis for each parent. */
export function nestTables(tables: Params, trusted: TrustedCase): Params {
  const structure = structureOf(trusted);
  const sizes = (node: string) => (structure[node]?.parents ?? []).map((parent) => structure[parent]?.states.length ?? 0);
  return Object.fromEntries(Object.entries(tables).map(([node, rows]) => [node, nest(rows as Table, sizes(node))]));
}

/** The inverse of `nestTables`. */
export function flattenTables(params: Params, trusted: TrustedCase): Params {
  const depth = (node: string) => structureOf(trusted)[node]?.parents.length ?? 0;
  return Object.fromEntries(Object.entries(params).map(([node, value]) => [node, rowsOf(value as Nested, depth(node))]));
}
