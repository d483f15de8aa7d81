import { type IndexSet, indexSetSize, type NodeDomain, type ParamDomain } from "@platewise/core";
import type { NumberSupport, ValueType } from "./value-type.ts";

/** A label set as the author would write it, shortened after six labels. */
export function labelsText(labels: readonly string[]): string {
  const shown = labels.slice(0, 6).map(labelText);
  return `{${shown.join(", ")}${labels.length > shown.length ? ", …" : ""}}`;
}

/** A label as the author would write it. */
export function labelText(label: string): string {
  return /^([A-Za-z_]\w*|-?\d+(\.\d+)?)$/.test(label) ? label : JSON.stringify(label);
}

/** An index set in words: `Sex {female, male}`, `{no, yes}`, `3 states (0 to 2)`. */
export function setText(set: IndexSet | null): string {
  if (set === null) return "an unknown set";
  if (set.kind === "states") return set.size === 1 ? "1 state (only 0)" : `${set.size} states (0 to ${set.size - 1})`;
  const labels = set.labels === null ? "(labels from the data)" : labelsText(set.labels);
  return set.type === null ? labels : `${set.type} ${labels}`;
}

/** A set's short name for a size: `Sex`, `2`, `{no, yes}`. */
export function setName(set: IndexSet | null): string {
  if (set === null) return "?";
  if (set.kind === "states") return String(set.size);
  return set.type ?? (set.labels === null ? "?" : labelsText(set.labels));
}

/** A domain as it would be declared. */
export function domainText(domain: NodeDomain | ParamDomain): string {
  switch (domain.kind) {
    case "states":
    case "labels":
      return setText(domain);
    case "boolean":
      return "0 or 1";
    case "count":
      return "a count (0, 1, 2, …)";
    case "vector":
    case "covariance":
    case "diagonal":
    case "spherical":
      return `${domain.kind}(${domain.size})`;
    case "matrix":
      return `matrix(${domain.rows}, ${domain.columns})`;
    case "simplex":
      return `simplex(${setName(domain.over)})`;
    default:
      return domain.kind;
  }
}

const supportWords: Readonly<Record<NumberSupport, string>> = {
  real: "a real number",
  positive: "a positive number",
  nonnegative: "a number that is not negative",
  probability: "a number from 0 to 1",
  count: "a count",
  int: "a whole number",
};

/** A value in words: `a real number`, `a vector of 3`, `a 2 by 2 matrix`. */
export function typeText(type: ValueType): string {
  switch (type.kind) {
    case "unknown":
      return "something unknown";
    case "scalar":
      return type.value !== undefined ? `the number ${type.value}` : type.set ? `one of ${setText(type.set)}` : supportWords[type.support];
    case "vector":
      return type.size === null ? "a vector" : `a vector of ${type.size}`;
    case "simplex":
      return `a simplex over ${setText(type.over)}`;
    case "matrix":
      return matrixText(type.rows, type.columns);
    case "array":
      return "an array with several indices";
  }
}

/** `a 2 by 3 matrix`. */
export function matrixText(rows: number | null, columns: number | null): string {
  return rows === null || columns === null ? "a matrix" : `a ${rows} by ${columns} matrix`;
}

/** `1 index`, `3 indices`. */
export function countText(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Length of a vector over a set, null where only the data knows. */
export function sizeOfSet(set: IndexSet | null): number | null {
  return set === null ? null : indexSetSize(set);
}
