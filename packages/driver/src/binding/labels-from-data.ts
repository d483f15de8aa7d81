import { type Column, diagnostic, type IndexSet, type TemplateModel } from "@platewise/core";
import { parseDecimal } from "../sources/csv/decimal.ts";
import { type BindContext, textPlace } from "./bind-context.ts";
import type { NodeReading } from "./node-readings.ts";

/** The label sets of the types that leave them to the data, by type name; `known` ones are taken as they are. */
export function labelsFromData(
  context: BindContext,
  readings: readonly NodeReading[],
  known: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  const sets = new Map<string, readonly string[]>();
  for (const type of context.model.types) {
    if (type.labels !== null) continue;
    const given = Object.hasOwn(known, type.name) ? known[type.name] : undefined;
    const labels =
      given ?? sortedLabels(readings.filter(({ node }) => readsType(node.domain, type.name)).flatMap(({ columns }) => columns));
    if (labels.length > 0) sets.set(type.name, labels);
    else if (usesType(context.model, type.name)) {
      context.found.push(diagnostic("no-labels", { type: type.name }, { text: textPlace(context, type.span) }));
    }
  }
  return sets;
}

function readsType(set: { readonly kind: string }, type: string): boolean {
  return set.kind === "labels" && (set as IndexSet & { readonly kind: "labels" }).type === type;
}

function usesType(model: TemplateModel, type: string): boolean {
  const uses = (set: IndexSet | null): boolean => set !== null && readsType(set, type);
  return (
    model.nodes.some(({ domain }) => readsType(domain, type) || (domain.kind === "simplex" && uses(domain.over))) ||
    model.params.some(({ indices, domain }) => indices.some(uses) || (domain.kind === "simplex" && uses(domain.over))) ||
    model.plates.some(({ over }) => uses(over)) ||
    model.factors.some(({ loops }) => loops.some(({ over }) => uses(over)))
  );
}

/** The distinct labels of the columns: by value if all are numbers (then equal values are one label), else by code point. */
function sortedLabels(columns: readonly Column[]): readonly string[] {
  const texts = new Set<string>();
  for (const column of columns) for (const label of columnLabels(column)) texts.add(label);
  const labels = [...texts];
  const values = labels.map(parseDecimal);
  if (values.includes(null)) return uniqueByValue(labels).sort(compareCodePoints);
  return uniqueByValue(labels).sort((a, b) => Number(a) - Number(b));
}

/** Leaves out labels that equal an earlier one by value, such as `1.0` after `1`. */
function uniqueByValue(labels: readonly string[]): string[] {
  const seen = new Set<number>();
  return labels.filter((label) => {
    const value = parseDecimal(label);
    if (value === null) return true;
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  });
}

function columnLabels(column: Column): readonly string[] {
  if (column.kind === "text") {
    const used = new Set<number>(column.codes);
    return column.labels.filter((_, code) => used.has(code));
  }
  const values = new Set<number>();
  for (const value of column.values) if (value - value === 0) values.add(value);
  return [...Array.from(values, String), ...column.odd.values()];
}

/** The order of code points, which differs from that of UTF-16 units above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    if (a[i] !== b[i]) return order(a.charCodeAt(i)) - order(b.charCodeAt(i));
  }
  return a.length - b.length;
}

/** Puts surrogates, which stand for code points above all others, after the other units. */
const order = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
