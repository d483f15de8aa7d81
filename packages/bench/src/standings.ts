import type { Contestant } from "./contestants.ts";
import type { Result } from "./result.ts";
import type { Attempt } from "./run-contestant.ts";

/** What a contestant came to over all rounds: its round of least CPU, its highest memory, or why it has none. */
export interface Standing {
  readonly task: string;
  readonly name: string;
  readonly kind: Contestant["kind"];
  readonly best: Result | null;
  readonly peakMemory: number;
  readonly rounds: number;
  readonly reason: string;
}

/** CPU seconds per iteration of the best round; NaN without one. */
export const cpuPerIteration = ({ best }: Standing): number => (best === null ? Number.NaN : best.cpu_s / Math.max(1, best.iters));

/** The standing of one contestant from its attempts. */
export function standingOf({ task, name, kind }: Pick<Contestant, "task" | "name" | "kind">, attempts: readonly Attempt[]): Standing {
  const results = attempts.flatMap((attempt) => (attempt.ok ? [attempt.result] : []));
  const best = results.reduce<Result | null>((least, result) => (least === null || result.cpu_s < least.cpu_s ? result : least), null);
  const reason = attempts.find((attempt) => !attempt.ok);
  const peakMemory = results.length === 0 ? Number.NaN : Math.max(...results.map((result) => result.peak_mb));
  return { task, name, kind, best, peakMemory, rounds: results.length, reason: reason && !reason.ok ? reason.reason : "" };
}

/**
 * A peer that can't be had on every machine, through figures measured side by side elsewhere: `factor` is its CPU over that of
 * `from`, which runs here.
 */
export interface ScaledPeer {
  readonly task: string;
  readonly name: string;
  readonly from: string;
  readonly factor: number;
  readonly source: string;
}

/** The version that a scaled peer shows. */
export const SCALED = "scaled";

/** bnlearn 4.9 took 0.300 s where NumPy 2.4.6 took 0.6992 s (Zen 4, one thread, the same data, 2026-11-20). */
export const scaledPeers: readonly ScaledPeer[] = [
  {
    task: "bn-mle",
    name: "bnlearn",
    from: "NumPy",
    factor: 0.3 / 0.6992,
    source: "0.300 s against NumPy's 0.699 s, measured side by side on another machine",
  },
];

/** Fills in the standings of peers that are missing here from one that ran. */
export function scaleMissing(standings: readonly Standing[], scaled: readonly ScaledPeer[]): readonly Standing[] {
  return standings.map((standing) => {
    const rule = standing.best === null ? scaled.find(({ task, name }) => task === standing.task && name === standing.name) : undefined;
    const base = rule && standings.find(({ task, name }) => task === rule.task && name === rule.from)?.best;
    if (!rule || !base) return standing;
    const seconds = { wall_s: Number.NaN, cpu_s: base.cpu_s * rule.factor, s_per_iter: Number.NaN };
    const best: Result = {
      ...base,
      ...seconds,
      peer: rule.name,
      version: SCALED,
      ll: null,
      peak_mb: Number.NaN,
      notes: `not on this machine: ${rule.source}`,
    };
    return { ...standing, best, peakMemory: Number.NaN };
  });
}
