import { portableExp, portableLog } from "@platewise/core";
import type { FactorNetwork, NetworkFactor } from "./network.ts";
import { product, reorderTable } from "./place-order.ts";

/**
 * The factors of one scope as log-potentials in sum-to-zero form: `values` sum to zero over the entries that are possible, −Infinity
 * stands for a zero, and the product of the factors is exp(values + scale). The last variable of `scope` is fastest.
 */
export interface LogTable {
  readonly scope: readonly string[];
  readonly sizes: readonly number[];
  readonly values: readonly number[];
  readonly scale: number;
}

/** A Markov network as log-potentials, a table for each scope; `constant` is the logarithm of the factors of no variable. */
export interface LogTables {
  readonly tables: readonly LogTable[];
  readonly constant: number;
}

const logOf = ({ table }: NetworkFactor): readonly number[] => table.map(portableLog);
const key = (scope: readonly string[]): string => JSON.stringify([...scope].sort());

/** The log-potentials of a network. Factors over the same variables, in whatever order, become one, in the order of the first. */
export function logTablesOf({ variables, factors }: FactorNetwork): LogTables {
  const sizeOf = new Map(variables.map(({ name, states }) => [name, states.length]));
  const sums = new Map<string, { readonly scope: readonly string[]; readonly sizes: readonly number[]; values: readonly number[] }>();
  for (const factor of factors) {
    const { scope } = factor;
    const sizes = scope.map((name) => sizeOf.get(name) as number);
    const sum = sums.get(key(scope));
    if (sum === undefined) sums.set(key(scope), { scope, sizes, values: logOf(factor) });
    else {
      const more = reorderTable(logOf(factor), { scope, sizes }, sum.scope);
      sum.values = sum.values.map((value, at) => value + (more[at] as number));
    }
  }
  const all = [...sums.values()];
  const constant = all.find(({ scope }) => scope.length === 0)?.values[0] ?? 0;
  return { tables: all.filter(({ scope }) => scope.length > 0).map((sum) => ({ ...sum, ...centred(sum.values) })), constant };
}

/** Log-potentials shifted so that those that are possible sum to zero, and what was taken off. */
function centred(values: readonly number[]): { readonly values: readonly number[]; readonly scale: number } {
  const possible = values.filter((value) => value > -Infinity);
  if (possible.length === 0) return { values, scale: -Infinity };
  const scale = possible.reduce((sum, value) => sum + value / possible.length, 0);
  return { values: values.map((value) => value - scale), scale };
}

/** Logarithms of the least and the largest number that files hold with all digits. */
const RANGE = { least: -708.39, most: 709.77 };

/** Numbers of which logarithms are given, all multiplied by exp(`shift`), which is 0 unless they are too large or small for a file. */
export interface Exponentials {
  readonly table: readonly number[];
  readonly shift: number;
}

/** The numbers of some logarithms; null where no file holds both the least of them that is not zero and the largest. */
export function exponentials(logs: readonly number[]): Exponentials | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of logs) {
    if (value > -Infinity && value < least) least = value;
    if (value > most) most = value;
  }
  if (most - least > RANGE.most - RANGE.least) return null;
  const shift = most === -Infinity ? 0 : Math.min(RANGE.most - most, 0) + Math.max(RANGE.least - least, 0);
  const range = most > least ? most - least : 0;
  return { table: logs.map((value) => roundest(portableExp(value + shift), value, range)), shift };
}

/**
 * The number with the fewest digits, from 12 on, that lies as near as the rounding of logarithms can have moved the number: 2.5 for what
 * comes back from log 2.5 as 2.5000000000000004. `range` bounds what was taken off the logarithm and put back.
 */
function roundest(number: number, log: number, range: number): number {
  const near = Number.EPSILON * (3 + 2 * Math.abs(log) + range) * number;
  for (let digits = 12; digits <= 15; digits++) {
    const round = Number(number.toPrecision(digits));
    if (Math.abs(round - number) <= near) return round;
  }
  return number;
}

/** Nested lists of a table, the first variable outermost. */
export function nested(values: readonly number[], sizes: readonly number[]): Nested {
  const [size = 1, ...rest] = sizes;
  if (rest.length === 0) return values;
  const stride = product(rest);
  return Array.from({ length: size }, (_, at) => nested(values.slice(at * stride, (at + 1) * stride), rest));
}
/** Lists of lists of numbers. */
export type Nested = readonly (number | Nested)[];
