import { type BodyRows, type Plan, ROOT } from "@platewise/graph";

/** Log-likelihoods gathered by table row while a pass runs; NaN where a row has none of its own (its group's stands earlier). */
export interface RowLogLik {
  readonly byRow: Float64Array;
  readonly onRows: (body: BodyRows, start: number, count: number, logLik: Float64Array) => void;
}

/** First table row of the top-level instance that holds an instance of a plate. */
function topRow({ plates }: Plan, plate: number, instance: number): { readonly row: number; readonly isTop: boolean } {
  let scope = plates.find((p) => p.scope.plate === plate)?.scope;
  let at = instance;
  let isTop = true;
  while (scope && scope.parent !== null && scope.parent !== ROOT) {
    const { parent } = scope;
    at = scope.parentOf?.[at] ?? 0;
    scope = plates.find((p) => p.scope.plate === parent)?.scope;
    isTop = false;
  }
  return { row: scope?.rowOf[at] ?? 0, isTop };
}

/** Zeros on the first rows of all top-level instances: one of which everything is irrelevant has no part that says so. */
function emptyRows({ plates }: Plan, tableRows: number): Float64Array {
  const byRow = new Float64Array(tableRows).fill(Number.NaN);
  for (const { scope } of plates) {
    if (scope.parent !== null && scope.parent !== ROOT) continue;
    for (const row of scope.rowOf) if (row < tableRows) byRow[row] = 0;
  }
  return byRow;
}

/** Gathers what a pass says of rows: sums over the independent parts of a top-level instance, on its first row. */
export function rowLogLik(plan: Plan, tableRows: number): RowLogLik {
  const byRow = emptyRows(plan, tableRows);
  return {
    byRow,
    onRows(body, start, count, logLik) {
      for (let i = 0; i < count; i++) {
        const instance = body.rows ? (body.rows[start + i] as number) : start + i;
        const { row, isTop } = topRow(plan, body.plate, instance);
        // A row of the table counts once in its own line; inside a group its weight is part of the group's value.
        const weight = isTop || !body.weights ? 1 : (body.weights[start + i] as number);
        if (weight !== 0) byRow[row] = (byRow[row] as number) + weight * (logLik[i] as number);
      }
    },
  };
}
