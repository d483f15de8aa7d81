import { portableExp, portableLog } from "@platewise/core";

/** An axis of a table: entry i of it has state ⌊i / inner⌋ mod size, and there are outer · size · inner entries. */
export interface Axis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** The axes of a table with these sizes, the last one fastest. */
export function findAxes(sizes: readonly number[]): readonly Axis[] {
  const product = (part: readonly number[]): number => part.reduce((a, b) => a * b, 1);
  return sizes.map((size, i) => ({ outer: product(sizes.slice(0, i)), size, inner: product(sizes.slice(i + 1)) }));
}

/** Adds values[offset + state] to every entry of a table, by its state along the axis. */
export function addAlong({ outer, size, inner }: Axis, values: Float64Array, offset: number, table: Float64Array): void {
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < size; k++) {
      const value = values[offset + k] as number;
      for (const end = at + inner; at < end; at++) table[at] = (table[at] as number) + value;
    }
  }
}

/** The log of the sum of exponentials of a table's entries for each state along the axis, written to into[offset + state]. */
export function logSumAlong({ outer, size, inner }: Axis, table: Float64Array, into: Float64Array, offset: number): void {
  for (let k = 0; k < size; k++) {
    let max = -Infinity;
    for (let o = 0; o < outer; o++) {
      const start = (o * size + k) * inner;
      for (let i = start; i < start + inner; i++) if ((table[i] as number) > max) max = table[i] as number;
    }
    into[offset + k] = max;
    if (max === -Infinity) continue;
    let sum = 0;
    for (let o = 0; o < outer; o++) {
      const start = (o * size + k) * inner;
      for (let i = start; i < start + inner; i++) sum += portableExp((table[i] as number) - max);
    }
    into[offset + k] = max + portableLog(sum);
  }
}

/**
 * Replaces a table by its mean along the axis under weights[offset + state]: outer · inner entries remain in its first places.
 * Where a weight is 0 an entry of −Infinity counts 0.
 */
export function averageAlong({ outer, size, inner }: Axis, weights: Float64Array, offset: number, table: Float64Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let sum = 0;
      for (let k = 0; k < size; k++) {
        const weight = weights[offset + k] as number;
        if (weight > 0) sum += weight * (table[(o * size + k) * inner + i] as number);
      }
      table[o * inner + i] = sum;
    }
  }
}
