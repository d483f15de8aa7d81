/**
 * What one contestant reports of one task, as the line `RESULT {json}`. `cpu_s` (all threads) and `wall_s` cover the fit only;
 * `ll` is the log-likelihood of the final parameters in nats; memory in MB (2^20 bytes), `peak_mb` the highest of the process.
 */
export interface Result {
  readonly task: string;
  readonly peer: string;
  readonly version: string;
  readonly threads: string;
  readonly iters: number;
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly s_per_iter: number;
  readonly peak_mb: number;
  readonly base_mb: number;
  readonly ll: number | null;
  readonly notes: string;
  /** The data as typed arrays, in MB; only our fits say it. */
  readonly data_mb?: number;
}

/** How a line begins that says, with a diagnostic's code, why a task's model is refused. */
export const NOT_YET = "not yet:";

/** The result in a contestant's output; null where it printed none. */
export function findResult(output: string): Result | null {
  const line = output.split("\n").find((text) => text.startsWith("RESULT "));
  return line === undefined ? null : (JSON.parse(line.slice("RESULT ".length)) as Result);
}
