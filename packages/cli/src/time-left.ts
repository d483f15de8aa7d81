import type { FitProgress } from "./driver.ts";

/** Seconds since the first run began, and the relative change at which a run stops. */
export interface Pace {
  readonly elapsed: number;
  readonly tolerance: number;
}

/**
 * About how many seconds are left, or null while that is not known. EM converges linearly in the end: its changes shrink by
 * a steady factor, which the last two give, so the iterations to the tolerance follow; never more than the limit.
 */
export function secondsLeft(now: FitProgress, before: FitProgress | undefined, pace: Pace): number | null {
  const inRun = iterationsLeft(now, before, pace.tolerance);
  if (inRun === null) return null;
  const perRun = now.iteration + inRun;
  const done = (now.run - 1) * perRun + now.iteration;
  if (done <= 0) return null;
  return (pace.elapsed / done) * (inRun + (now.runs - now.run) * perRun);
}

function iterationsLeft(now: FitProgress, before: FitProgress | undefined, tolerance: number): number | null {
  const limit = Math.max(0, now.maxIterations - now.iteration);
  if (tolerance === 0) return limit;
  if (!before || before.run !== now.run || before.iteration >= now.iteration) return null;
  const factor = (Math.abs(now.change) / Math.abs(before.change)) ** (1 / (now.iteration - before.iteration));
  if (!(factor > 0 && factor < 1)) return null;
  const goal = tolerance * Math.max(1, Math.abs(now.objective));
  const needed = Math.log(goal / Math.abs(now.change)) / Math.log(factor);
  return Math.min(limit, Math.max(0, Math.ceil(needed)));
}
