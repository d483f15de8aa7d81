#!/usr/bin/env node
import * as nodeModule from "node:module";

// From Node 22 on, code that was compiled once is kept for the next call, in Node's own folder for that.
(nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
