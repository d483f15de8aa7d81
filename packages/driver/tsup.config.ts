import { defineConfig } from "tsup";
import { library } from "../../.ci/tsup-options.ts";

export default defineConfig(library({ index: "src/index.ts", node: "src/node/index.ts" }, { typed: ["index", "node"] }));
