import type { IndexSet } from "@platewise/core";
import { labelKey } from "./label-lookup.ts";

/** True when two index sets have the same members: equal sizes, the same type, or the same labels in the same order. */
export function sameSet(a: IndexSet, b: IndexSet): boolean {
  if (a.kind === "states") return b.kind === "states" && a.size === b.size;
  if (b.kind === "states") return false;
  if (a.type !== null && a.type === b.type) return true;
  if (a.labels === null || b.labels === null) return false;
  const other = b.labels;
  return a.labels.length === other.length && a.labels.every((label, at) => labelKey(label) === labelKey(other[at] ?? ""));
}

/** True when a value from `from` may select among `over`: the same set, or any set of that size where positions are counted. */
export function mayIndex(over: IndexSet, from: IndexSet): boolean {
  if (sameSet(over, from)) return true;
  return over.kind === "states" && from.kind === "labels" && from.labels?.length === over.size;
}
