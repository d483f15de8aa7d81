import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sentences } from "@platewise/core";
import { expect, it } from "vitest";
import { expectGolden } from "./support/goldens.ts";
import { root } from "./support/workspace.ts";

const rejected = join(root, "test", "rejected");

/** The message of the first case of a code, as `pgm` prints it; null where there is none. */
function exampleOf(code: string, folders: ReadonlySet<string>): string | null {
  if (!folders.has(code)) return null;
  const file = readdirSync(join(rejected, code))
    .filter((name) => name.endsWith(".txt"))
    .sort()[0];
  return file
    ? (readFileSync(join(rejected, code, file), "utf8")
        .trimEnd()
        .split("\n\n")[0] ?? null)
    : null;
}

function section(code: string, about: string, folders: ReadonlySet<string>): string {
  const example = exampleOf(code, folders);
  return [`## ${code}`, "", about, ...(example === null ? [] : ["", "```", example, "```"]), ""].join("\n");
}

it("the reference of diagnostics lists every code with what it means and an example", () => {
  const folders = new Set(readdirSync(rejected));
  const entries = Object.entries(sentences).sort(([a], [b]) => (a < b ? -1 : 1));
  const head = [
    "# Diagnostics",
    "",
    "Every kind of message, by its code: what it means, and one as `pgm` prints it, with the way to mend it. `npm run goldens` writes",
    "this page from the catalogue of sentences and the rejected programs and tables in `test/rejected`.",
    "",
  ];
  const text = [...head, ...entries.map(([code, { about }]) => section(code, about, folders))].join("\n");
  expect(entries.every(([, { about }]) => about.length > 0)).toBe(true);
  expectGolden("grammar/diagnostics.md", text);
});
