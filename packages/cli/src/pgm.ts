#!/usr/bin/env node
import * as nodeModule from "node:module";

// From Node 22 on, code that was compiled once is kept for the next call, in Node's own folder for that.
(nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// A reader that closes the pipe early, as head does, wants no more: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`error[file-unwritable]: standard output can't be written: ${error.message}\n`);
  process.exit(1);
});

const { processIo, run } = await import("./index.ts");
process.exitCode = await run(process.argv.slice(2), processIo());
