import { run } from "@platewise/cli";

/** What one call of `pgm` did: its exit status and all that it wrote. */
export interface PgmCall {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pgm` with these words inside this process, without a terminal, a clock or interrupts. */
export async function runPgm(words: readonly string[]): Promise<PgmCall> {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const status = await run(words, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    stdin: (async function* () {})(),
    env: {},
    now: () => 0,
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  });
  return { status, ...written };
}

/** The JSON document that `pgm … --json` prints; a failure throws what was written on stderr. */
export async function pgmJson<T>(words: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await runPgm([...words, "--json"]);
  if (status !== 0) throw new Error(`pgm ${words.join(" ")} ended with status ${status}\n${stderr}`);
  return JSON.parse(stdout) as T;
}
