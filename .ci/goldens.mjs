// Rewrites every golden file from what the code does now. Read the diff before committing it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateGrammar } from "./grammar.mjs";

generateGrammar();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = createRequire(import.meta.url).resolve("vitest/package.json");
const vitest = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.vitest);
const args = [vitest, "run", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, UPDATE_GOLDENS: "1" } });
process.exitCode = status ?? 1;
