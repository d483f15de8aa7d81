import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { root } from "./workspace.ts";

/** True when the run rewrites the golden files (`npm run goldens`). */
export const rewritesGoldens = process.env.UPDATE_GOLDENS === "1";

/** Text of a golden file, by its path in the repository; the empty text when there is none yet. */
export function readGolden(path: string): string {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return "";
  }
}

/** Holds a text to its golden file, or writes the file when the run rewrites goldens. */
export function expectGolden(path: string, actual: string): void {
  if (rewritesGoldens && readGolden(path) !== actual) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), actual);
  }
  expect(actual, `${path} differs; npm run goldens rewrites it`).toBe(readGolden(path));
}
