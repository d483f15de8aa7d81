import type { Column, DataTable, Outcome } from "@platewise/core";
import { diagnostic, failure, missingCode, success } from "@platewise/core";
import type { CompareOptions, Coupling } from "./compare-result.ts";
import { asInput, type FittedForms, fitForm } from "./fit-forms.ts";
import type { Forms } from "./forms.ts";
import { isComplete, type ObservedRows } from "./observed-variables.ts";
import { parameterChanges } from "./parameter-change.ts";

/** The instance whose weight is raised: that of the row that was asked for, else the first complete one that counts. */
function chosenInstance(observed: ObservedRows, row: number | undefined): number {
  const { rowOf, rows, weights } = observed;
  if (row !== undefined) return rowOf.indexOf(row);
  for (let i = 0; i < rows; i++) if (isComplete(observed, i) && (weights?.[i] ?? 1) > 0) return i;
  return 0;
}

/** The table with a column of weights in which one instance counts one more, and what that column is called. */
function withOneMore(
  { data, table }: Forms,
  observed: ObservedRows,
  instance: number,
): { readonly table: DataTable; readonly weights: string } {
  let weights = "weight";
  while (table.columns.some(({ name }) => name === weights)) weights = `${weights}_`;
  const plate = data.plates.findIndex((bound) => bound.instances === observed.rows && bound.rowOf === observed.rowOf);
  const instanceOfRow = data.instanceOfRow[plate] ?? new Int32Array(table.rows);
  const values = Float64Array.from({ length: table.rows }, (_, row) => {
    const own = instanceOfRow[row] as number;
    return own < 0 ? 0 : (observed.weights?.[own] ?? 1) + (own === instance ? 1 : 0);
  });
  const column: Column = { kind: "number", name: weights, values, odd: new Map() };
  return { table: { ...table, columns: [...table.columns, column] }, weights };
}

/** Refits both forms, each from where it was, with one row counting one more, and says which parameters moved. */
export async function findCoupling(
  forms: Forms,
  fitted: FittedForms,
  observed: ObservedRows,
  options: CompareOptions,
): Promise<Outcome<Coupling>> {
  const instance = chosenInstance(observed, options.row);
  if (instance < 0) return failure([diagnostic("compare-no-such-row", { row: (options.row ?? 0) + 1, rows: forms.table.rows })]);
  const { table, weights } = withOneMore(forms, observed, instance);
  const heavier = { ...forms, table };
  const { directed, undirected } = fitted;
  const [a, b] = [
    await fitForm(heavier, forms.directed, { ...options, weights }, asInput(directed.fit)),
    await fitForm(heavier, forms.undirected, { ...options, weights }, asInput(undirected.fit)),
  ];
  if (!a.ok) return a;
  if (!b.ok) return b;
  const label = ({ codes, labels }: ObservedRows["variables"][number]): string => {
    const code = codes[instance] as number;
    return code === missingCode(codes) ? "" : (labels[code] ?? "");
  };
  return success({
    row: observed.rowOf[instance] as number,
    datum: Object.fromEntries(observed.variables.map((variable) => [variable.key, label(variable)])),
    directed: parameterChanges(directed.fit, a.value.fit, true),
    undirected: parameterChanges(undirected.fit, b.value.fit, false),
  });
}
