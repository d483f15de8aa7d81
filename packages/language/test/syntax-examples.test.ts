import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check, parse } from "../src/index.ts";

const folder = new URL("fixtures/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".pgm"));

describe("the examples of the language page", () => {
  test("are all here", () => expect(files.length).toBeGreaterThanOrEqual(13));

  test.each(files)("%s parses", (file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    expect(parse({ name: file, text })).toMatchObject({ ok: true, diagnostics: [] });
  });
});

describe("the blocks of the reference", () => {
  const page = readFileSync(new URL("../../../grammar/README.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/```pgm\n([\s\S]*?)```/g)].map((match) => match[1]!);

  test("are found", () => expect(blocks.length).toBeGreaterThan(10));

  test.each(blocks)("%s", (text) => {
    const source = { name: "README.md", text };
    const read = parse(source);
    expect(read).toMatchObject({ ok: true, diagnostics: [] });
    const errors = read.ok ? check(read.value, { source }).diagnostics.filter(({ severity }) => severity === "error") : [];
    expect(errors.filter(({ code }) => code !== "nothing-observed")).toEqual([]);
  });
});
