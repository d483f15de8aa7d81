import { fileURLToPath } from "node:url";
import type { Io } from "../src/index.ts";
import { run } from "../src/index.ts";

/** What a command left behind. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exits: readonly number[];
}

/** How a test's terminal differs from a pipe without any environment. */
export interface World {
  readonly stdin?: string;
  /** Standard input fails with this message, as nothing that we foresee does. */
  readonly broken?: string;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  /** Called with a function that interrupts, before the command starts. */
  readonly interrupts?: (interrupt: () => void) => void;
  /** Called with whatever is written to standard error. */
  readonly onStderr?: (text: string) => void;
}

/** Runs `pgm` in this process with streams that are kept. */
export async function pgm(words: readonly string[], world: World = {}): Promise<Outcome> {
  let [stdout, stderr, time] = ["", "", 0];
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  const terminal = { isTTY: world.tty ?? false, columns: world.columns ?? 100 };
  const io: Io = {
    stdout: { ...terminal, write: (text) => (stdout += text) },
    stderr: {
      ...terminal,
      write: (text) => {
        stderr += text;
        world.onStderr?.(text);
      },
    },
    stdin: (async function* () {
      if (world.broken !== undefined) throw new RangeError(world.broken);
      yield new TextEncoder().encode(world.stdin ?? "");
    })(),
    env: world.env ?? {},
    now: () => (time += 40),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (status) => exits.push(status),
  };
  world.interrupts?.(() => {
    for (const listener of listeners) listener();
  });
  const status = await run(words, io);
  return { status, stdout, stderr, exits };
}

/** Absolute path of a file of this package's tests. */
export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
