import type { Span } from "@platewise/core";

/** A copy of a syntax tree (or a list of trees) with every span moved by `by`. The tree itself when `by` is 0. */
export function shiftSpans<T>(tree: T, by: number): T {
  return by === 0 ? tree : mapOffsets(tree, (offset) => offset + by);
}

/** A copy of a syntax tree with every offset of its spans replaced. */
export function mapOffsets<T>(tree: T, map: (offset: number) => number): T {
  return mapValue(tree, map) as T;
}

function mapValue(value: unknown, map: (offset: number) => number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapValue(item, map));
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    copy[key] = key === "span" ? mapSpan(part as Span, map) : mapValue(part, map);
  }
  return copy;
}

function mapSpan(span: Span, map: (offset: number) => number): Span {
  return { start: map(span.start), end: map(span.end) };
}
