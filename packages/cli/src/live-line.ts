import type { FitProgress } from "./driver.ts";
import type { OutputStream } from "./io.ts";
import { secondsLeft } from "./time-left.ts";

const interval = 100;
const clear = "\r\u001b[K";

/** One line on a terminal that tells how a fit goes, redrawn at most ten times a second. */
export interface LiveLine {
  /** `tolerance` is that of the fit, for the estimate of the time left; null: it says nothing of when a run ends. */
  readonly show: (progress: FitProgress, tolerance: number | null) => void;
  /** Takes the line away. */
  readonly erase: () => void;
}

/** Says nothing: for pipes, CI, `--quiet` and `--json`. */
export const noLine: LiveLine = { show: () => undefined, erase: () => undefined };

/** A live line on `stream`. */
export function liveLine(stream: OutputStream, now: () => number): LiveLine {
  const started = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = false;
  let before: FitProgress | undefined;
  return {
    show(progress, tolerance) {
      const time = now();
      if (time - drawn >= interval) {
        const left = tolerance === null ? null : secondsLeft(progress, before, { elapsed: (time - started) / 1000, tolerance });
        stream.write(clear + progressText(progress, left).slice(0, (stream.columns ?? 80) - 1));
        drawn = time;
        shown = true;
      }
      before = progress;
    },
    erase() {
      if (shown) stream.write(clear);
      shown = false;
    },
  };
}

/** `run 2 of 10, iteration 37: objective -1130.264, change 1.2e-7, 3 s left`. */
export function progressText(progress: FitProgress, left: number | null): string {
  const run = progress.runs > 1 ? `run ${progress.run} of ${progress.runs}, ` : "";
  // Methods that sample don't know their objective, and of the first iteration there may be no change.
  const parts = [
    ...(Number.isFinite(progress.objective) ? [`objective ${progress.objective.toFixed(5)}`] : []),
    ...(Number.isFinite(progress.change) ? [`change ${progress.change.toExponential(1)}`] : []),
  ];
  if (left !== null) parts.push(`${durationText(left)} left`);
  return `${run}iteration ${progress.iteration}${parts.length > 0 ? `: ${parts.join(", ")}` : ` of at most ${progress.maxIterations}`}`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
