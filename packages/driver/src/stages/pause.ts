/** Table entries of work after which other tasks of the thread get a turn. */
const TURN = 200_000;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A pause to await between iterations that lets timers and signals in, often enough for the work of one iteration. */
export function createPause(entriesPerPass: number): () => Promise<void> {
  const every = Math.max(1, Math.floor(TURN / Math.max(1, entriesPerPass)));
  let iterations = 0;
  return () => {
    iterations += 1;
    return iterations % every === 0 ? nextTask() : Promise.resolve();
  };
}
