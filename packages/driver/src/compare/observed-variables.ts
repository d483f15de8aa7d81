import type { BoundData, BoundNode, Codes, Column, DataTable, NodeDomain } from "@platewise/core";
import { findColumn, isDiscrete, missingCode } from "@platewise/core";

/** A discrete variable of a row that has a column: its key in the model, the labels of its states, and its states row by row. */
export interface ObservedVariable {
  readonly key: string;
  readonly column: string;
  readonly labels: readonly string[];
  readonly codes: Codes;
  readonly isGiven: boolean;
}

/** What is seen of rows that are independent of one another: their variables, their weights, and where they stand. */
export interface ObservedRows {
  readonly variables: readonly ObservedVariable[];
  readonly rows: number;
  readonly weights: Float64Array | null;
  /** The table's row on which each stands. */
  readonly rowOf: Int32Array;
}

/** The labels of the two states of a node without a declared domain, as its column writes them. */
export function truthLabels(column: Column | undefined): readonly [string, string] {
  const written = (word: string): string | undefined =>
    column?.kind === "text" ? column.labels.find((label) => label.toLowerCase() === word) : undefined;
  const [no, yes] = [written("false"), written("true")];
  return no === undefined && yes === undefined ? ["0", "1"] : [no ?? "false", yes ?? "true"];
}

function labelsOf(domain: NodeDomain, column: Column | undefined): readonly string[] {
  if (domain.kind === "labels") return domain.labels ?? [];
  if (domain.kind === "boolean") return truthLabels(column);
  return domain.kind === "states" ? Array.from({ length: domain.size }, (_, state) => String(state)) : [];
}

const keyOf = ({ name, indices }: BoundNode): string => (indices.length > 0 ? `${name}[${indices.join(",")}]` : name);

/** The discrete variables with values, in declared order. */
export function observedVariables({ model, nodes }: BoundData, table: DataTable): readonly ObservedVariable[] {
  return nodes.flatMap((bound): readonly ObservedVariable[] => {
    const node = model.nodes.find(({ name }) => name === bound.name);
    const [column] = bound.columns;
    if (!node || !isDiscrete(node.domain) || bound.values.kind !== "codes" || column === undefined) return [];
    const labels = labelsOf(node.domain, findColumn(table, column));
    return [{ key: keyOf(bound), column, labels, codes: bound.values.codes, isGiven: node.role === "given" }];
  });
}

/**
 * The rows of a model whose nodes all stand in one plate that is no chain, so that one row says nothing of another; null for other
 * models, and where two variables read one column.
 */
export function observedRows(data: BoundData, table: DataTable): ObservedRows | null {
  const reading = data.model.plates.filter(({ kind }) => kind !== "fixed");
  const [only] = reading;
  if (reading.length !== 1 || !only || only.kind === "chain") return null;
  const variables = observedVariables(data, table);
  const plate = data.plates.find((bound) => bound.plate === only.id);
  if (!plate || new Set(variables.map(({ column }) => column)).size < variables.length) return null;
  return { variables, rows: plate.instances, weights: plate.weights, rowOf: plate.rowOf };
}

/** True where all variables are seen in a row. */
export const isComplete = ({ variables }: ObservedRows, row: number): boolean =>
  variables.every(({ codes }) => codes[row] !== missingCode(codes));
