import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";

/** Which entries of a package have declarations, and which of other people's packages its bundle takes in. */
export interface LibraryOptions {
  readonly typed?: readonly string[];
  readonly bundled?: readonly string[];
}

/** What stands in for modules that bundles would load in vain, by name. */
const replaced: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ "ohm-js": "ohm-runtime.mjs", "node:child_process": "no-programs.mjs" }).map(([name, file]) => [
    name,
    fileURLToPath(new URL(file, import.meta.url)),
  ]),
);

/** Written-out loops are a quarter of all code, and nobody reads their names in a stack trace: they are shortened. */
const shortLoops: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "short-loops",
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /[\\/]src[\\/]generated[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const { code } = await esbuild.transform(text, { loader: "ts", minify: true, sourcemap: "inline", sourcefile: basename(path) });
      return { contents: code, loader: "js" };
    });
  },
};

/**
 * The build options of every published library: an ESM bundle for each entry, and declarations for the entries that can be imported.
 * Whoever starts a program reads all of a bundle, so blanks are left out; names stay, for whoever reads a stack trace.
 */
export function library(entry: Record<string, string>, { typed = ["index"], bundled = [] }: LibraryOptions = {}): Options {
  return {
    entry,
    format: ["esm"],
    target: "node20",
    clean: true,
    sourcemap: true,
    removeNodeProtocol: false,
    // What is taken in asks the environment for this; a browser has none.
    define: { "process.env.NODE_ENV": '"production"' },
    noExternal: [...bundled],
    esbuildPlugins: [shortLoops],
    esbuildOptions(options) {
      Object.assign(options, { minifyWhitespace: true, minifySyntax: true, alias: replaced });
    },
    dts: {
      entry: Object.fromEntries(Object.entries(entry).filter(([name]) => typed.includes(name))),
      // TypeScript 6 warns about an option that tsup sets for itself; the declaration build is not a composite one. Types are checked
      // by `tsc -b`: to check them again for each package takes longer than all else of a build.
      compilerOptions: { ignoreDeprecations: "6.0", composite: false, noCheck: true },
    },
    ...(bundled.length > 0 ? { onSuccess: async () => writeLicences(bundled) } : {}),
  };
}

/**
 * The same for a program, made in one piece of the workspace's sources and all that they need: to find packages costs a tenth of a
 * short run. Names are shortened, so it reads its source maps where it shows a stack.
 */
export function program(entry: Record<string, string>, bundled: readonly string[]): Options {
  return {
    ...library(entry, { bundled }),
    noExternal: [/./],
    // Older modules ask for those of Node by `require`.
    banner: { js: "const require = process.getBuiltinModule;" },
    esbuildOptions(options) {
      Object.assign(options, { minify: true, conditions: ["@platewise/source"], alias: replaced });
    },
  };
}

/** Puts the licences of the packages that a bundle takes in beside it. */
function writeLicences(names: readonly string[]): void {
  const workspace = readdirSync("..");
  const texts = names.map((name) => {
    const folder = workspace.map((each) => join("..", each, "node_modules", name)).find((path) => existsSync(path));
    if (folder === undefined) throw new Error(`${name} is in no package's node_modules`);
    return `${name}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  writeFileSync(join("dist", "third-party.txt"), texts.join("\n\n"));
}
