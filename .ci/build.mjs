// Builds the published packages into their dist folders, those whose inputs have changed; --no-types leaves the declarations out.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { generateGrammar } from "./grammar.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, "node_modules", ".cache", "platewise-build");

/** Folders under packages/ that are published, in the order of their dependencies. */
export const published = ["core", "language", "distributions", "graph", "learning", "loglinear", "driver", "cli"];

function filesUnder(folder) {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true, recursive: true }) : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// Declarations read the sources of the packages below, bundles only their own; one hash over all of them is simple and safe.
function inputs() {
  const own = published.flatMap((name) => [
    ...filesUnder(join(root, "packages", name, "src")),
    join(root, "packages", name, "package.json"),
    join(root, "packages", name, "tsup.config.ts"),
  ]);
  return [...own, ...filesUnder(join(root, ".ci")), join(root, "tsconfig.base.json"), join(root, "pnpm-lock.yaml")];
}

function hashOf(files) {
  const hash = createHash("sha256").update(process.versions.node);
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

async function buildPackage(name, types) {
  const tsup = createRequire(import.meta.url).resolve("tsup/dist/cli-default.js");
  const args = [tsup, "--silent", ...(types ? [] : ["--no-dts"])];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: join(root, "packages", name), maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(`packages/${name} does not build:\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
  }
}

function isCurrent(stamp, types) {
  const recorded = join(stamps, "stamp");
  if (!existsSync(recorded)) return false;
  const [hash, kind] = readFileSync(recorded, "utf8").split(" ");
  const complete = published.every((name) => existsSync(join(root, "packages", name, "dist", types ? "index.d.ts" : "index.js")));
  return complete && hash === stamp && (kind === "types" || !types);
}

async function inPairs(jobs) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all([worker(), worker()]);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (existsSync(lock) && !isRunning(Number(readFileSync(lock, "utf8")))) rmSync(lock, { force: true });
  return false;
}

// Several tests may ask for a build at once; the others wait for the first, and find its work current.
async function alone(job) {
  mkdirSync(stamps, { recursive: true });
  const lock = join(stamps, "lock");
  while (!tryLock(lock)) await sleep(100);
  try {
    await job();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function buildIfChanged(types) {
  generateGrammar();
  const stamp = hashOf(inputs());
  if (isCurrent(stamp, types)) return;
  rmSync(join(stamps, "stamp"), { force: true });
  await inPairs(published.map((name) => () => buildPackage(name, types)));
  writeFileSync(join(stamps, "stamp"), `${stamp} ${types ? "types" : "code"}`);
}

/** Builds all published packages unless the last build had the same inputs. Rejects with the first package that fails. */
export function build({ types }) {
  return alone(() => buildIfChanged(types));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  build({ types: !process.argv.includes("--no-types") }).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
