import { defineConfig } from "tsup";

// Private, so no declarations; the packages under measurement stay outside the bundle, built as users get them.
export default defineConfig({
  entry: { bench: "src/bench.ts", "run-task": "src/run-task.ts" },
  format: ["esm"],
  target: "node20",
  clean: true,
  sourcemap: true,
});
