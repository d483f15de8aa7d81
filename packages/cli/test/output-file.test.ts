import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { CommandError } from "../src/command-error.ts";
import { openOutput } from "../src/output-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-output-"));
});

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof CommandError) return JSON.stringify(error.diagnostics[0]?.details);
    throw error;
  }
  return "nothing was thrown";
};

test("a file appears whole, and nothing else stays", () => {
  const path = join(folder, "fit.json");
  const file = openOutput(path);
  expect(readdirSync(folder).filter((name) => name === "fit.json")).toEqual([]);
  file.commit("{}");
  file.discard();
  expect(readdirSync(folder)).toEqual(["fit.json"]);
  expect(readFileSync(path, "utf8")).toBe("{}");
});

test("discarding leaves the old file as it was", () => {
  const path = join(folder, "fit.json");
  writeFileSync(path, "old");
  openOutput(path).discard();
  expect(readdirSync(folder)).toEqual(["fit.json"]);
  expect(readFileSync(path, "utf8")).toBe("old");
});

test("the mode of an old file is kept, and a link is followed", () => {
  const [path, link] = [join(folder, "fit.json"), join(folder, "link.json")];
  writeFileSync(path, "old");
  chmodSync(path, 0o640);
  symlinkSync(path, link);
  openOutput(link).commit("new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).sort()).toEqual(["fit.json", "link.json"]);
});

test("a device is written, not replaced", () => {
  openOutput("/dev/null").commit("text");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("paths that cannot be written are refused at once", () => {
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "file"), "");
  expect(messageOf(() => openOutput(join(folder, "sub")))).toContain("it is a folder");
  expect(messageOf(() => openOutput(join(folder, "none", "fit.json")))).toContain("the folder does not exist");
  expect(messageOf(() => openOutput(join(folder, "file", "fit.json")))).toContain("not a folder");
});

test("a device that takes no more is a reason, not our bug", () => {
  expect(messageOf(() => openOutput("/dev/full").commit("text"))).toContain("/dev/full");
});
