import type { Pattern } from "../plan/patterns.ts";
import type { PlatePlan } from "../plan/plan.ts";
import type { CodeColumn, DensityFactor, FusedFactor } from "./body.ts";
import { codedColumns, findDistinct, sortedRows } from "./distinct.ts";

const pick = <T extends CodeColumn | Float64Array>(column: T, rows: Int32Array): T => {
  const out = new (column.constructor as new (n: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i] as number] as number;
  return out;
};

/** The rows of a body with their factors, before equal ones are counted once. */
export interface Draft {
  readonly fused: readonly FusedFactor[];
  readonly densities: readonly DensityFactor[];
  readonly parents: Int32Array | null;
  readonly weights: Float64Array | null;
  readonly rows: Int32Array | null;
  readonly count: number;
}

function atRows(draft: Draft, first: Int32Array, weights: Float64Array | null): Draft {
  return {
    fused: draft.fused.map((f) => ({ ...f, code: f.code ? pick(f.code, first) : null })),
    densities: draft.densities.map((d) => ({ ...d, columns: d.columns.map((c) => pick(c, first)) })),
    parents: draft.parents ? pick(draft.parents, first) : null,
    weights,
    rows: draft.rows ? pick(draft.rows, first) : first,
    count: first.length,
  };
}

/** Counts equal rows once, in the order of their first table's code where two tables make up the body. */
export function collapse(draft: Draft, groups: number): Draft {
  const columns = codedColumns(draft, groups);
  const distinct = columns ? findDistinct(columns, draft.count, draft.weights) : null;
  const collapsed = distinct ? atRows(draft, distinct.first, distinct.weights) : draft;
  const [first, second, ...others] = collapsed.fused;
  if (!first?.code || !second || others.length > 0 || collapsed.densities.length > 0) return collapsed;
  const order = sortedRows(first.code, first.observed);
  return order ? atRows(collapsed, order, collapsed.weights ? pick(collapsed.weights, order) : null) : collapsed;
}

const weightsAt = (weights: Float64Array | null, pattern: Pattern): Float64Array | null =>
  weights && pattern.rows ? pick(weights, pattern.rows) : weights;

/** The parent instance of each row of a part that sends messages. */
function parentsAt(plate: PlatePlan, pattern: Pattern): Int32Array | null {
  if (pattern.outer === 0) return null;
  const { parentOf, instances } = plate.scope;
  const all = parentOf ?? new Int32Array(instances);
  return pattern.rows ? pick(all, pattern.rows) : all;
}

/** The rows of a part with their factors. */
export function draftOf(plate: PlatePlan, pattern: Pattern, factors: Pick<Draft, "fused" | "densities">): Draft {
  return {
    ...factors,
    parents: parentsAt(plate, pattern),
    weights: weightsAt(plate.scope.weights, pattern),
    rows: pattern.rows,
    count: pattern.count,
  };
}
