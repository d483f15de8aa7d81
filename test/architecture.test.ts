import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportedDeclarations, exportedNames } from "./support/exports.ts";
import { functionLengths } from "./support/functions.ts";
import { expectGolden } from "./support/goldens.ts";
import { type Import, importCycles, importsOf, packageNameOf } from "./support/imports.ts";
import { evaluatesText, hasDocComment, skipsTests, usesAmbientState, usesBannedSyntax, violations } from "./support/style.ts";
import {
  folders,
  type ParsedFile,
  packages,
  place,
  resolveRelative,
  root,
  sourceFiles,
  testFiles,
  trackedFiles,
} from "./support/workspace.ts";

const ceilings = { sourceLines: 400, testLines: 600, functionLines: 40, medianFunctionLines: 10 };

/** Functions over the ceiling, `path#name`, each with the reason why it is better in one piece. */
const longFunctions: Readonly<Record<string, string>> = {};

const topLevel =
  /^(packages|examples|grammar|test|pnpm-workspace\.yaml|package\.json|tsconfig(\.base)?\.json|pnpm-lock\.yaml|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|vitest\.config\.ts|biome\.json|\..*)$/;

const everyImport = sourceFiles.flatMap((file) => importsOf(file).map((entry) => ({ file, entry })));
const workspaceNames = new Map(folders.map((folder) => [packages[folder].name, folder]));
const ruleOf = (file: ParsedFile) => packages[file.folder ?? "core"];
const describeImport = ({ entry }: { readonly entry: Import }) => `${entry.at} imports ${entry.specifier}`;
const isLibrary = (file: ParsedFile) => !["cli", "bench"].includes(file.folder ?? "") && !file.path.startsWith("packages/driver/src/node/");

function lineCount(file: ParsedFile): number {
  return file.ast.text.split("\n").length - (file.ast.text.endsWith("\n") ? 1 : 0);
}

function overCeiling(files: readonly ParsedFile[], ceiling: number): string[] {
  return files.filter((file) => lineCount(file) > ceiling).map((file) => `${file.path} has ${lineCount(file)} lines`);
}

/** Entries of a package besides its index. */
const subpaths: readonly string[] = ["platewise/node"];

describe("packages", () => {
  it("import one another only along the edges of the house", () => {
    const refused = everyImport.filter(({ file, entry }) => {
      const target = workspaceNames.get(packageNameOf(entry.specifier));
      return target !== undefined && !ruleOf(file).mayImport.includes(target);
    });
    expect(refused.map(describeImport)).toEqual([]);
  });

  it("import one another by name, through the index", () => {
    const refused = everyImport.filter(({ file, entry: { specifier } }) => {
      if (specifier.startsWith(".")) return !resolveRelative(file.path, specifier).startsWith(`packages/${file.folder}/src/`);
      return workspaceNames.has(packageNameOf(specifier)) && !workspaceNames.has(specifier) && !subpaths.includes(specifier);
    });
    expect(refused.map(describeImport)).toEqual([]);
  });

  it("write relative imports with the file's own ending", () => {
    const refused = everyImport.filter(({ file, entry: { specifier } }) => {
      if (!specifier.startsWith(".")) return false;
      const target = resolveRelative(file.path, specifier);
      return !/\/generated\/[\w.-]+\.js$/.test(target) && !(target.endsWith(".ts") && existsSync(join(root, target)));
    });
    expect(refused.map(describeImport)).toEqual([]);
  });

  it("confine third-party dependencies", () => {
    const refused = everyImport.filter(({ file, entry: { specifier } }) => {
      if (specifier.startsWith(".") || isBuiltin(specifier)) return false;
      const name = packageNameOf(specifier);
      return !workspaceNames.has(name) && !ruleOf(file).thirdParty.includes(name);
    });
    expect(refused.map(describeImport)).toEqual([]);
  });

  it("use Node's own modules only where files and terminals are the task", () => {
    const refused = everyImport.filter(({ file, entry: { specifier } }) => {
      const isAllowed = ruleOf(file).nodeBuiltins.some((folder) => file.path.startsWith(`packages/${file.folder}/${folder}`));
      return isBuiltin(specifier) && !(isAllowed && specifier.startsWith("node:"));
    });
    expect(refused.map(describeImport)).toEqual([]);
  });

  it.each(folders)("%s declares the dependencies of the house and no others", (folder) => {
    const text = readFileSync(join(root, "packages", folder, "package.json"), "utf8");
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as { dependencies?: object; devDependencies?: object };
    const { mayImport, thirdParty, bundled = [] } = packages[folder];
    const wanted = [...mayImport.map((name) => packages[name].name), ...thirdParty].filter((name) => !bundled.includes(name));
    expect(Object.keys(dependencies).sort()).toEqual(wanted.sort());
    expect(Object.keys(devDependencies).sort()).toEqual([...bundled].sort());
  });

  it.each(folders)("%s has no run-time import cycle", (folder) => {
    expect(importCycles(sourceFiles.filter((file) => file.folder === folder))).toEqual([]);
  });

  it.each(folders)("%s exports the names on its list", (folder) => {
    const names = [...exportedNames(folder).keys()].sort();
    expectGolden(`test/exported-names/${folder}.txt`, names.map((name) => `${name}\n`).join(""));
  });
});

