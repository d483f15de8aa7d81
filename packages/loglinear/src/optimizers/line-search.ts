// A step that meets the strong Wolfe conditions: bracketing, then zooming in by interpolation.
// Nocedal & Wright, "Numerical Optimization", 2nd edition (2006), algorithms 3.5 and 3.6.

import { cubicMinimiser, interpolate } from "./interpolate.ts";
import { infinityNorm } from "./vectors.ts";
import { allowForRounding, isLowEnough, probe, type Workspace } from "./workspace.ts";

/** c₂ of the strong Wolfe conditions: the slope's size at the step is at most this share of the slope's at the start. */
export const CURVATURE = 0.9;

const MOST_EXPANSIONS = 60;
const MOST_ZOOMS = 30;

/** A step along a line with the value and the slope there; an inadmissible place has the value Infinity and the slope NaN. */
export interface Mark {
  alpha: number;
  value: number;
  slope: number;
}

/**
 * What a search along a line found. `wolfe`: the trial meets both conditions; `lower`: it is lower, but its slope is not tame, since the
 * bound was passed or rounding hid the rest; `none`: no step was low enough; `unbounded`: a value of -Infinity.
 */
export type LineOutcome = "wolfe" | "lower" | "none" | "unbounded";

/** A search along lines: its marks are made once. */
export interface LineSearch {
  readonly low: Mark;
  readonly high: Mark;
  readonly now: Mark;
  /** Slope at the start of the line; negative. */
  slope: number;
  /** Size of a coordinate beyond which no tame slope is waited for. */
  readonly bound: number;
}

const createMark = (): Mark => ({ alpha: 0, value: 0, slope: 0 });

/** A line search for a run whose coordinates are bounded by `bound`. */
export const createLineSearch = (bound: number): LineSearch => ({
  ...{ low: createMark(), high: createMark(), now: createMark() },
  ...{ slope: 0, bound },
});

function put(mark: Mark, alpha: number, value: number, slope: number): void {
  mark.alpha = alpha;
  mark.value = value;
  mark.slope = slope;
}

const copy = (from: Mark, into: Mark): void => put(into, from.alpha, from.value, from.slope);

function look(work: Workspace, line: LineSearch, alpha: number): void {
  allowForRounding(work, alpha * line.slope);
  const slope = probe(work, alpha);
  const { value } = work.trial;
  const isAdmissible = value < Infinity && Number.isFinite(slope);
  put(line.now, alpha, isAdmissible || value === -Infinity ? value : Infinity, isAdmissible ? slope : Number.NaN);
}

const isTame = ({ now, slope }: LineSearch): boolean => Math.abs(now.slope) <= -CURVATURE * slope;

/** Whether the place looked at can't be the low end of a bracket. */
function isTooHigh(work: Workspace, { now, low, slope }: LineSearch): boolean {
  if (now.value === Infinity || now.value > low.value + work.slack) return true;
  return !isLowEnough(work, now.alpha * slope, now.alpha * now.slope);
}

/** After the zoom: the low end of the bracket, if it is lower than the start. */
function settleForLow(work: Workspace, line: LineSearch): LineOutcome {
  if (!(line.low.value < work.current.value)) return "none";
  look(work, line, line.low.alpha);
  return "lower";
}

/** Narrows the bracket between `low` and `high`, whichever of them is farther along the line. */
function zoom(work: Workspace, line: LineSearch): LineOutcome {
  const { low, high, now } = line;
  for (let round = 0; round < MOST_ZOOMS; round++) {
    const alpha = interpolate(low, high, work.slack, round % 3 === 2);
    if (alpha === low.alpha || alpha === high.alpha) break;
    look(work, line, alpha);
    if (now.value === -Infinity) return "unbounded";
    if (isTooHigh(work, line)) {
      copy(now, high);
      continue;
    }
    if (isTame(line)) return "wolfe";
    if (now.slope * (high.alpha - low.alpha) >= 0) copy(low, high);
    copy(now, low);
  }
  return settleForLow(work, line);
}

/** The next step beyond `low`, the last one; `high` is the one before. */
function expand({ low, high }: LineSearch): number {
  const width = low.alpha - high.alpha;
  const wanted = cubicMinimiser(high, low);
  const farthest = low.alpha + 10 * width;
  return wanted > low.alpha ? Math.min(Math.max(wanted, low.alpha + 1.1 * width), farthest) : farthest;
}

/**
 * Looks along `work.direction`, whose slope at the current point is `slope` < 0, for a step that meets the strong Wolfe conditions, first
 * at `alpha`. Leaves it, evaluated, as the trial. Values that are not finite are stepped back from.
 */
export function searchLine(work: Workspace, line: LineSearch, slope: number, alpha: number): LineOutcome {
  const { low, high, now } = line;
  line.slope = slope;
  put(low, 0, work.current.value, slope);
  for (let round = 0; round < MOST_EXPANSIONS; round++) {
    look(work, line, round === 0 ? alpha : expand(line));
    if (now.value === -Infinity) return "unbounded";
    if (isTooHigh(work, line)) {
      copy(now, high);
      return zoom(work, line);
    }
    if (isTame(line)) return "wolfe";
    if (now.slope >= 0) {
      copy(low, high);
      copy(now, low);
      return zoom(work, line);
    }
    if (infinityNorm(work.trial.theta) > line.bound) return "lower";
    copy(low, high);
    copy(now, low);
  }
  return "lower";
}
