import type { Contestant } from "./contestant.ts";
import type { Result } from "./result.ts";
import type { Attempt } from "./run-contestant.ts";
import type { ScaledPeer } from "./scaled-peers.ts";
import { significant } from "./significant.ts";

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

/** The version that a scaled peer shows. */
export const SCALED = "scaled";

/** Fills in a standing without a result by the first rule for it whose other peer ran here. */
function scale(standings: readonly Standing[], standing: Standing, { from, fromTask, fromTook, took }: ScaledPeer): Standing | null {
  const base = standings.find(({ task, name }) => task === (fromTask ?? standing.task) && name === from);
  if (!base?.best) return null;
  const cpu = (cpuPerIteration(base) * took) / fromTook;
  const through = fromTask === undefined ? from : `${from} in ${fromTask}`;
  const best: Result = {
    ...base.best,
    peer: standing.name,
    version: SCALED,
    iters: 1,
    cpu_s: cpu,
    wall_s: Number.NaN,
    s_per_iter: Number.NaN,
    ll: null,
    peak_mb: Number.NaN,
    notes: `not on this machine: ${significant(took)} s against ${significant(fromTook)} s of ${through}, measured side by side on another machine`,
  };
  return { ...standing, best, peakMemory: Number.NaN };
}

/** Fills in the standings of peers that are missing here, each from one that ran. */
export function scaleMissing(standings: readonly Standing[], scaled: readonly ScaledPeer[]): readonly Standing[] {
  return standings.map((standing) => {
    if (standing.best !== null) return standing;
    const rules = scaled.filter(({ task, name }) => task === standing.task && name === standing.name);
    return rules.reduce<Standing | null>((found, rule) => found ?? scale(standings, standing, rule), null) ?? standing;
  });
}
