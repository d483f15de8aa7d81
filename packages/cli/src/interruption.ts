import type { Io } from "./io.ts";
import { status } from "./status.ts";

/** Listens for interrupts while a command works. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly end: () => void;
}

/** The first interrupt aborts the signal, so that the best so far is kept; the second ends the process at once, after `cleanUp`. */
export function listenForInterrupts(io: Io, cleanUp: () => void): Interruption {
  const controller = new AbortController();
  const end = io.onInterrupt(() => {
    if (!controller.signal.aborted) {
      controller.abort();
      return;
    }
    cleanUp();
    io.exit(status.interrupted);
  });
  return { signal: controller.signal, end };
}
