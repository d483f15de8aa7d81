// Installs the dependencies when they are not current; with --build, builds the packages too.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const pnpm = "pnpm@10.34.9";
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".platewise-setup");

function requireNode(wantedMajor, wantedMinor) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(`Platewise needs Node ${wantedMajor}.${wantedMinor} or later; this is Node ${process.versions.node}.`);
  process.exit(2);
}

function manifests() {
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"));
  return ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", "examples/package.json", "test/package.json", ...packages.sort()];
}

function currentStamp() {
  const hash = createHash("sha256").update(process.versions.node).update(pnpm);
  for (const file of manifests()) if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function run(command, args) {
  const windows = process.platform === "win32";
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", env: { ...process.env, CI: "true" }, shell: windows });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? ""}`);
  console.error(`Setting up failed: ${[command, ...args].join(" ")}${done.error ? ` (${done.error.message})` : ""}`);
  process.exit(1);
}

requireNode(20, 19);
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== currentStamp()) {
  if (process.env.npm_config_loglevel !== "silent") console.error("Installing the dependencies ...");
  run("npx", ["-y", pnpm, "install", "--frozen-lockfile"]);
  writeFileSync(stampFile, currentStamp());
}
if (process.argv.includes("--build")) run(process.execPath, [join(root, ".ci", "build.mjs"), "--no-types"]);
