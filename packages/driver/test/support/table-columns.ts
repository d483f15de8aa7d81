import type { DataTable } from "@platewise/core";
import { findColumn } from "@platewise/core";
import { cellText } from "../../src/binding/cells.ts";

/** The numbers of a column. */
export function numbersOf(table: DataTable, name: string): readonly number[] {
  const column = findColumn(table, name);
  if (column?.kind !== "number") throw new Error(`no column of numbers ${name}`);
  return Array.from(column.values);
}

/** The cells of a column as texts; empty ones are null. */
export function textsOf(table: DataTable, name: string): readonly (string | null)[] {
  const column = findColumn(table, name);
  if (!column) throw new Error(`no column ${name}`);
  return Array.from({ length: table.rows }, (_, row) => cellText(column, row));
}

export const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

/** Mean of the products of the deviations. */
export function covariance(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((a, i) => (a - mx) * ((y[i] as number) - my)));
}

/** Pearson's statistic of counts against probabilities; cells of probability 0 must be empty. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, i) => {
    const expected = total * (probabilities[i] as number);
    if (expected === 0) return count === 0 ? sum : Number.POSITIVE_INFINITY;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/** How many of each of `size` numbers there are. */
export function countsOf(x: readonly number[], size: number): readonly number[] {
  const counts = new Array<number>(size).fill(0);
  for (const value of x) counts[value] = (counts[value] as number) + 1;
  return counts;
}
