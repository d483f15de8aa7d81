import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { pgm } from "./test-io.ts";

const networks = fileURLToPath(new URL("../../driver/test/fixtures/networks/", import.meta.url));
const table = (name: string): string => fileURLToPath(new URL(`../../../test/expected/data/${name}`, import.meta.url));
const network = (name: string): string => join(networks, name);
const text = (path: string): string => readFileSync(path, "utf8");
const codes = (stderr: string): string[] => (JSON.parse(stderr) as { readonly code: string }[]).map(({ code }) => code);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-convert-"));
});
const out = (name: string): string => join(folder, name);

describe("convert", () => {
  test("a network becomes a model with its parameters beside it", { timeout: 60_000 }, async () => {
    const { status, stdout, stderr } = await pgm(["convert", network("asia.bif"), out("asia.pgm")]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(`${out("asia.pgm")}, ${out("asia.fit.json")}: written (8 variables, 36 numbers)\n`);
    expect(text(out("asia.pgm")).split("\n").slice(0, 3)).toEqual(["model asia", "plate row {", "  observed asia : {yes, no} ~ Table()"]);
    expect(JSON.parse(text(out("asia.fit.json")))).toMatchObject({
      schema: "platewise/fit@1",
      model: "asia",
      params: {
        asia: [0.01, 0.99],
        lung: [
          [0.1, 0.9],
          [0.01, 0.99],
        ],
      },
    });
    expect((await pgm(["format", "--check", out("asia.pgm")])).status).toBe(0);
    const score = await pgm(["score", out("asia.pgm"), "--params", out("asia.fit.json"), "--data", table("asia_2k.csv"), "--json"]);
    expect(score.status).toBe(0);
    expect((JSON.parse(score.stdout) as { logLik: number }).logLik).toBeLessThan(0);
  });

  test("ALARM is fitted again, and the fit goes back to BIF", { timeout: 120_000 }, async () => {
    await pgm(["convert", network("alarm.bif"), out("alarm.pgm"), "--quiet"]);
    const fitted = await pgm(["fit", out("alarm.pgm"), "--data", table("alarm_5k.csv"), "--out", out("refit.json"), "--json"]);
    const scored = await pgm(["score", out("alarm.pgm"), "--params", out("alarm.fit.json"), "--data", table("alarm_5k.csv"), "--json"]);
    const logLik = (document: string): number => (JSON.parse(document) as { logLik: number }).logLik;
    expect(logLik(fitted.stdout)).toBeGreaterThan(logLik(scored.stdout));
    const back = await pgm(["convert", out("alarm.pgm"), out("refit.bif"), "--params", out("refit.json")]);
    expect(back.status).toBe(0);
    expect((await pgm(["convert", out("refit.json"), out("again.bif"), "--model", out("alarm.pgm")])).status).toBe(0);
    expect(text(out("again.bif"))).toBe(text(out("refit.bif")));
    await pgm(["convert", out("refit.bif"), out("second.pgm"), "--quiet"]);
    const rescored = await pgm(["score", out("second.pgm"), "--params", out("second.fit.json"), "--data", table("alarm_5k.csv"), "--json"]);
    expect(logLik(rescored.stdout)).toBeCloseTo(logLik(fitted.stdout), 8);
  });

  test("through a model and its parameters a network comes back as it was", async () => {
    await pgm(["convert", network("dog.bif"), out("dog.pgm")]);
    await pgm(["convert", out("dog.pgm"), out("dog.xml"), "--params", out("dog.fit.json")]);
    await pgm(["convert", out("dog.xml"), out("dog.uai"), "--quiet"]);
    await pgm(["convert", network("dog.uai"), out("same.uai")]);
    expect(text(out("dog.uai"))).toBe(text(out("same.uai")));
    expect(text(out("dog.xml"))).toContain("<NAME>family-out</NAME>");
  });

  test("a Markov network becomes a network with factors, and comes back", async () => {
    const { status, stdout, stderr } = await pgm(["convert", network("grid.uai"), out("grid.pgm")]);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `${out("grid.pgm")}, ${out("grid.fit.json")}: written (4 variables, 24 numbers)\n`,
      stderr: "",
    });
    expect((await pgm(["check", out("grid.pgm")])).status).toBe(0);
    expect((await pgm(["format", "--check", out("grid.pgm")])).status).toBe(0);
    const fit = JSON.parse(text(out("grid.fit.json"))) as { params: Record<string, unknown>; logScale: Record<string, number> };
    expect(Object.keys(fit.params)).toEqual(["table(x0,x1)", "table(x0,x2)", "table(x1,x3)", "table(x2,x3)", "table(x3)"]);
    expect((fit.params["table(x1,x3)"] as unknown[][])[0]?.[2]).toBe(null);
    expect(Object.keys(fit.logScale)).toEqual([...Object.keys(fit.params), "constant"]);
    await pgm(["convert", out("grid.pgm"), out("again.uai"), "--params", out("grid.fit.json"), "--quiet"]);
    const numbers = (path: string): number[] =>
      text(path)
        .replace(/^c.*$|#.*$/gm, "")
        .replace("MARKOV", "")
        .trim()
        .split(/\s+/)
        .map(Number);
    const [found, expected] = [numbers(out("again.uai")), numbers(network("grid.uai"))];
    expect(found.length).toBe(expected.length);
    for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 12);
    // The order of the factors is that of the file; the constant comes last.
    await pgm(["convert", out("grid.fit.json"), out("again.fg"), "--model", out("grid.pgm"), "--quiet"]);
    await pgm(["convert", out("again.uai"), out("same.fg"), "--quiet"]);
    expect(text(out("again.fg"))).toBe(text(out("same.fg")));
  });

  test("a factor graph of libDAI goes into the other formats as far as these hold it", async () => {
    const written = await pgm(["convert", network("book.fg"), out("book.uai"), "--json"]);
    expect(JSON.parse(written.stdout)).toMatchObject({ from: "fg", to: "uai", name: "", variables: 4, tables: 4, numbers: 6 + 12 + 2 + 1 });
    expect(codes(written.stderr)).toEqual(["network-loses"]);
    await pgm(["convert", network("book.fg"), out("book.pgm"), "--quiet"]);
    expect(text(out("book.pgm")).split("\n").slice(0, 5)).toEqual([
      "// a book (4), its reader (8), the weather (7) and a lamp (12): labels as they come",
      "// nobody reads the third book in the rain",
      "network book",
      "plate row {",
      "  observed x4 : {0, 1, 2}",
    ]);
    const alarm = await pgm(["convert", network("alarm.bif"), out("alarm.fg"), "--json"]);
    expect(codes(alarm.stderr)).toEqual(["network-normalised", "network-loses"]);
    expect(text(out("alarm.fg"))).toMatch(/^37\n\n/);
    const refused = await pgm(["convert", out("alarm.fg"), out("alarm.bif"), "--json"]);
    expect([refused.status, codes(refused.stderr)]).toEqual([1, ["network-undirected"]]);
  });

  test("evidence of a UAI file is that of the model made of its network", async () => {
    await pgm(["convert", network("dog.uai"), out("dog.pgm"), "--quiet"]);
    writeFileSync(out("dog.uai.evid"), "2 1 0 4 1\n");
    const ask = async (evidence: string) => {
      const { stdout } = await pgm(["infer", out("dog.pgm"), "--params", out("dog.fit.json"), "--evidence", evidence, "--json"]);
      return JSON.parse(stdout) as unknown;
    };
    expect(await ask(`@${out("dog.uai.evid")}`)).toEqual(await ask("x1=0,x4=1"));
    writeFileSync(out("dog.uai.evid"), "2 1 0 4 2\n");
    const torn = await pgm(["infer", out("dog.pgm"), "--params", out("dog.fit.json"), "--evidence", `@${out("dog.uai.evid")}`]);
    expect(torn.status).toBe(1);
    expect(torn.stderr).toContain("dog.uai.evid:1:9: error[network-syntax]: expected a state of `x4` from 0 to 1, found `2`");
  });

  test("from one format into another, and through standard input and output", async () => {
    const { stdout } = await pgm(["convert", "-", "-", "--from", "xmlbif", "--to", "net"], { stdin: text(network("dog.xml")) });
    expect(stdout).toContain("potential (light_on | family_out)");
    const back = await pgm(["convert", "-", "-", "--from", "net", "--to", "XML"], { stdin: stdout });
    expect(back.status).toBe(2);
    const bif = await pgm(["convert", "-", "-", "--from", "net", "--to", "bif"], { stdin: stdout });
    expect(bif.stdout).toContain("probability ( dog-out | bowel-problem, family-out ) {\n  (true, true) 0.99, 0.01;");
    const model = await pgm(["convert", network("dog.bif"), "-", "--to", "pgm"]);
    expect(model.stdout).toContain("model Dog_Problem");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a network without a name gets that of its file", async () => {
    await pgm(["convert", network("dog.uai"), out("dog.bif")]);
    expect(text(out("dog.bif"))).toContain("network dog {");
    const { stdout } = await pgm(["convert", network("alarm.bif"), "-", "--to", "pgm"]);
    expect(stdout).toContain("model alarm\n");
  });

  test("with --json it says what was written", async () => {
    const { stdout, stderr } = await pgm(["convert", network("alarm.bif"), out("a.pgm"), "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      schema: "platewise/convert@1",
      from: "bif",
      to: "pgm",
      name: "unknown",
      variables: 37,
      tables: 37,
      numbers: 752,
      files: [out("a.pgm"), out("a.fit.json")],
    });
    expect(codes(stderr)).toEqual(["network-normalised"]);
    const printed = await pgm(["convert", network("grid.uai"), "-", "--to", "uai", "--json"]);
    expect(JSON.parse(printed.stdout)).toMatchObject({ files: [], text: expect.stringContaining("MARKOV\n4\n2 2 2 3\n") as string });
  });

  test("a damaged file is shown where it is damaged, and nothing is written", async () => {
    writeFileSync(out("torn.bif"), text(network("asia.bif")).replace("(no) 0.01, 0.99", "(no) 0.01, 0.9"));
    const { status, stdout, stderr } = await pgm(["convert", out("torn.bif"), out("torn.pgm")]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`${out("torn.bif")}:32:8: error[network-row-sum]`);
    expect(existsSync(out("torn.pgm"))).toBe(false);
  });

  test("either both files are written or none", async () => {
    mkdirSync(out("asia.fit.json"));
    const { status } = await pgm(["convert", network("asia.bif"), out("asia.pgm")]);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual(["asia.fit.json"]);
  });

  test("calls that make no sense are refused", async () => {
    copyFileSync(network("asia.bif"), out("asia.txt"));
    const refused = async (...words: string[]) => {
      const { status, stderr } = await pgm(["convert", ...words, "--json"]);
      return [status, ...codes(stderr)];
    };
    expect(await refused(out("asia.txt"), out("x.pgm"))).toEqual([1, "network-format"]);
    expect(await refused(network("asia.bif"), out("x.pgm"), "--params", "p.json")).toEqual([2, "options-exclude-each-other"]);
    expect(await refused(network("asia.bif"), out("x.pgm"), "--model", "m.pgm")).toEqual([2, "options-exclude-each-other"]);
    expect(await refused("fit.json", out("x.bif"))).toEqual([2, "missing-argument"]);
    expect(await refused(network("asia.bif"))).toEqual([2, "missing-argument"]);
    expect(await refused(network("asia.bif"), "a.pgm", "b.pgm")).toEqual([2, "extra-argument"]);
    expect(await refused(network("asia.bif"), out("x.pgm"), "--from", "bfi")).toEqual([2, "bad-option-value"]);
    expect(await refused(network("none.bif"), out("x.pgm"))).toEqual([1, "file-unreadable"]);
    expect(readdirSync(folder)).toEqual(["asia.txt"]);
  });
});
