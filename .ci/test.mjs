// Every gate of the repository. Quiet on success; the last line says how many checks passed and how many failed.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateGrammar } from "./grammar.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), "platewise-test-"));
const tally = { passed: 0, failed: 0 };

function bin(packageName, name = packageName) {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin: bins } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(dirname(manifest), typeof bins === "string" ? bins : bins[name]);
}

function run(args) {
  return new Promise((settle) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => settle({ ok: false, output: output + error.message }));
    child.on("close", (status) => settle({ ok: status === 0, output }));
  });
}

function count(gate, { ok, output }) {
  tally[ok ? "passed" : "failed"] += 1;
  if (!ok) console.log(`--- ${gate} failed ---\n${output.trim()}\n`);
}

// A file that could not be loaded has no failed test of its own, and counts as one failure.
function countTests(report, { ok, output }) {
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  const failures = report.numFailedTests + unloaded.length + skipped;
  tally.passed += report.numPassedTests;
  tally.failed += failures === 0 && !ok ? 1 : failures;
  if (!ok || failures > 0) console.log(`--- tests failed ---\n${output.trim()}\n`);
  if (skipped > 0) console.log(`${skipped} skipped tests count as failed.\n`);
}

async function tests() {
  const file = join(scratch, "vitest.json");
  const result = await run([bin("vitest"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  return { ...result, file };
}

function readReport({ ok, output, file }) {
  try {
    countTests(JSON.parse(readFileSync(file, "utf8")), { ok, output });
  } catch (error) {
    count("tests", { ok: false, output: `${output}\n${error.message}` });
  }
}

function grammar() {
  try {
    generateGrammar();
    return { ok: true, output: "" };
  } catch (error) {
    return { ok: false, output: String(error.message) };
  }
}

// The type check takes one core for half a minute: the tests begin beside it.
async function gates() {
  count("grammar", grammar());
  const running = [run([bin("typescript", "tsc"), "-b"]), run([bin("@biomejs/biome", "biome"), "ci", "--colors=off", "."]), tests()];
  const [types, lint, tested] = await Promise.all(running);
  count("types", types);
  count("lint and format", lint);
  readReport(tested);
}

try {
  await gates();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
