import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { commandList } from "../src/command-list.ts";
import { version } from "../src/version.ts";
import { pgm, type World } from "./test-io.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const codes = (stderr: string): string[] => (JSON.parse(stderr) as { code: string }[]).map(({ code }) => code);

describe("help", () => {
  test("lists every command, and says which are not there yet", async () => {
    const { status, stdout, stderr } = await pgm(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const { name, load } of commandList) {
      expect(stdout).toMatch(new RegExp(`^  ${name} .*${load ? "" : "\\(not there yet\\)"}`, "m"));
    }
  });

  test.each(commandList.filter(({ load }) => load).map(({ name }) => name))("of %s names all its options and an example", async (name) => {
    const { status, stdout } = await pgm([name, "--help"], { columns: 80, tty: true });
    const spec = commandList.find((command) => command.name === name);
    expect(status).toBe(0);
    for (const { flags } of spec?.options ?? []) expect(stdout).toContain(flags);
    for (const flag of ["--json", "--quiet", "--help", "Examples:"]) expect(stdout).toContain(flag);
    expect(stdout.split("\n").filter((line) => line.length > 80 && !line.includes("Usage") && !line.includes("  pgm "))).toEqual([]);
  });

  test("without a command it goes to standard error, with status 2", async () => {
    const { status, stdout, stderr } = await pgm([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Usage: pgm");
  });

  test("the version is that of the package", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
    expect(version).toBe(manifest.version);
    expect((await pgm(["--version"])).stdout).toBe(`${manifest.version}\n`);
  });
});

describe("wrong usage ends with status 2 and says what was meant", () => {
  test.each([
    [["chekc", "m.pgm"], "unknown-command", "there is no command `chekc`; did you mean `check`?"],
    [["fit", "m.pgm", "--data", "d.csv", "--max-itre", "5"], "unknown-option", "no option `--max-itre`; did you mean `--max-iter`?"],
    [["fit", "m.pgm", "--data", "d.csv", "--zzzzzz"], "unknown-option", "`pgm fit` has no option `--zzzzzz`"],
    [["check"], "missing-argument", "`pgm check` needs a model file"],
    [["fit", "m.pgm"], "missing-argument", "`pgm fit` needs the option `--data <file>`"],
    [["fit", "m.pgm", "--data"], "missing-option-value", "`--data <file>` needs a value after it"],
    [["check", "m.pgm", "rows.csv"], "extra-argument", "takes only one model file; found `rows.csv` besides"],
    [
      ["fit", "m.pgm", "--data", "d", "--method", "simplex"],
      "bad-option-value",
      "`--method` takes one of auto, mle, em, hard-em, gradient, newton, ipf, gis, cd, pcd, pseudo, composite, loopy, mean-field; found `simplex`",
    ],
    [["fit", "m.pgm", "--data", "d", "--l1", "-1"], "bad-option-value", "`--l1` takes a number from 0; found `-1`"],
    [["fit", "m.pgm", "--data", "d", "--l2", "much"], "bad-option-value", "`--l2` takes a number from 0; found `much`"],
    [["fit", "m.pgm", "--data", "d", "--k", "0"], "bad-option-value", "`--k` takes a whole number from 1; found `0`"],
    [["fit", "m.pgm", "--data", "d", "--chains", "2.5"], "bad-option-value", "`--chains` takes a whole number from 1; found `2.5`"],
    [["fit", "m.pgm", "--data", "d", "--gradient-tol", "inf"], "bad-option-value", "`--gradient-tol` takes a number from 0"],
    [["fit", "m.pgm", "--data", "d", "--restarts", "0"], "bad-option-value", "`--restarts` takes a whole number from 1; found `0`"],
    [["fit", "m.pgm", "--data", "d", "--max-iter", "1.5"], "bad-option-value", "`--max-iter` takes a whole number from 0"],
    [["fit", "m.pgm", "--data", "d", "--tol", "-1"], "bad-option-value", "`--tol` takes a number from 0; found `-1`"],
    [["fit", "m.pgm", "--data", "d", "--out", "-"], "bad-option-value", "`--out` takes the path of a file"],
    [["check", "m.pgm", "--set", "K"], "bad-option-value", "`--set` takes NAME=VALUE"],
    [["check", "m.pgm", "--set", 'K="3"'], "bad-option-value", "`--set` takes NAME=VALUE"],
    [["inspect", "m.pgm", "--stage", "code"], "bad-option-value", "one of ast, model, graph, plan, kernel"],
    [["score", "-", "--data", "-"], "standard-input-twice", "`-` stands for both the model and the data"],
  ] as const)("pgm %j", async (words, code, sentence) => {
    const json = await pgm([...words, "--json"]);
    expect({ status: json.status, stdout: json.stdout, codes: codes(json.stderr) }).toEqual({ status: 2, stdout: "", codes: [code] });
    const text = await pgm(words);
    expect(text.status).toBe(2);
    expect(text.stderr).toContain(sentence);
  });
});

describe("what is not there yet", () => {
  test.each(commandList.filter(({ load }) => !load).map(({ name }) => name))("pgm %s says so, whatever its options", async (name) => {
    const { status, stdout, stderr } = await pgm([name, "model.pgm", "--params", "fit.json", "-n", "5", "--json"]);
    expect({ status, stdout, codes: codes(stderr) }).toEqual({ status: 1, stdout: "", codes: ["command-not-yet"] });
  });

  test.each([["--threads", "2"], ["--checkpoint", "c.json"], ["--resume"], ["--method", "vem"], ["--warm"]])(
    "pgm fit %s %s says so before it looks at any file",
    async (...words) => {
      const { status, stdout, stderr } = await pgm(["fit", "none.pgm", "--data", "none.csv", "--json", ...words]);
      expect({ status, stdout, codes: codes(stderr) }).toEqual({ status: 1, stdout: "", codes: ["option-not-yet"] });
    },
  );
});

describe("files that cannot be read", () => {
  test("a model that does not exist names those of the folder", async () => {
    const { status, stderr } = await pgm(["check", "packages/cli/test/fixtures/coin.pgm"]);
    expect(status).toBe(1);
    expect(stderr).toContain("the model `packages/cli/test/fixtures/coin.pgm` can't be read: there is no such file");
    expect(stderr).toContain("the folder has `broken.pgm`, `coins.pgm`, `heights.pgm`, `mixture.pgm`");
  });
});

describe("our own bugs", () => {
  test("end with status 3, and say what to report", async () => {
    const { status, stdout, stderr } = await pgm(["check", "-"], { broken: "index 7 is out of range" });
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain("this is a bug in pgm, not in your model or data: index 7 is out of range");
    expect(stderr).toMatch(/\n {2}at .*\n/);
    expect(stderr).toContain(`platewise ${version}, node ${process.version}`);
  });

  test("are JSON where that was asked for", async () => {
    const { status, stderr } = await pgm(["check", "-", "--json"], { broken: "out of range" });
    expect({ status, codes: codes(stderr) }).toEqual({ status: 3, codes: ["internal-error"] });
  });
});

describe("colours", () => {
  const sequence = "\u001b[";
  const wrong = async (world: World): Promise<boolean> => (await pgm(["fitt"], world)).stderr.includes(sequence);

  test("are for terminals without NO_COLOR, CI or a dumb terminal", async () => {
    expect(await wrong({ tty: true })).toBe(true);
    expect(await wrong({ tty: true, env: { NO_COLOR: "" } })).toBe(true);
    expect(await wrong({})).toBe(false);
    expect(await wrong({ tty: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await wrong({ tty: true, env: { CI: "true" } })).toBe(false);
    expect(await wrong({ tty: true, env: { TERM: "dumb" } })).toBe(false);
  });
});
