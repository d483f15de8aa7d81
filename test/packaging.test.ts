import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { publint } from "publint";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportedNames } from "./support/exports.ts";
import { folders, type PackageFolder, packages, root } from "./support/workspace.ts";

const published = folders.filter((folder) => packages[folder].published);
const scratch = mkdtempSync(join(realpathSync(tmpdir()), "platewise-packaging-"));
const modules = join(scratch, "node_modules");
const installed = (folder: PackageFolder) => join(modules, packages[folder].name);
const tarball = (folder: PackageFolder) => {
  const { version } = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) as { version: string };
  return join(scratch, `${packages[folder].name.replace("@", "").replace("/", "-")}-${version}.tgz`);
};

function pack(): void {
  const filters = published.flatMap((folder) => ["--filter", packages[folder].name]);
  const args = ["-y", "pnpm@10.34.9", ...filters, "pack", "--pack-destination", scratch];
  execFileSync("npx", args, { cwd: root, stdio: "pipe", shell: process.platform === "win32" });
}

function link(target: string, name: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  if (!existsSync(join(modules, name))) symlinkSync(realpathSync(target), join(modules, name), "junction");
}

const bundledIn = (folder: PackageFolder): readonly string[] => packages[folder].bundled ?? [];

/**
 * Unpacks the tarballs side by side; other people's packages are linked from the workspace, so that no registry is asked. Those that are
 * bundled are not there.
 */
function install(): void {
  for (const folder of published) {
    mkdirSync(installed(folder), { recursive: true });
    execFileSync("tar", ["-xzf", tarball(folder), "-C", installed(folder), "--strip-components", "1"]);
    for (const name of packages[folder].thirdParty.filter((each) => !bundledIn(folder).includes(each)))
      link(join(root, "packages", folder, "node_modules", name), name);
  }
  link(join(root, "node_modules", "@types", "node"), "@types/node");
}

function namesOf(folder: PackageFolder, kind: "value" | "type"): string[] {
  const names = [...exportedNames(folder)].filter(([, each]) => each === kind);
  return names.map(([name]) => name).sort();
}

function run(file: string, text: string): string {
  writeFileSync(join(scratch, file), text);
  return execFileSync(process.execPath, [join(scratch, file)], { cwd: scratch, encoding: "utf8" });
}

/** Other people's packages whose code is in a package's bundles, by their source maps. */
function takenIn(folder: PackageFolder): string[] {
  const dist = join(installed(folder), "dist");
  const maps = readdirSync(dist).filter((name) => name.endsWith(".js.map"));
  const sources = maps.flatMap((name) => (JSON.parse(readFileSync(join(dist, name), "utf8")) as { sources: string[] }).sources);
  const names = sources.flatMap((source) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** A module that uses every exported name of every package, as a value or as a type. */
function consumer(): string {
  const line = (folder: PackageFolder) => {
    const { name } = packages[folder];
    const alias = (each: string) => `${each} as ${folder}_${each}`;
    return `export { ${namesOf(folder, "value").map(alias).join(", ")} } from "${name}";
export type { ${namesOf(folder, "type").map(alias).join(", ")} } from "${name}";`;
  };
  return `${published.map(line).join("\n")}\n`;
}

function typeErrors(options: ts.CompilerOptions): string[] {
  const file = join(scratch, "consumer.ts");
  writeFileSync(file, consumer());
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    verbatimModuleSyntax: true,
    exactOptionalPropertyTypes: true,
    ...options,
  });
  const host: ts.FormatDiagnosticsHost = {
    getCurrentDirectory: () => scratch,
    getCanonicalFileName: (name) => name,
    getNewLine: () => "\n",
  };
  return ts.getPreEmitDiagnostics(program).map((each) => ts.formatDiagnostic(each, host));
}

beforeAll(() => {
  writeFileSync(join(scratch, "package.json"), '{ "type": "module", "private": true }\n');
  execFileSync(process.execPath, [join(root, ".ci", "build.mjs")], { cwd: root, stdio: "pipe" });
  pack();
  install();
}, 180_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(published)("the packed %s", (folder) => {
  it("has nothing that publint objects to", async () => {
    const bytes = new Uint8Array(readFileSync(tarball(folder)));
    const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  it("has the build, the licence and nothing else", () => {
    expect(readdirSync(installed(folder)).sort()).toEqual(["LICENSE", "dist", "package.json"]);
  });

  it("has the licences of what it takes in of other people's", () => {
    const path = join(installed(folder), "dist", "third-party.txt");
    const texts = existsSync(path) ? readFileSync(path, "utf8").split("\n\n\n") : [];
    expect(texts.map((text) => text.split("\n")[0])).toEqual(takenIn(folder));
    for (const text of texts) expect(text).toContain("Permission is hereby granted");
  });

  it("names neither the sources nor the workspace", () => {
    const manifest = readFileSync(join(installed(folder), "package.json"), "utf8");
    expect(manifest).not.toMatch(/@platewise\/source|workspace:/);
    expect(JSON.parse(manifest)).toMatchObject({ license: "MIT", type: "module" });
  });

  it("loads in Node with the values that its sources export", () => {
    const text = `import * as loaded from "${packages[folder].name}";\nconsole.log(JSON.stringify(Object.keys(loaded).sort()));\n`;
    expect(JSON.parse(run(`load-${folder}.js`, text))).toEqual(namesOf(folder, "value"));
  });
});

describe("the packed packages together", () => {
  it("type-check under nodenext", () => {
    const { NodeNext } = ts.ModuleKind;
    expect(typeErrors({ module: NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: ["node"] })).toEqual([]);
  }, 60_000);

  it("type-check under bundler, without Node's types", () => {
    const lib = ["lib.es2023.d.ts", "lib.dom.d.ts"];
    expect(typeErrors({ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib, types: [] })).toEqual([]);
  }, 60_000);

  it("fit a model in a program of the user's", () => {
    if (namesOf("driver", "value").length === 0) return expect(run("user.js", 'import "platewise";')).toBe("");
    const program = `import { fit, parse } from "platewise";
const model = parse("model Lengths\\nparam m : real\\nparam s : positive\\nplate row { observed x ~ Normal(m, s) }\\n");
const { params } = await fit(model, [{ x: 1 }, { x: 2 }, { x: 6 }], { seed: 1 });
console.log(JSON.stringify([params.m, params.s ** 2]));
`;
    const [m, variance] = JSON.parse(run("user.js", program)) as [number, number];
    expect(m).toBeCloseTo(3, 12);
    expect(variance).toBeCloseTo(14 / 3, 12);
  });

  it("give a command that starts under Node and fits", () => {
    const { bin } = JSON.parse(readFileSync(join(installed("cli"), "package.json"), "utf8")) as { bin: { pgm: string } };
    const command = join(installed("cli"), bin.pgm);
    expect(readFileSync(command, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    execFileSync(process.execPath, [command, "--help"], { cwd: scratch, stdio: "pipe" });
    const coins = (name: string) => join(root, "examples", "coins", name);
    const fit = ["fit", coins("model.pgm"), "--data", coins("coins_long.csv"), "--json"];
    const { logLik } = JSON.parse(execFileSync(process.execPath, [command, ...fit], { cwd: scratch, encoding: "utf8" })) as {
      logLik: number;
    };
    expect(logLik).toBeCloseTo(-31.5702, 4);
  });

  it("resolve each other from the place where they are installed", () => {
    const require = createRequire(join(scratch, "package.json"));
    expect(require.resolve("platewise")).toBe(join(installed("driver"), "dist", "index.js"));
  });
});
