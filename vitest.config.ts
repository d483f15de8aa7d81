import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Packages resolve to their sources, so that no test waits for a build.
const conditions = ["@platewise/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: [".ci/grammar.mjs"],
    setupFiles: ["test/support/property-seed.ts"],
    passWithNoTests: true,
    // Nothing in the packages outlives a call, so the files that a process runs share its modules: loading them for each file took a
    // quarter of all CPU time.
    isolate: false,
    maxWorkers: availableParallelism(),
    // The first test of a file loads every package, which takes a while on a busy machine.
    testTimeout: 60_000,
  },
});
