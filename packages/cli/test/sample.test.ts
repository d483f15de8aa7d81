import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fixture, pgm } from "./test-io.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const heights = fixture("heights.pgm");
let folder: string;
let fit: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-test-"));
  fit = join(folder, "fit.json");
  writeFileSync(fit, JSON.stringify({ share: [0.4, 0.6], mean: [165, 178], sd: [6, 7] }));
});

const sample = (...words: readonly string[]) => pgm(["sample", heights, "--params", fit, ...words]);

describe("sample", () => {
  test("prints CSV with a header, and the first rows whatever their number", async () => {
    const { status, stdout, stderr } = await sample("-n", "20", "--seed", "4");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe("sex,height");
    expect(lines[1]).toMatch(/^(fe)?male,1\d\d\.\d+$/);
    const few = await sample("--number", "5", "--seed", "4");
    expect(stdout.startsWith(few.stdout)).toBe(true);
  });

  test("with --json one document with a record to a row", async () => {
    const { stdout, stderr } = await sample("-n", "3", "--json");
    const document = JSON.parse(stdout) as { schema: string; seed: number; rows: Record<string, unknown>[] };
    expect({ stderr, schema: document.schema, seed: document.seed }).toEqual({ stderr: "", schema: "platewise/sample@1", seed: 1 });
    expect(document.rows.map((row) => Object.keys(row))).toEqual([
      ["sex", "height"],
      ["sex", "height"],
      ["sex", "height"],
    ]);
  });

  test("--out writes the same rows to a file, and nothing where the call fails", async () => {
    const out = join(folder, "rows.csv");
    expect(await sample("-n", "4", "--out", out)).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(out, "utf8")).toBe((await sample("-n", "4")).stdout);
    const failed = join(folder, "failed.csv");
    expect((await sample("-n", "4", "--per", "nothing=2", "--out", failed)).status).toBe(1);
    expect(existsSync(failed)).toBe(false);
  });

  test("latent columns are written, or left out with --no-latents", async () => {
    const coins = ["sample", fixture("coins.pgm"), "--params", join(folder, "coins.json"), "-n", "2", "--per", "toss=3"];
    writeFileSync(join(folder, "coins.json"), JSON.stringify({ heads: [0.9, 0.1] }));
    const whole = (await pgm(coins)).stdout.split("\n");
    const seen = (await pgm([...coins, "--no-latents"])).stdout.split("\n");
    expect([whole[0], seen[0]]).toEqual(["round,coin,face", "round,face"]);
    expect(whole.map((line) => line.replace(/,[^,]*,/, ","))).toEqual(seen);
    expect(seen.filter((line) => line.startsWith("2,"))).toHaveLength(3);
  });

  test("--impute keeps the text of a file, from standard input too", async () => {
    const text = '"sex";height;note\r\nfemale;;"a;b"\r\n;1.70e2;\r\n';
    const { status, stdout } = await pgm(["sample", heights, "--params", fit, "--impute", "-"], { stdin: text });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^"sex";height;note\r\nfemale;1\d\d\.\d+;"a;b"\r\n(fe)?male;1\.70e2;\r\n$/);
    const json = await pgm(["sample", heights, "--params", fit, "--impute", "-", "--json"], { stdin: text });
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: "platewise/impute@1",
      filled: 2,
      rows: [
        { sex: "female", note: "a;b" },
        { height: 170, note: null },
      ],
    });
  });

  test("the labels of a fit that came from its data are used", async () => {
    const model = join(folder, "words.pgm");
    writeFileSync(model, "model Words\ntype Word\nparam share : simplex(Word)\nplate row { observed word : Word ~ Categorical(share) }\n");
    const data = join(folder, "words.csv");
    writeFileSync(data, "word\nhen\nhen\nowl\n");
    const out = join(folder, "words.json");
    expect((await pgm(["fit", model, "--data", data, "--out", out, "--quiet"])).status).toBe(0);
    const { stdout } = await pgm(["sample", model, "--params", out, "-n", "50"]);
    expect([...new Set(stdout.trim().split("\n").slice(1))].sort()).toEqual(["hen", "owl"]);
  });

  test.each([
    [["-n", "0"], 2, "bad-option-value"],
    [["-n", "many"], 2, "bad-option-value"],
    [["-n", "3", "--per", "toss"], 2, "bad-option-value"],
    [["-n", "3", "--per", "toss=0"], 2, "bad-option-value"],
    [[], 2, "missing-argument"],
    [["--given", "a.csv", "--per", "toss=2"], 2, "options-exclude-each-other"],
    [["-n", "3", "--out", "-"], 2, "bad-option-value"],
    [["--impute", "nowhere.csv"], 1, "file-unreadable"],
    [["-n", "--seed"], 2, "missing-option-value"],
  ] as const)("%s is refused with status %i: %s", async (words, status, code) => {
    const call = await sample(...words);
    expect({ status: call.status, stdout: call.stdout }).toEqual({ status, stdout: "" });
    expect(call.stderr).toContain(`[${code}]`);
  });
});
