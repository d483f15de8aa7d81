import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** Compares `text` with the golden file of that name; with UPDATE_GOLDENS=1 writes it instead. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`goldens/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDENS === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}
