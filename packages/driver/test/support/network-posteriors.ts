import type { Enumeration } from "./network-enumeration.ts";
import { mustBeClose } from "./network-runs.ts";
import type { NetworkCase } from "./network-spec.ts";

/** Marginals of every discrete node with an unknown cell, for every row of the table. */
export function enumeratedMarginals(c: NetworkCase, all: Enumeration): ReadonlyMap<string, Float64Array> {
  const marginals = new Map<string, Float64Array>();
  for (const { node, key } of all.grounds) {
    const isUnknown = node.absence !== null || c.table.cells[key]?.some((cell) => cell === null);
    if (node.states !== null && isUnknown) marginals.set(key, new Float64Array(c.table.rows * node.states));
  }
  all.visit({
    onState({ key, node }, { rows }, state, probability) {
      const into = marginals.get(key);
      const states = node.states ?? 0;
      if (into) for (const row of rows) into[row * states + state] = (into[row * states + state] as number) + probability;
    },
  });
  return marginals;
}

/** A log-probability as results give it: null for −Infinity. */
export const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Fails where two numbers differ, or one of them is null. */
export function mustAgree(what: string, found: number | null, expected: number | null): void {
  if (found === null || expected === null) {
    if (found !== expected) throw new Error(`${what} ${found}, by enumeration ${expected}`);
  } else mustBeClose(what, found, expected);
}
