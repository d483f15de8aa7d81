import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceFrames } from "../src/source-frames.ts";

const folder = mkdtempSync(join(tmpdir(), "pgm-frames-"));

const program = `import { fail } from "./fail.ts";

try {
  fail("no");
} catch (error) {
  console.log(JSON.stringify((error as Error).stack?.split("\\n").slice(1, 3)));
}
`;

const fail = `/** Throws from its third line. */
export function fail(reason: string): never {
  throw new Error(reason);
}
`;

beforeAll(async () => {
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src", "program.ts"), program);
  writeFileSync(join(folder, "src", "fail.ts"), fail);
  await build({
    entry: [join(folder, "src", "program.ts")],
    outDir: join(folder, "dist"),
    format: "esm",
    config: false,
    silent: true,
    minify: true,
    sourcemap: true,
    outExtension: () => ({ js: ".mjs" }),
  });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const frames = (): string[] => {
  const thrown = execFileSync(process.execPath, [join(folder, "dist", "program.mjs")], { encoding: "utf8" });
  return (JSON.parse(thrown) as string[]).map((line) => line.trim());
};

test("frames in a bundle are named by their places in the sources", () => {
  expect(frames().join("\n")).toContain("program.mjs:");
  expect(sourceFrames(frames())).toEqual(["at src/fail.ts:3:9", "at src/program.ts:4:3"]);
});

test("other frames stay as they are", () => {
  const others = ["at async run (node:internal/modules/esm/loader:604:24)", `at f (file://${folder}/none.js:1:2)`, "at <anonymous>"];
  expect(sourceFrames(others)).toEqual(others);
});

test("a map that cannot be read is as good as none", () => {
  writeFileSync(join(folder, "broken.js.map"), "{");
  const frame = `at f (file://${folder}/broken.js:1:2)`;
  expect(sourceFrames([frame])).toEqual([frame]);
});
