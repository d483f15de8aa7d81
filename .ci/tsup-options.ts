import type { Options } from "tsup";

/** The build options of every published package: one ESM bundle and one declaration file for each entry. */
export function library(entry: Record<string, string>): Options {
  return {
    entry,
    format: ["esm"],
    target: "node20",
    clean: true,
    sourcemap: true,
    // TypeScript 6 warns about an option that tsup sets for itself; the declaration build is not a composite one.
    dts: { compilerOptions: { ignoreDeprecations: "6.0", composite: false } },
  };
}
