// Writes packages/language/src/generated/ from grammar/pgm.ohm; does nothing when that is up to date.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "grammar", "pgm.ohm");
const target = join(root, "packages", "language", "src", "generated");
const bundles = ["pgm.ohm-bundle.js", "pgm.ohm-bundle.d.ts"];

function isUpToDate(stamp) {
  const recorded = join(target, "stamp");
  return existsSync(recorded) && readFileSync(recorded, "utf8") === stamp && bundles.every((file) => existsSync(join(target, file)));
}

/** Generates the grammar's bundle unless its stamp says that it is current. */
export function generateGrammar() {
  if (!existsSync(source)) return;
  const require = createRequire(import.meta.url);
  const text = readFileSync(source, "utf8");
  const stamp = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(text)
    .digest("hex");
  if (isUpToDate(stamp)) return;
  mkdirSync(target, { recursive: true });
  // A folder of its own, so that two runs at once never see each other's half-written files.
  const scratch = mkdtempSync(join(target, "scratch-"));
  try {
    writeFileSync(join(scratch, "pgm.ohm"), text);
    const cli = require.resolve("@ohm-js/cli/index.js");
    execFileSync(process.execPath, [cli, "generateBundles", "--withTypes", "--esm", "pgm.ohm"], {
      cwd: scratch,
      stdio: ["ignore", "ignore", "inherit"],
    });
    for (const file of bundles) renameSync(join(scratch, file), join(target, file));
    writeFileSync(join(target, "stamp"), stamp);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Called by vitest before the tests: a grammar that does not compile fails the tests that read it, and no others. */
export function setup() {
  try {
    generateGrammar();
  } catch (error) {
    console.error(error.message);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) generateGrammar();
