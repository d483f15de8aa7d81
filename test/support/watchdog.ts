import { Worker } from "node:worker_threads";

/** Watches a thread that may hang: `next` says what it begins; where nothing follows in time the process is killed, with that name on standard error. */
export interface Watchdog {
  next(name: string): void;
  end(): Promise<void>;
}

/** A watchdog that waits `limit` milliseconds. */
export function createWatchdog(limit: number): Watchdog {
  const worker = new Worker(new URL("./watchdog-worker.mjs", import.meta.url), { workerData: { limit } });
  worker.unref();
  return {
    next: (name) => worker.postMessage(name),
    end: async () => {
      await worker.terminate();
    },
  };
}
