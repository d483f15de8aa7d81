import { type BodyRows, type Plan, type PlateScope, ROOT } from "@platewise/graph";
import type { Prepared } from "./prepare.ts";

/** Log-likelihoods gathered by table row while a pass runs; NaN where a row has none of its own (its group's stands earlier). */
export interface RowLogLik {
  readonly byRow: Float64Array;
  readonly onRows: (body: BodyRows, start: number, count: number, logLik: Float64Array) => void;
}

/** The row that an instance of a top-level plate stands on: its first one; a chain is one instance, whatever its steps. */
export function standingRows({ rowOf, firsts }: PlateScope): (instance: number) => number {
  const first = rowOf.reduce((least, row) => Math.min(least, row), rowOf[0] ?? 0);
  return firsts ? () => first : (instance) => rowOf[instance] as number;
}

/** First table row of the top-level instance that holds an instance of a plate. */
function topRow({ plates }: Plan, standing: Standing, plate: number, instance: number): { readonly row: number; readonly isTop: boolean } {
  let scope = plates.find((p) => p.scope.plate === plate)?.scope;
  let at = instance;
  let isTop = true;
  while (scope && scope.parent !== null && scope.parent !== ROOT) {
    const { parent } = scope;
    at = scope.parentOf?.[at] ?? 0;
    scope = plates.find((p) => p.scope.plate === parent)?.scope;
    isTop = false;
  }
  return { row: (scope && standing.get(scope.plate)?.(at)) ?? 0, isTop };
}

type Standing = ReadonlyMap<number, (instance: number) => number>;

const isTopLevel = ({ parent }: PlateScope): boolean => parent === null || parent === ROOT;

/** Zeros on the first rows of all top-level instances: one of which everything is irrelevant has no part that says so. */
function emptyRows({ plates }: Plan, standing: Standing, tableRows: number): Float64Array {
  const byRow = new Float64Array(tableRows).fill(Number.NaN);
  for (const { scope } of plates) {
    const rowOf = standing.get(scope.plate);
    for (let i = 0; rowOf && i < scope.instances; i++) if (rowOf(i) < tableRows) byRow[rowOf(i)] = 0;
  }
  return byRow;
}

/** 1 for the rows on which the value of a whole group or sequence stands: the first rows of top-level plates that are not rows. */
export function groupRows({ plan, data }: Prepared): Uint8Array {
  const marks = new Uint8Array(data.table.rows);
  for (const { scope } of plan.plates) {
    const kind = data.model.plates.find(({ id }) => id === scope.plate)?.kind;
    if (!isTopLevel(scope) || (kind !== "groups" && kind !== "chain")) continue;
    const rowOf = standingRows(scope);
    for (let i = 0; i < scope.instances; i++) if (rowOf(i) < marks.length) marks[rowOf(i)] = 1;
  }
  return marks;
}

/** Gathers what a pass says of rows: sums over the independent parts of a top-level instance, on its first row. */
export function rowLogLik(plan: Plan, tableRows: number): RowLogLik {
  const tops = plan.plates.filter(({ scope }) => isTopLevel(scope));
  const standing: Standing = new Map(tops.map(({ scope }) => [scope.plate, standingRows(scope)]));
  const byRow = emptyRows(plan, standing, tableRows);
  return {
    byRow,
    onRows(body, start, count, logLik) {
      for (let i = 0; i < count; i++) {
        const instance = body.rows ? (body.rows[start + i] as number) : start + i;
        const { row, isTop } = topRow(plan, standing, body.plate, instance);
        // A row of the table counts once in its own line; inside a group its weight is part of the group's value.
        const weight = isTop || !body.weights ? 1 : (body.weights[start + i] as number);
        if (weight !== 0) byRow[row] = (byRow[row] as number) + weight * (logLik[i] as number);
      }
    },
  };
}
