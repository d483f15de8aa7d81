import type { Span } from "@platewise/core";

/** A copy of a syntax tree (or a list of trees) with every span moved by `by`. The tree itself when `by` is 0. */
export function shiftSpans<T>(tree: T, by: number): T {
  return by === 0 ? tree : (shiftValue(tree, by) as T);
}

function shiftValue(value: unknown, by: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => shiftValue(item, by));
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    copy[key] = key === "span" ? shiftSpan(part as Span, by) : shiftValue(part, by);
  }
  return copy;
}

function shiftSpan(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}
