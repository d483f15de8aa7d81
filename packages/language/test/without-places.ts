/** A syntax tree without spans and without what depends on the layout of the text. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "span" && key !== "blankLines");
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutPlaces(part)]));
}
