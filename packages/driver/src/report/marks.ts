const levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/**
 * A trace as a row of at most `width` blocks, lowest to highest. Values that are not finite are left as a space. A longer
 * trace is thinned: the first and the last value are always shown.
 */
export function sparkline(values: readonly number[], width: number): string {
  const shown = thin(values, width);
  const finite = shown.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const top = levels.length - 1;
  return shown
    .map((value) => (Number.isFinite(value) ? (levels[span > 0 ? Math.round(((value - low) / span) * top) : top] ?? "") : " "))
    .join("");
}

function thin(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width || width < 2) return values.slice(0, Math.max(width, 1));
  return Array.from({ length: width }, (_, i) => values[Math.round((i * (values.length - 1)) / (width - 1))] ?? Number.NaN);
}

/** A bar of `share` (0 to 1) of `width` characters, in eighths of a character. */
export function bar(share: number, width: number): string {
  const length = Math.round(Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * width * 8);
  return "█".repeat(length >> 3) + (eighths[length & 7] ?? "");
}
