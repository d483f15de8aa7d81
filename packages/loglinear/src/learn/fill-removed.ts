import type { PlainTable } from "./effects.ts";

/** An entry at −∞: where it stands, and the states that it needs, by variable. */
interface Removed {
  readonly cell: number;
  readonly states: ReadonlyMap<number, number>;
  /** Share of all configurations that agree with it. */
  readonly share: number;
}

function statesAt({ entry, axes }: PlainTable, e: number): ReadonlyMap<number, number> {
  const states = new Map<number, number>();
  let rest = e;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const size = entry.dimensions[axis] as number;
    states.set(axes[axis] as number, rest % size);
    rest = Math.floor(rest / size);
  }
  return states;
}

function findRemoved(tables: readonly PlainTable[], theta: Float64Array): readonly Removed[] {
  return tables.flatMap((table) => {
    const { offset, count } = table.entry;
    const places = Array.from({ length: count }, (_, e) => e).filter((e) => theta[offset + e] === -Infinity);
    return places.map((e) => ({ cell: offset + e, states: statesAt(table, e), share: 1 / count }));
  });
}

/** Mean of a table over its entries that agree with some states. */
function meanGiven(table: PlainTable, theta: Float64Array, states: ReadonlyMap<number, number>): number {
  const { offset, count } = table.entry;
  let [sum, entries] = [0, 0];
  for (let e = 0; e < count; e++) {
    const own = statesAt(table, e);
    if ([...own].some(([id, state]) => states.has(id) && states.get(id) !== state)) continue;
    sum += theta[offset + e] as number;
    entries += 1;
  }
  return sum / entries;
}

/** Share of all configurations that agree with both of two entries. */
function sharedBy(a: Removed, b: Removed, sizes: ReadonlyMap<number, number>): number {
  let share = a.share;
  for (const [id, state] of b.states) {
    const other = a.states.get(id);
    if (other === undefined) share /= sizes.get(id) as number;
    else if (other !== state) return 0;
  }
  return share;
}

/** Part of a pivot that is taken for rounding. */
const SINGULAR = 1e-10;

/** Solves a positive semi-definite system by elimination, the largest pivot first; what it leaves open is 0. Overwrites both. */
function solveSemiDefinite(matrix: number[][], right: number[]): readonly number[] {
  const done: number[] = [];
  const top = Math.max(0, ...matrix.map((row, i) => row[i] as number));
  for (;;) {
    const open = matrix.map((_, i) => i).filter((i) => !done.includes(i));
    const pivot = open.reduce((best, i) => (best < 0 || (matrix[i]?.[i] as number) > (matrix[best]?.[best] as number) ? i : best), -1);
    const head = pivot < 0 ? 0 : (matrix[pivot]?.[pivot] as number);
    if (!(head > SINGULAR * top)) break;
    done.push(pivot);
    for (const i of matrix.keys()) {
      const factor = i === pivot ? 0 : (matrix[i]?.[pivot] as number) / head;
      if (factor === 0) continue;
      matrix[i] = (matrix[i] as number[]).map((x, j) => x - factor * (matrix[pivot]?.[j] as number));
      right[i] = (right[i] as number) - factor * (right[pivot] as number);
    }
  }
  return right.map((x, i) => (done.includes(i) ? x / (matrix[i]?.[i] as number) : 0));
}

/**
 * Puts numbers in the places of −∞, such that the configurations that each of them rules out have, in the mean, the log-potential of
 * all configurations: of all tables with the same distribution those nearest to a constant. Which of them the tables came from makes
 * no difference. Returns the cells.
 */
export function fillRemoved(tables: readonly PlainTable[], theta: Float64Array): readonly number[] {
  const removed = findRemoved(tables, theta);
  if (removed.length === 0) return [];
  for (const { cell } of removed) theta[cell] = 0;
  const sizes = new Map(tables.flatMap(({ axes, entry }) => axes.map((id, axis) => [id, entry.dimensions[axis] as number] as const)));
  const mean = tables.reduce((sum, table) => sum + meanGiven(table, theta, new Map()), 0);
  const right = removed.map(
    ({ states, share }) => share * (mean - tables.reduce((sum, table) => sum + meanGiven(table, theta, states), 0)),
  );
  const matrix = removed.map((a) => removed.map((b) => sharedBy(a, b, sizes) - a.share * b.share));
  solveSemiDefinite(matrix, right).forEach((x, i) => {
    theta[removed[i]?.cell as number] = x;
  });
  return removed.map(({ cell }) => cell);
}
