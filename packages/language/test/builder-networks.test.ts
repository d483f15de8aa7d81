import { readdirSync, readFileSync } from "node:fs";
import type { Outcome, TemplateModel } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { type BuiltModel, check, parse } from "../src/index.ts";
import { builtNetworks } from "./builder-networks.ts";
import { withoutPlaces } from "./without-places.ts";

const folder = new URL("../../../examples/", import.meta.url);

/** The networks among the examples, as `folder/file`, with their texts. */
const networks = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(new URL(`${name}/`, folder))
      .filter((file) => file.endsWith(".pgm"))
      .map((file) => ({ name: `${name}/${file.replace(".pgm", "")}`, text: readFileSync(new URL(`${name}/${file}`, folder), "utf8") })),
  )
  .filter(({ text }) => /^network /m.test(text));

/** The meaning of a text or of a built model, without its text and the places in it. */
function meaningOf(outcome: Outcome<TemplateModel>): unknown {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics.map((d) => [d.code, d.details])));
  const { source: _, ...model } = outcome.value;
  return withoutPlaces(model);
}

function meaningOfText(name: string, text: string): unknown {
  const source = { name: `${name}.pgm`, text };
  const read = parse(source);
  return meaningOf(read.ok ? check(read.value, { source }) : read);
}

const meaningOfBuilt = ({ program, source, diagnostics }: BuiltModel): unknown => {
  expect(diagnostics).toEqual([]);
  return meaningOf(check(program, { source }));
};

describe("the builder makes the networks of the examples", () => {
  test("of every folder that has some", () => {
    const folders = (names: readonly string[]): readonly string[] => [...new Set(names.map((name) => name.split("/")[0]!))].sort();
    expect(folders(Object.keys(builtNetworks))).toEqual(folders(networks.map(({ name }) => name)));
    expect(folders(Object.keys(builtNetworks)).length).toBeGreaterThanOrEqual(7);
  });

  test.each(Object.keys(builtNetworks))("%s has the meaning of its text", (name) => {
    const { text } = networks.find((found) => found.name === name)!;
    expect(meaningOfBuilt(builtNetworks[name]!())).toEqual(meaningOfText(name, text));
  });

  test.each([
    ["rbm/model", "on[r, c] *", "on[c, r] *"],
    ["rbm/model", "const H = 2", "const H = 3"],
    ["denoising/model", "given noisy", "observed noisy"],
    ["crf-tagger/crf", "table(prev tag, tag)", "table(tag, prev tag)"],
  ] as const)("and not that of %s with `%s` as `%s`", (name, from, to) => {
    const { text } = networks.find((found) => found.name === name)!;
    const changed = meaningOfText(name, text.replace(from, to));
    expect(changed).not.toEqual(meaningOfText(name, text));
    expect(meaningOfBuilt(builtNetworks[name]!())).not.toEqual(changed);
  });
});
