import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { examples } from "./support/examples.ts";
import { firstUnlike, shownCommands } from "./support/readme-commands.ts";
import { runPgm } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// A README's commands run one after the other, and the first one loads every package.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "platewise-readmes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files without a folder are those that the commands write: they are put where nothing else is. */
const placed = (word: string): string => (/^[\w-]+\.(json|csv|pgm|bif|net|xml)$/.test(word) ? join(folder, word) : word);

const shown = [{ name: "the tour", folder: "." }, ...examples]
  .map(({ name, folder: own }) => ({ name, commands: shownCommands(readFileSync(join(root, own, "README.md"), "utf8")) }))
  .filter(({ commands }) => commands.length > 0);

/** The model with slips that the tour speaks of. */
const slips = [
  ["latent kind ~", "latent kind ="],
  ["MvNormal", "MvNorml"],
  ["mean[kind]", "mean[knd]"],
] as const;

beforeAll(() => {
  const text = readFileSync(join(root, "examples/faithful/model.pgm"), "utf8");
  writeFileSync(
    join(folder, "bad.pgm"),
    slips.reduce((model, [right, wrong]) => model.replace(right, wrong), text),
  );
});

describe("what the READMEs show", () => {
  it.each(shown)("$name", async ({ commands }) => {
    for (const { words, output } of commands) {
      const { status, stdout, stderr } = await runPgm(words.map(placed));
      const printed = (status === 0 ? stdout : stderr).replaceAll(`${folder}/`, "").trimEnd().split("\n");
      expect(firstUnlike(printed, output), `pgm ${words.join(" ")}\n${printed.join("\n")}`).toBeNull();
    }
  });

  it("has an output that differs in any way", () => {
    const output = ["one", "two  2.5", "three"];
    for (const same of [output, ["one", "…"], ["…", "two  …", "three"], ["…", "t…  …5", "…"], ["…"]]) {
      expect(firstUnlike(output, same)).toBeNull();
    }
    for (const other of [
      ["one"],
      ["one", "three"],
      ["…", "two  2.4", "…"],
      ["two  2.5", "…"],
      ["…", "three", "one"],
      [...output, "four"],
    ]) {
      expect(firstUnlike(output, other)).not.toBeNull();
    }
  });
});
