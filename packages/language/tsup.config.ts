import { defineConfig } from "tsup";
import { library } from "../../.ci/tsup-options.ts";

// Neither is seen from outside, and the dozens of small modules of the one cost more to find than to run.
export default defineConfig(library({ index: "src/index.ts" }, { bundled: ["immer", "ohm-js"] }));
