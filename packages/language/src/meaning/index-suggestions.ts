import type { IndexSet } from "@platewise/core";
import type { Checker } from "./context.ts";
import { sameSet } from "./index-sets.ts";
import { nodeDomain } from "./node-domains.ts";
import type { NodeSymbol } from "./symbols.ts";
import { discreteSet } from "./types.ts";

/** The one node that could select from `set` in the law that is being checked; null when there is none, or a choice. */
export function onlySelector(checker: Checker, set: IndexSet | null): string | null {
  const { current } = checker;
  if (set === null || current === null) return null;
  const around = new Set<unknown>([current.plate]);
  for (let plate = current.plate?.parent ?? null; plate !== null; plate = plate.parent) around.add(plate);
  const fitting = checker.nodes.filter((node) => node !== current && around.has(node.plate) && selects(checker, node, set));
  const [only] = fitting;
  return only && fitting.length === 1 ? only.name.text : null;
}

function selects(checker: Checker, node: NodeSymbol, set: IndexSet): boolean {
  const domain = nodeDomain(checker, node);
  const own = domain === null ? null : discreteSet(domain);
  return own !== null && sameSet(own, set);
}
