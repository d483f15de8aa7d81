import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InferResult } from "platewise";
import { describe, expect, it, vi } from "vitest";
import { type Example, examples, queryWords, typed } from "./support/examples.ts";
import { readGolden, rewritesGoldens } from "./support/goldens.ts";
import { pgmJson } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// The first answer loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

type Goldens = Readonly<Record<string, InferResult>>;
type Json = number | string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const asking = examples.filter(({ queries }) => queries.length > 0);
const goldenPath = ({ folder }: Example): string => `${folder}/infer.golden.json`;

function readGoldens(example: Example): Goldens {
  const text = readGolden(goldenPath(example));
  return text === "" ? {} : (JSON.parse(text) as Goldens);
}

/** Numbers keep twelve digits. */
const rounded = (result: InferResult): InferResult =>
  JSON.parse(JSON.stringify(result), (_, x: unknown) => (typeof x === "number" ? Number(x.toPrecision(12)) : x)) as InferResult;

/** A row of the answers on a line of its own. */
function answerText([name, { rows, ...heads }]: [string, InferResult]): string {
  const fields = Object.entries(heads).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const lines = rows.map((row) => `      ${JSON.stringify(row)}`);
  return [`  ${JSON.stringify(name)}: {`, ...fields, '    "rows": [', lines.join(",\n"), "    ]", "  }"].join("\n");
}

function writeGoldens(example: Example, name: string, result: InferResult): void {
  const goldens: Goldens = { ...readGoldens(example), [name]: rounded(result) };
  const entries = example.queries.flatMap(({ name: known }): [string, InferResult][] => (goldens[known] ? [[known, goldens[known]]] : []));
  const path = join(root, goldenPath(example));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `{\n${entries.map(answerText).join(",\n")}\n}\n`);
}

/** Every place where two documents differ by more than rounding. */
function differences(found: Json | undefined, wanted: Json, path: string): readonly string[] {
  if (typeof wanted === "number" && typeof found === "number") {
    return Math.abs(found - wanted) <= 1e-10 * Math.max(1, Math.abs(wanted)) ? [] : [`${path}: ${found}, not ${wanted}`];
  }
  if (typeof wanted !== "object" || wanted === null || typeof found !== "object" || found === null) {
    return found === wanted ? [] : [`${path}: ${found}, not ${wanted}`];
  }
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const at = (value: object, key: string): Json | undefined => (value as Readonly<Record<string, Json>>)[key];
  return keys.flatMap((key) => differences(at(found, key), at(wanted, key) ?? null, `${path}.${key}`));
}

describe.each(asking)("questions of example $name", (example) => {
  it.each(example.queries)("$name has its golden answer", async (query) => {
    const words = queryWords(example, query).map((word) => (word.startsWith(`${example.folder}/`) ? join(root, word) : word));
    const result = await pgmJson<InferResult>(words);
    if (rewritesGoldens) writeGoldens(example, query.name, result);
    const golden = readGoldens(example)[query.name];
    expect(golden, `no golden answer to ${query.name}`).toBeDefined();
    expect(differences(result as unknown as Json, golden as unknown as Json, query.name)).toEqual([]);
  });

  it("has no golden answer without a question", () => {
    expect(Object.keys(readGoldens(example)).sort()).toEqual(example.queries.map(({ name }) => name).sort());
  });

  it("says in its README which command asks each question", () => {
    const readme = readFileSync(join(root, example.folder, "README.md"), "utf8").replace(/\s*\\\n\s*/g, " ");
    for (const query of example.queries) expect(readme).toContain(`pgm ${typed(queryWords(example, query))}\n`);
  });
});

it("only examples with questions have answers", () => {
  const answered = examples.filter((example) => existsSync(join(root, goldenPath(example))));
  expect(answered.map(({ name }) => name)).toEqual(asking.map(({ name }) => name));
});
