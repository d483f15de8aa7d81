// Nocedal & Wright, "Numerical Optimization", 2nd edition (2006), eq. 3.59; the safeguards are ours.

import type { Mark } from "./line-search.ts";

/** Where the cubic through the values and slopes of two marks has its minimum; NaN or infinite where it has none. */
export function cubicMinimiser(a: Mark, b: Mark): number {
  const width = b.alpha - a.alpha;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const square = d1 * d1 - a.slope * b.slope;
  const d2 = width > 0 ? Math.sqrt(square) : -Math.sqrt(square);
  return b.alpha - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}

/** Where the line through the two slopes crosses zero. */
const secant = (a: Mark, b: Mark): number => a.alpha + ((b.alpha - a.alpha) * a.slope) / (a.slope - b.slope);

/** Share of a bracket that is kept clear of its ends. */
const MARGIN = 0.1;

/**
 * A place to look at inside the bracket from `low` to `high`, a tenth of its width away from both ends: a tenth of the way where `high` is
 * inadmissible, the middle when asked to bisect, otherwise by the cubic or, where the values differ by no more than `slack`, by the slopes.
 */
export function interpolate(low: Mark, high: Mark, slack: number, bisect: boolean): number {
  const width = high.alpha - low.alpha;
  if (high.value === Infinity) return low.alpha + MARGIN * width;
  if (bisect) return low.alpha + 0.5 * width;
  const isHidden = Math.abs(high.value - low.value) <= slack;
  const share = ((isHidden ? secant(low, high) : cubicMinimiser(low, high)) - low.alpha) / width;
  if (!Number.isFinite(share)) return low.alpha + 0.5 * width;
  return low.alpha + Math.min(Math.max(share, MARGIN), 1 - MARGIN) * width;
}
