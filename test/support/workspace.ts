import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Absolute path of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder names under `packages/`. */
export type PackageFolder = "core" | "language" | "distributions" | "graph" | "learning" | "loglinear" | "driver" | "cli" | "bench";

/**
 * What a package may import, by npm name; `nodeBuiltins` says in which of its folders `node:*` may be used. What is `bundled` its build
 * takes in, so that nobody need install it beside.
 */
export interface PackageRule {
  readonly name: string;
  readonly published: boolean;
  readonly mayImport: readonly PackageFolder[];
  readonly thirdParty: readonly string[];
  readonly bundled?: readonly string[];
  readonly nodeBuiltins: readonly string[];
}

/** The house: every package with its edges and the dependencies that it confines. */
export const packages: Readonly<Record<PackageFolder, PackageRule>> = {
  core: { name: "@platewise/core", published: true, mayImport: [], thirdParty: [], nodeBuiltins: [] },
  language: {
    name: "@platewise/language",
    published: true,
    mayImport: ["core"],
    thirdParty: ["immer", "ohm-js"],
    bundled: ["immer", "ohm-js"],
    nodeBuiltins: [],
  },
  distributions: { name: "@platewise/distributions", published: true, mayImport: ["core"], thirdParty: [], nodeBuiltins: [] },
  graph: { name: "@platewise/graph", published: true, mayImport: ["core"], thirdParty: [], nodeBuiltins: [] },
  learning: { name: "@platewise/learning", published: true, mayImport: ["core", "graph"], thirdParty: [], nodeBuiltins: [] },
  loglinear: { name: "@platewise/loglinear", published: true, mayImport: ["core", "graph"], thirdParty: [], nodeBuiltins: [] },
  driver: {
    name: "platewise",
    published: true,
    mayImport: ["core", "language", "distributions", "graph", "learning", "loglinear"],
    thirdParty: [],
    nodeBuiltins: ["src/node/"],
  },
  cli: {
    name: "@platewise/cli",
    published: true,
    mayImport: ["driver"],
    thirdParty: ["commander"],
    bundled: ["commander", "platewise"],
    nodeBuiltins: ["src/"],
  },
  bench: {
    name: "@platewise/bench",
    published: false,
    mayImport: ["core", "language", "distributions", "graph", "learning", "loglinear", "driver"],
    thirdParty: [],
    nodeBuiltins: ["src/"],
  },
};

/** The packages' folders, in the order of their dependencies. */
export const folders = Object.keys(packages) as PackageFolder[];

/** A parsed TypeScript file; `path` is relative to the repository, with forward slashes. */
export interface ParsedFile {
  readonly path: string;
  readonly folder: PackageFolder | null;
  readonly ast: ts.SourceFile;
}

function typeScriptFiles(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
  return entries
    .map((entry) => `${folder}/${entry.split(sep).join("/")}`)
    .filter((path) => path.endsWith(".ts") && !/\/(node_modules|generated|dist|dist-types)\//.test(path))
    .sort();
}

/** Parses a text as if it stood at a path. */
export function parseText(path: string, text: string, folder: PackageFolder | null = null): ParsedFile {
  return { path, folder, ast: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
}

function parse(path: string, folder: PackageFolder | null): ParsedFile {
  return parseText(path, readFileSync(join(root, path), "utf8"), folder);
}

/** Every source file of the packages but for generated ones. */
export const sourceFiles: readonly ParsedFile[] = folders.flatMap((folder) =>
  typeScriptFiles(`packages/${folder}/src`).map((path) => parse(path, folder)),
);

/** Every test file and test helper of the repository. */
export const testFiles: readonly ParsedFile[] = [
  ...folders.flatMap((folder) => typeScriptFiles(`packages/${folder}/test`).map((path) => parse(path, folder))),
  ...typeScriptFiles("test").map((path) => parse(path, null)),
];

/** Files that git tracks or would track, relative to the repository. */
export function trackedFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  return [...new Set(listed.split("\0").filter((path) => path !== ""))];
}

/** Where a node stands, as `path:line`. */
export function place(file: ParsedFile, node: ts.Node): string {
  return `${file.path}:${file.ast.getLineAndCharacterOfPosition(node.getStart(file.ast)).line + 1}`;
}

/** Calls `visit` for the node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Resolves a relative specifier of a file to a path relative to the repository. */
export function resolveRelative(path: string, specifier: string): string {
  return relative(root, join(root, dirname(path), specifier))
    .split(sep)
    .join("/");
}
