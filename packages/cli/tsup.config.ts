import { defineConfig } from "tsup";
import { program } from "../../.ci/tsup-options.ts";

export default defineConfig(program({ index: "src/index.ts", pgm: "src/pgm.ts" }, ["commander", "immer", "ohm-js"]));
