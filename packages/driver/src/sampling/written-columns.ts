import type { BoundData, Column, DataTable, Diagnostic, NodeDecl } from "@platewise/core";
import { diagnostic, findColumn } from "@platewise/core";
import { ROOT } from "@platewise/graph";
import { patternName } from "../binding/column-pattern.ts";
import { enclosingPlates } from "../binding/node-readings.ts";
import { parseDecimal } from "../sources/csv/decimal.ts";
import type { DrawnVariable } from "./drawn-variables.ts";

/** A column to be written: a component of a variable under a name. */
export interface WrittenColumn {
  readonly name: string;
  readonly variable: DrawnVariable;
  readonly component: number;
}

/** The names of a member's columns, one per component, as the model reads them. */
function readNames(data: BoundData, table: DataTable, variable: DrawnVariable): readonly string[] {
  const { decl, indices, length } = variable;
  const source = decl.columns;
  if (source === null) return [];
  const fixed = enclosingPlates(data.model, decl.plate).filter(({ kind }) => kind === "fixed");
  if (source.kind === "pattern") {
    const running = indices.map((value, i) => ({ plate: fixed[i] as (typeof fixed)[number], value }));
    const [labelled, numbered] = [patternName(source.parts, running, true), patternName(source.parts, running, false)];
    const isNumbered = numbered !== null && findColumn(table, numbered) !== undefined;
    const isLabelled = labelled !== null && findColumn(table, labelled) !== undefined;
    return [(isNumbered && !isLabelled ? numbered : (labelled ?? numbered)) as string];
  }
  const { names } = source;
  const member = names.length > length ? (indices[0] as number) : 0;
  return names.slice(member * length, (member + 1) * length);
}

/** The names of a latent member's columns: its key, with the component in brackets for vectors. */
function latentNames({ key, length, decl }: DrawnVariable, taken: ReadonlySet<string>): readonly string[] {
  const isOne = decl.domain.kind !== "vector" && decl.domain.kind !== "simplex";
  const names = isOne ? [key] : Array.from({ length }, (_, i) => `${key}[${i}]`);
  return names.map((name) => (taken.has(name) ? `${name} (latent)` : name));
}

/** Columns that plates and weights, and latent nodes that must find them empty, read. */
function reservedNames({ plates, nodes }: BoundData["model"]): ReadonlySet<string> {
  const ofPlates = plates.flatMap(({ by, weightedBy }) => [by, weightedBy].flatMap((name) => name ?? []));
  const isLatent = ({ role, columns }: NodeDecl): boolean => role === "latent" && columns?.kind === "names";
  const ofLatents = nodes.filter(isLatent).flatMap(({ columns }) => (columns?.kind === "names" ? columns.names : []));
  return new Set([...ofPlates, ...ofLatents]);
}

/** The columns of all variables that are drawn, in the order of the model; latent ones only where asked for. */
export function writtenColumns(
  data: BoundData,
  table: DataTable,
  variables: readonly DrawnVariable[],
  latents: boolean,
): readonly WrittenColumn[] {
  const isRead = ({ decl }: DrawnVariable): boolean => decl.role !== "latent";
  const names = new Map(variables.filter(isRead).map((variable) => [variable, readNames(data, table, variable)]));
  const taken = new Set([...reservedNames(data.model), ...[...names.values()].flat()]);
  return variables.flatMap((variable) => {
    if (variable.decl.role === "given" || (variable.decl.role === "latent" && !latents)) return [];
    const own = names.get(variable) ?? latentNames(variable, taken);
    return own.map((name, component) => ({ name, variable, component }));
  });
}

/** Columns that two nodes, or a node and a plate, would write. */
export function refuseClashes({ model }: BoundData, columns: readonly WrittenColumn[]): readonly Diagnostic[] {
  const writers = new Map<string, string>();
  for (const { name, by, weightedBy } of model.plates) {
    for (const column of [by, weightedBy]) if (column !== null && !writers.has(column)) writers.set(column, `plate \`${name}\``);
  }
  return columns.flatMap(({ name, variable }) => {
    const first = writers.get(name);
    writers.set(name, `\`${variable.key}\``);
    if (first === undefined) return [];
    const text = { source: model.source, span: variable.decl.span };
    return [diagnostic("column-drawn-twice", { column: name, first, second: `\`${variable.key}\`` }, { text })];
  });
}

/** A value as it stands in a table: a label, or a number. */
export function cellOf({ decl, values, length, labels }: DrawnVariable, instance: number, component: number): string | number {
  const value = values[instance * length + component] as number;
  return decl.domain.kind === "labels" ? (labels[value] as string) : value;
}

/** For every row of the table the instance of a plate that holds it (−1: none); null where one instance holds all. */
export function instancesOfRows(data: BoundData, plate: number): Int32Array | null {
  if (plate === ROOT) return null;
  return data.instanceOfRow[data.plates.findIndex((p) => p.plate === plate)] ?? null;
}

const isNumeral = (label: string): boolean => parseDecimal(label) !== null && String(Number(label)) === label;

/** A variable's values on the rows of a table: texts for labels that are not all numbers, else numbers. */
export function columnOf(data: BoundData, rows: number, { name, variable, component }: WrittenColumn): Column {
  const instances = instancesOfRows(data, variable.plate);
  const { labels, values, length, decl } = variable;
  const at = (row: number): number => values[(instances ? (instances[row] as number) : 0) * length + component] as number;
  if (decl.domain.kind !== "labels") {
    return { kind: "number", name, values: Float64Array.from({ length: rows }, (_, row) => at(row)), odd: new Map() };
  }
  if (labels.every(isNumeral)) {
    const numbers = labels.map(Number);
    return { kind: "number", name, values: Float64Array.from({ length: rows }, (_, row) => numbers[at(row)] as number), odd: new Map() };
  }
  return { kind: "text", name, codes: Int32Array.from({ length: rows }, (_, row) => at(row)), labels };
}

/** A table in which columns of the same name are replaced and others added behind. */
export function withColumns(table: DataTable, columns: readonly Column[]): DataTable {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const kept = table.columns.map((column) => byName.get(column.name) ?? column);
  const known = new Set(table.columns.map(({ name }) => name));
  return { ...table, columns: [...kept, ...columns.filter(({ name }) => !known.has(name))] };
}
