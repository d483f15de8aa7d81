import type { Options } from "tsup";

/** The build options of every published package: an ESM bundle for each entry, and declarations for the entries that can be imported. */
export function library(entry: Record<string, string>, typed: readonly string[] = ["index"]): Options {
  return {
    entry,
    format: ["esm"],
    target: "node20",
    clean: true,
    sourcemap: true,
    dts: {
      entry: Object.fromEntries(Object.entries(entry).filter(([name]) => typed.includes(name))),
      // TypeScript 6 warns about an option that tsup sets for itself, and the declaration build is not a composite one.
      compilerOptions: { ignoreDeprecations: "6.0", composite: false },
    },
  };
}
