import type { Column, NodeDomain } from "@platewise/core";
import { parseDecimal } from "../sources/csv/decimal.ts";
import type { BadCell } from "./read-codes.ts";

/** The numbers that a domain allows, and in words. Infinities and NaN are never allowed. */
export interface NumberCheck {
  readonly expected: string;
  accepts(value: number): boolean;
}

const isProbability = (value: number): boolean => value >= 0 && value <= 1;
const real: NumberCheck = { expected: "a number", accepts: () => true };
const checks: Partial<Record<NodeDomain["kind"], NumberCheck>> = {
  positive: { expected: "a number above 0", accepts: (value) => value > 0 },
  probability: { expected: "a probability, from 0 to 1", accepts: isProbability },
  simplex: { expected: "a probability, from 0 to 1", accepts: isProbability },
  int: { expected: "a whole number", accepts: Number.isSafeInteger },
  count: { expected: "a count (0, 1, 2, …)", accepts: (value) => value >= 0 && Number.isSafeInteger(value) },
};

/** The check of a numeric domain. */
export function numberCheck(domain: NodeDomain): NumberCheck {
  return checks[domain.kind] ?? real;
}

/** The numbers of the cells in `rows`, NaN where empty. With `whole` (all rows in order) a `Float64Array` is used as it is. */
export function readNumbers(column: Column, rows: Int32Array, whole: boolean, check: NumberCheck, bad: BadCell): Float64Array {
  if (column.kind === "text") return readTextNumbers(column, rows, check, bad);
  const { values, odd } = column;
  const shared = whole && values instanceof Float64Array ? values : null;
  const numbers = shared ?? new Float64Array(rows.length);
  if (shared === null) for (let i = 0; i < rows.length; i += 1) numbers[i] = values[rows[i]!]!;
  const anything = check === real;
  if (anything && odd.size === 0) return numbers;
  for (let i = 0; i < rows.length; i += 1) {
    const value = numbers[i]!;
    if (value - value === 0 ? !anything && !check.accepts(value) : odd.size > 0 && odd.has(rows[i]!)) bad(rows[i]!);
  }
  return numbers;
}

function readTextNumbers(column: Column & { readonly kind: "text" }, rows: Int32Array, check: NumberCheck, bad: BadCell): Float64Array {
  const values = Float64Array.from(column.labels, (label) => {
    const value = parseDecimal(label);
    return value !== null && Number.isFinite(value) && check.accepts(value) ? value : Number.NaN;
  });
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const label = column.codes[row]!;
    numbers[i] = label < 0 ? Number.NaN : values[label]!;
    if (label >= 0 && Number.isNaN(values[label])) bad(row);
  }
  return numbers;
}
