import { processIo } from "./io.ts";
import { run } from "./run.ts";

/** Does what the words after `pgm` ask in the world of this process, and gives the exit status. */
export function main(words: readonly string[]): Promise<number> {
  // A reader that closes the pipe early, as head does, wants no more: that is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`error[file-unwritable]: standard output can't be written: ${error.message}\n`);
    process.exit(1);
  });
  return run(words, processIo());
}
