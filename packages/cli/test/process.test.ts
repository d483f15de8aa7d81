import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixture } from "./test-io.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
/** Inside the package, so that the bundle finds commander. */
const bundle = join(packageFolder, "node_modules", `.pgm-test-${process.pid}`);

beforeAll(async () => {
  await build({
    entry: { pgm: join(packageFolder, "src/pgm.ts") },
    outDir: bundle,
    format: "esm",
    target: "node20",
    config: false,
    silent: true,
    external: ["commander"],
    noExternal: [/^@platewise\//, /^platewise$/],
    outExtension: () => ({ js: ".mjs" }),
    esbuildOptions: (options) => {
      options.conditions = ["@platewise/source"];
    },
  });
}, 60_000);

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[], stdin = ""): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(bundle, "pgm.mjs"), ...words], { stdio: "pipe" });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
  return { child, ended };
}

test("a fit from standard input, without colours on a pipe", async () => {
  const csv = readFileSync(fixture("heights.csv"), "utf8");
  const { status, stdout, stderr } = await start(["fit", fixture("heights.pgm"), "--data", "-"], csv).ended;
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("Heights on <stdin>, 5 rows");
  expect(stdout).not.toContain("\u001b");
});

test("wrong usage ends with status 2", async () => {
  const { status, stdout, stderr } = await start(["fitt"]).ended;
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("did you mean `fit`?");
});

test("an interrupt keeps the best so far", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pgm-process-"));
  const out = join(folder, "fit.json");
  const words = ["fit", fixture("mixture.pgm"), "--data", fixture("mixture.csv"), "--tol", "0", "--max-iter", "1000000000", "--out", out];
  const { child, ended } = start(words);
  await until(() => readdirSync(folder).length > 0);
  child.kill("SIGINT");
  const { status } = await ended;
  expect(status).toBe(130);
  expect(readdirSync(folder)).toEqual(["fit.json"]);
  expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ schema: "platewise/fit@1", status: "interrupted" });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
