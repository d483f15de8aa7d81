import type { Io } from "./io.ts";
import { status } from "./status.ts";

/** Listens for interrupts while a command works. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Says that standard input is read, which could wait for ever, and that the work begins, of which the best is kept. */
  readonly begin: () => void;
  /** Stops listening. */
  readonly end: () => void;
}

/**
 * The first interrupt aborts the signal, so that the best so far is kept; the second ends the process at once, after `cleanUp`. Where
 * one of the input `files` is standard input, the first one already does so until `begin` is called.
 */
export function listenForInterrupts(io: Io, files: Readonly<Record<string, string | undefined>>, cleanUp: () => void): Interruption {
  const controller = new AbortController();
  let begun = !Object.values(files).includes("-");
  const end = io.onInterrupt(() => {
    if (begun && !controller.signal.aborted) {
      controller.abort();
      return;
    }
    cleanUp();
    io.exit(status.interrupted);
  });
  const begin = (): void => {
    begun = true;
  };
  return { signal: controller.signal, begin, end };
}