describe("size", () => {
  const lengths = sourceFiles.flatMap(functionLengths);

  it("source files stay under their ceiling", () => {
    expect(overCeiling(sourceFiles, ceilings.sourceLines)).toEqual([]);
  });

  it("test files stay under their ceiling", () => {
    expect(overCeiling(testFiles, ceilings.testLines)).toEqual([]);
  });

  it("functions stay under their ceiling", () => {
    const long = lengths.filter(({ id, lines }) => lines > ceilings.functionLines && longFunctions[id] === undefined);
    expect(long.map(({ id, lines }) => `${id} has ${lines} lines`)).toEqual([]);
  });

  it("every listed exception is still needed", () => {
    const needed = new Set(lengths.filter(({ lines }) => lines > ceilings.functionLines).map(({ id }) => id));
    expect(Object.keys(longFunctions).filter((id) => !needed.has(id))).toEqual([]);
  });

  it("the median function is short", () => {
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)] ?? 0).toBeLessThanOrEqual(ceilings.medianFunctionLines);
  });
});

/** Library files that may touch a timer, with the reason. */
const yielding: Readonly<Record<string, string>> = {
  "packages/driver/src/stages/pause.ts": "a fit lets timers and signals in between iterations; nothing is measured",
};

describe("style", () => {
  it("libraries keep away from the console, the clock, ambient randomness and the environment", () => {
    const held = sourceFiles.filter((file) => isLibrary(file) && !(file.path in yielding));
    expect(violations(held, usesAmbientState)).toEqual([]);
  });

  it("no package makes code from text", () => {
    expect(violations(sourceFiles, evaluatesText)).toEqual([]);
  });

  it("no default exports, no any, no enums, no namespaces", () => {
    expect(violations([...sourceFiles, ...testFiles], usesBannedSyntax)).toEqual([]);
  });

  it("every exported name says what it is", () => {
    const silent = sourceFiles.flatMap((file) =>
      exportedDeclarations(file)
        .filter(({ node, names }) => names.length > 0 && !hasDocComment(node))
        .map(({ node, names }) => `${place(file, node)} ${names.join(", ")}`),
    );
    expect(silent).toEqual([]);
  });

  it("files are named in kebab-case", () => {
    const odd = [...sourceFiles, ...testFiles].filter((file) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|bench))?\.ts$/.test(file.path));
    expect(odd.map((file) => file.path)).toEqual([]);
  });

  it("no test is skipped or runs alone", () => {
    expect(violations(testFiles, skipsTests)).toEqual([]);
  });
});

describe("repository", () => {
  it("has nothing at the top level that the house does not name", () => {
    const entries = new Set(trackedFiles().map((path) => path.split("/")[0] ?? ""));
    expect([...entries].filter((entry) => !topLevel.test(entry))).toEqual([]);
  });

  it("names no registry host and no path of one machine", () => {
    // Written in pieces, so that this file does not name them either.
    const hosts = [
      ["registry", "npmjs"],
      ["npmjs", "org"],
      ["npmjs", "com"],
      ["deb", "debian"],
    ].map((parts) => parts.join("\\."));
    const paths = `(^|[^A-Za-z.])/(${["work", "farm", "root", "Users"].join("|")})/`;
    const pattern = new RegExp([...hosts, paths].join("|"), "m");
    const named = trackedFiles()
      .filter((path) => existsSync(join(root, path)))
      .map((path) => ({ path, hit: pattern.exec(readFileSync(join(root, path), "latin1")) }))
      .filter(({ hit }) => hit !== null);
    expect(named.map(({ path, hit }) => `${path}: ${hit?.[0]}`)).toEqual([]);
  });
});
