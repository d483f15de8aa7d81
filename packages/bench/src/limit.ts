import type { Result } from "./result.ts";

/**
 * The output of a C kernel as a result: `ms` is its fastest pass; where it first collapses equal rows, that time (`prep`) is shared
 * over the task's iterations, as ours is. It fits nothing, so it has no log-likelihood.
 */
export function parseLimit(
  output: string,
  job: { readonly task: string; readonly iterations: number; readonly notes: string },
  name: string,
): Result | null {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) return null;
  const pass = (JSON.parse(line) as { readonly ms: number }).ms / 1e3;
  const prepared = Number(/prep ([\d.]+) ms/.exec(output)?.[1] ?? 0) / 1e3;
  const seconds = pass * job.iterations + prepared;
  return {
    task: job.task,
    peer: name,
    version: "",
    threads: "1",
    iters: job.iterations,
    wall_s: seconds,
    cpu_s: seconds,
    s_per_iter: seconds / job.iterations,
    peak_mb: Number.NaN,
    base_mb: Number.NaN,
    ll: null,
    notes: job.notes,
  };
}
