import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { fixture, pgm } from "./test-io.ts";

const model = (name: string): string => fixture(`${name}.pgm`);
const data = (name: string): string => fixture(`${name}.csv`);

interface Found {
  readonly code: string;
  readonly severity: string;
}
const codes = (stderr: string): string[] => (stderr === "" ? [] : (JSON.parse(stderr) as Found[]).map(({ code }) => code));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-test-"));
});

describe("check", () => {
  test("a fine model, in one line", async () => {
    const { status, stdout, stderr } = await pgm(["check", model("coins")]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(`${model("coins")}: fine (2 nodes, 1 of them latent; 1 parameter; 2 plates)\n`);
  });

  test("all mistakes with code frames, and how many there are", async () => {
    const { status, stdout, stderr } = await pgm(["check", model("broken")]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("observed x ~ Nromal(mean, 1)");
    expect(stderr).toContain("observed y ~ Normal(mena, 1)");
    expect(stderr.endsWith("\n2 errors, 0 warnings\n")).toBe(true);
  });

  test("mistakes as JSON: a document, and the list of diagnostics", async () => {
    const { status, stdout, stderr } = await pgm(["check", model("broken"), "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "platewise/check@1", ok: false, diagnostics: JSON.parse(stderr) as Found[] });
    expect((JSON.parse(stderr) as Found[]).length).toBe(2);
  });

  test("model and data together", async () => {
    expect((await pgm(["check", model("heights"), "--data", data("heights")])).status).toBe(0);
    const { status, stderr } = await pgm(["check", model("heights"), "--data", data("mixture"), "--json"]);
    expect(status).toBe(1);
    expect((JSON.parse(stderr) as Found[]).every(({ severity }) => severity === "error")).toBe(true);
  });

  test("a model on standard input", async () => {
    const { status, stdout } = await pgm(["check", "-"], { stdin: readFileSync(model("coins"), "utf8") });
    expect(status).toBe(0);
    expect(stdout).toContain("<stdin>: fine");
  });

  test("quiet says nothing of a fine model", async () => {
    expect(await pgm(["check", model("coins"), "--quiet"])).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("fit", () => {
  const heights = ["fit", model("heights"), "--data", data("heights")];
  const mixture = ["fit", model("mixture"), "--data", data("mixture")];

  test("reports what was learned", async () => {
    const { status, stdout, stderr } = await pgm(heights);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("Heights");
    expect(stdout).toMatch(/female +40\.0%/);
    expect(stdout).toMatch(/male +60\.0%/);
    expect(stdout).toContain("--out fit.json");
  });

  test("with --json one document on standard output and nothing else", async () => {
    const { status, stdout, stderr } = await pgm([...heights, "--json"]);
    const result = JSON.parse(stdout) as { schema: string; params: Record<string, number[]>; logLik: number };
    expect({ status, stderr, schema: result.schema }).toEqual({ status: 0, stderr: "", schema: "platewise/fit@1" });
    expect(result.params.mean).toEqual([163, 179]);
    expect(result.params.share?.[0]).toBeCloseTo(0.4, 12);
  });

  test("--out holds the same document, --posteriors a row for every row", async () => {
    const [out, posteriors] = [join(folder, "fit.json"), join(folder, "post.csv")];
    const { status, stdout } = await pgm([...mixture, "--json", "--out", out, "--posteriors", posteriors]);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(JSON.parse(stdout));
    const lines = readFileSync(posteriors, "utf8").trimEnd().split("\n");
    expect(lines[0]).toBe("row,kind=0,kind=1");
    expect(lines.length).toBe(121);
    for (const line of lines.slice(1)) {
      const [, a = "", b = ""] = line.split(",");
      expect(Number(a) + Number(b)).toBeCloseTo(1, 12);
    }
    expect(readdirSync(folder).sort()).toEqual(["fit.json", "post.csv"]);
  });

  test("a fit goes on from its own result", async () => {
    const out = join(folder, "fit.json");
    await pgm([...mixture, "--out", out, "--quiet"]);
    const again = JSON.parse((await pgm([...mixture, "--init", out, "--max-iter", "0", "--json"])).stdout) as {
      trace: number[];
      logLik: number;
    };
    const first = JSON.parse(readFileSync(out, "utf8")) as { logLik: number };
    expect(again.trace.length).toBe(1);
    expect(again.logLik).toBeCloseTo(first.logLik, 9);
  });

  test("--tol 0 runs the iterations that were asked for, --set changes a constant, --restarts gives the runs", async () => {
    const words = [...mixture, "--json", "--tol", "0", "--max-iter", "7", "--set", "K=3", "--restarts", "2", "--seed", "4"];
    const result = JSON.parse((await pgm(words)).stdout) as Record<string, unknown[]>;
    expect([result.trace?.length, (result.params as unknown as Record<string, unknown[]>).mean?.length, result.runs?.length]).toEqual([
      8, 3, 2,
    ]);
  });

  test("data on standard input", async () => {
    const { status, stdout } = await pgm(["fit", model("heights"), "--data", "-"], { stdin: readFileSync(data("heights"), "utf8") });
    expect(status).toBe(0);
    expect(stdout).toContain("Heights on <stdin>, 5 rows");
  });

  test("--quiet writes files only", async () => {
    const out = join(folder, "fit.json");
    expect(await pgm([...heights, "--quiet", "--out", out])).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(readdirSync(folder)).toEqual(["fit.json"]);
  });

  test("an output that cannot be written is found before anything is read", async () => {
    const { status, stdout, stderr } = await pgm([
      "fit",
      "none.pgm",
      "--data",
      "none.csv",
      "--json",
      "--out",
      join(folder, "a", "fit.json"),
    ]);
    expect({ status, stdout, codes: codes(stderr) }).toEqual({ status: 1, stdout: "", codes: ["file-unwritable"] });
  });

  test("a mistake leaves no file behind", async () => {
    const out = join(folder, "fit.json");
    expect((await pgm(["fit", model("broken"), "--data", data("heights"), "--out", out])).status).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("starting parameters that are no parameters are refused", async () => {
    const init = join(folder, "init.json");
    writeFileSync(init, "[1, 2]");
    expect(codes((await pgm([...heights, "--init", init, "--json"])).stderr)).toEqual(["not-parameters"]);
    writeFileSync(init, "{ mean: 1 }");
    expect(codes((await pgm([...heights, "--init", init, "--json"])).stderr)).toEqual(["not-json"]);
    writeFileSync(init, '{ "schema": "platewise/score@1" }');
    expect(codes((await pgm([...heights, "--init", init, "--json"])).stderr)).toEqual(["not-parameters"]);
  });
});

describe("an interrupted fit", () => {
  const endless = ["fit", model("mixture"), "--data", data("mixture"), "--tol", "0", "--max-iter", "100000000"];

  test("keeps the best so far, says so, and ends with status 130", async () => {
    const out = join(folder, "fit.json");
    let interrupt = (): void => undefined;
    const { status, stdout, stderr, exits } = await pgm([...endless, "--out", out], {
      tty: true,
      interrupts: (interrupts) => {
        interrupt = interrupts;
      },
      onStderr: (text) => {
        if (text.includes("iteration")) interrupt();
      },
    });
    const result = JSON.parse(readFileSync(out, "utf8")) as { status: string; iterations: number; trace: number[] };
    expect({ status, exits, kept: result.status }).toEqual({ status: 130, exits: [], kept: "interrupted" });
    expect(result.trace.length).toBe(result.iterations + 1);
    expect(stdout).toContain("interrupted");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });

  test("shows no live line on a pipe, in CI, or when it is to be quiet", async () => {
    const short = ["fit", model("mixture"), "--data", data("mixture"), "--tol", "0", "--max-iter", "20"];
    for (const [world, more] of [
      [{ tty: false }, []],
      [{ tty: true, env: { CI: "1" } }, []],
      [{ tty: true }, ["--quiet"]],
      [{ tty: true }, ["--json"]],
    ] as const) {
      expect((await pgm([...short, ...more], world)).stderr).not.toContain("\u001b[K");
    }
    expect((await pgm(short, { tty: true })).stderr).toContain("\u001b[K");
  });

  test("ends at once when it is interrupted again, and leaves no file", async () => {
    const out = join(folder, "fit.json");
    let interrupt = (): void => undefined;
    let seen: string[] = ["not looked"];
    const { exits } = await pgm([...endless, "--out", out], {
      tty: true,
      interrupts: (interrupts) => {
        interrupt = interrupts;
      },
      onStderr: (text) => {
        if (!text.includes("iteration")) return;
        interrupt();
        interrupt();
        seen = readdirSync(folder);
      },
    });
    expect(exits).toEqual([130]);
    expect(seen).toEqual([]);
  });
});

describe("score", () => {
  test("gives the log-likelihood that the fit reported", async () => {
    const out = join(folder, "fit.json");
    await pgm(["fit", model("heights"), "--data", data("heights"), "--out", out]);
    const { logLik } = JSON.parse(readFileSync(out, "utf8")) as { logLik: number };
    const words = ["score", model("heights"), "--params", out, "--data", data("heights")];
    const scored = JSON.parse((await pgm([...words, "--json"])).stdout) as { schema: string; logLik: number; rows: { logLik: number }[] };
    expect(scored.schema).toBe("platewise/score@1");
    expect(scored.logLik).toBeCloseTo(logLik, 9);
    expect(scored.rows.reduce((sum, row) => sum + row.logLik, 0)).toBeCloseTo(logLik, 9);
    expect(Number((await pgm([...words, "--quiet"])).stdout)).toBe(scored.logLik);
    expect((await pgm(words)).stdout).toContain("least likely rows");
  });

  test("without parameters it says which are missing", async () => {
    const { status, stdout } = await pgm(["score", model("heights"), "--data", data("heights"), "--json"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });
});

describe("inspect", () => {
  test.each(["ast", "model", "graph", "plan", "kernel"])("prints the stage %s as text and as JSON", async (stage) => {
    const words = ["inspect", model("mixture"), "--stage", stage, "--data", data("mixture")];
    const text = await pgm(words);
    expect({ status: text.status, stderr: text.stderr }).toEqual({ status: 0, stderr: "" });
    expect(text.stdout.length).toBeGreaterThan(20);
    expect(typeof JSON.parse((await pgm([...words, "--json"])).stdout)).toBe("object");
  });

  test("stages that need data ask for it", async () => {
    const { status, stderr } = await pgm(["inspect", model("mixture"), "--stage", "plan", "--json"]);
    expect({ status, codes: codes(stderr) }).toEqual({ status: 1, codes: ["stage-needs-data"] });
  });
});

describe("format", () => {
  test("rewrites files, keeps comments, and a second time changes nothing", async () => {
    const path = join(folder, "coins.pgm");
    copyFileSync(model("coins"), path);
    expect(await pgm(["format", "--check", path])).toMatchObject({ status: 1, stdout: "" });
    expect(await pgm(["format", path])).toMatchObject({ status: 0, stdout: `${path}: rewritten\n`, stderr: "" });
    expect(readFileSync(path, "utf8")).toContain("// two biased coins");
    expect(await pgm(["format", path])).toMatchObject({ status: 0, stdout: "" });
    expect(await pgm(["format", "--check", path])).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(folder)).toEqual(["coins.pgm"]);
  });

  test("standard input goes to standard output", async () => {
    const { status, stdout } = await pgm(["format", "-"], { stdin: "model M\nparam a:real\nplate r{observed x~Normal(a,1)}" });
    expect(status).toBe(0);
    expect(stdout).toContain("param a : real\n");
  });

  test("a file that does not parse is left alone, the others are rewritten", async () => {
    const [good, bad] = [join(folder, "good.pgm"), join(folder, "bad.pgm")];
    copyFileSync(model("coins"), good);
    writeFileSync(bad, "model Bad\nparam a : (\n");
    const { status, stdout } = await pgm(["format", bad, good, "--json"]);
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { files: { state: string }[] }).files.map(({ state }) => state)).toEqual(["error", "rewritten"]);
    expect(readFileSync(bad, "utf8")).toBe("model Bad\nparam a : (\n");
  });
});
