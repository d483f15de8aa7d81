import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "@platewise/core";
import { renderDiagnostic, sentences } from "@platewise/core";
import { type FitOptions, type ReadOptions, toDataTable, tryFit, tryParse } from "platewise";
import { describe, expect, test } from "vitest";
import { meaningSentences } from "../packages/core/src/diagnostics/sentences/meaning.ts";
import { syntaxSentences } from "../packages/core/src/diagnostics/sentences/syntax.ts";
import { expectGolden } from "./support/goldens.ts";
import { root } from "./support/workspace.ts";

// A rejected case is test/rejected/<code>/<name>.pgm, with <name>.csv (or <name>.data.json) where data is needed and <name>.json for
// options; <name>.txt holds everything that the tool says about it. The folder is named after the first thing said (the last for a
// count of what was left out).
const home = "test/rejected";

/** Stages of which every code has a case; a stage joins this list when its last code has one. */
const coveredStages = { syntax: syntaxSentences, meaning: meaningSentences };

/** Codes that no text can bring about, with the reason. */
const unreachable: Readonly<Record<string, string>> = {
  "no-such-constant": "only a model built in TypeScript can bring it about",
};

interface Options {
  readonly constants?: Readonly<Record<string, number>>;
  readonly fit?: FitOptions;
  readonly read?: ReadOptions;
}

interface Case {
  readonly code: string;
  readonly name: string;
}

const folders = readdirSync(join(root, home), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const cases: readonly Case[] = folders.flatMap(({ name: code }) =>
  readdirSync(join(root, home, code))
    .filter((file) => file.endsWith(".pgm"))
    .sort()
    .map((file) => ({ code, name: file.slice(0, -".pgm".length) })),
);

function readOptions(path: string): Options {
  return existsSync(`${path}.json`) ? (JSON.parse(readFileSync(`${path}.json`, "utf8")) as Options) : {};
}

/** Everything that is said about a case, by the first stage that says something. */
async function findingsOf({ code, name }: Case): Promise<readonly Diagnostic[]> {
  const path = join(root, home, code, name);
  const { constants = {}, fit = {}, read = {} } = readOptions(path);
  const model = tryParse({ name: `${name}.pgm`, text: readFileSync(`${path}.pgm`, "utf8") }, { constants });
  const ending = [".csv", ".data.json"].find((candidate) => existsSync(path + candidate));
  if (!model.ok || ending === undefined) return model.diagnostics;
  const table = toDataTable(new Uint8Array(readFileSync(path + ending)), { name: name + ending, ...read });
  if (!table.ok) return table.diagnostics;
  return [...table.diagnostics, ...(await tryFit(model.value, table.value, fit)).diagnostics];
}

describe("rejected", () => {
  test.for(cases.map((one) => [`${one.code}/${one.name}`, one] as const))("%s", async ([path, one]) => {
    const findings = await findingsOf(one);
    expectGolden(`${home}/${path}.txt`, `${findings.map((finding) => renderDiagnostic(finding)).join("\n\n")}\n`);
    expect(findings.at(one.code.startsWith("more-") ? -1 : 0)?.code).toBe(one.code);
  });

  test("there are at least 80 cases", () => {
    expect(cases.length).toBeGreaterThanOrEqual(80);
  });

  test.for(Object.entries(coveredStages))("every code of the %s stage has a case", ([, catalogue]) => {
    const shown = new Set(cases.map(({ code }) => code));
    const silent = Object.keys(catalogue).filter((code) => !shown.has(code) && unreachable[code] === undefined);
    expect(silent).toEqual([]);
  });

  test("every folder is named after a code of the catalogue", () => {
    expect(folders.map(({ name }) => name).filter((name) => !Object.hasOwn(sentences, name))).toEqual([]);
  });
});
