import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fixture, pgm } from "./test-io.ts";

// The first answer loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const model = fixture("sprinkler.pgm");
const data = fixture("sprinkler.csv");

interface Row {
  readonly logEvidence: number | null;
  readonly marginals: Readonly<Record<string, readonly number[]>>;
  readonly mpe?: Readonly<Record<string, string>>;
  readonly joints?: Readonly<Record<string, readonly (readonly number[])[]>>;
}
interface Answer {
  readonly schema: string;
  readonly logEvidence: number;
  readonly mpeLogProb?: number;
  readonly nodes: Readonly<Record<string, { readonly states: readonly string[] }>>;
  readonly rows: readonly Row[];
}

async function ask(...words: readonly string[]): Promise<Answer> {
  const { status, stdout, stderr } = await pgm(["infer", model, ...words, "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as Answer;
}

const codesOf = async (...words: readonly string[]): Promise<readonly [number, readonly string[]]> => {
  const { status, stdout, stderr } = await pgm(["infer", model, ...words, "--json"]);
  expect(stdout).toBe("");
  return [status, (JSON.parse(stderr) as { code: string }[]).map(({ code }) => code)];
};

const seen = ({ rows }: Answer, node: string): number => rows[0]?.marginals[node]?.indexOf(1) ?? -2;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-test-"));
});

describe("evidence", () => {
  test("is split at commas outside quotes; it repeats; a name ends at the first =", async () => {
    const answer = await ask("--evidence", 'rain="yes, hard", grass=wet', "--evidence", "sprinkler=off");
    expect(["rain", "grass", "sprinkler", "cloudy"].map((node) => seen(answer, node))).toEqual([2, 1, 0, -1]);
    expect(await ask("--evidence", '"rain"="yes, hard"')).toEqual(await ask("--evidence", 'rain = "yes, hard" '));
  });

  test("names elements of fixed plates", async () => {
    const answer = await ask("--evidence", "spot[0,1]=1,spot[1][0]=0,grass=wet");
    expect(["spot[0,1]", "spot[1,0]", "spot[0,0]", "grass"].map((node) => seen(answer, node))).toEqual([1, 0, -1, 1]);
  });

  test("that is empty asks for the prior", async () => {
    const answer = await ask("--evidence", "");
    expect(answer.logEvidence).toBeCloseTo(0, 12);
    expect(answer.rows.length).toBe(1);
    expect(answer.rows[0]?.marginals.sprinkler?.[1]).toBeCloseTo(0.3, 12);
  });

  test("comes from a file, or standard input, with likelihoods too", async () => {
    const file = join(folder, "case.json");
    writeFileSync(file, '{ "grass": "wet", "rain": null, "cloudy": { "yes": 0.8, "no": 0.2 } }');
    const answer = await ask("--evidence", `@${file}`);
    expect(answer).toEqual(await ask("--evidence", "grass=wet", "--soft", "cloudy=0.2:0.8"));
    const { stdout } = await pgm(["infer", model, "--evidence", "@-", "--json"], { stdin: readFileSync(file, "utf8") });
    expect(JSON.parse(stdout)).toEqual(answer);
    expect((await ask("--soft", "cloudy=0.2:0.8")).rows[0]?.marginals.cloudy?.[1]).toBeCloseTo(0.8, 12);
  });

  test.each([
    [["--evidence", "grass"], "bad-option-value"],
    [["--evidence", "=wet"], "bad-option-value"],
    [["--evidence", 'rain="yes'], "bad-option-value"],
    [["--soft", "cloudy=0.2:much"], "bad-option-value"],
    [["--soft", "cloudy=0.2:"], "bad-option-value"],
    [[], "missing-argument"],
    [["--evidence", "grass=wet", "--data", data], "options-exclude-each-other"],
    [["--soft", "cloudy=1:2", "--data", data], "options-exclude-each-other"],
    [["--evidence", "", "--out", "case.txt"], "bad-option-value"],
    [["--evidence", "@-", "--params", "-"], "standard-input-twice"],
  ])("%j is wrong usage", async (words, code) => {
    expect(await codesOf(...words)).toEqual([2, [code]]);
  });

  test("with mistakes has all of them told", async () => {
    const words = ["--evidence", "rian=no,grass=west,spot=1,spot[0,2]=1,sprinkler=on,sprinkler=off", "--soft", "cloudy=1:2:3"];
    const codes = ["unknown-evidence", "evidence-label", "evidence-element", "evidence-element", "evidence-twice", "soft-evidence"];
    expect(await codesOf(...words)).toEqual([1, codes]);
  });

  test.each(["[1]", "{", '{ "grass": [[1]] }', '{ "grass": { "wet": "much" } }'])("a file with %s is refused", async (text) => {
    const file = join(folder, "case.json");
    writeFileSync(file, text);
    expect(await codesOf("--evidence", `@${file}`)).toEqual([1, ["not-evidence"]]);
  });
});

describe("answers", () => {
  test("hold the most probable states and joint tables where they are asked for", async () => {
    const { rows, mpeLogProb } = await ask("--evidence", "grass=wet", "--mpe", "--joint", "rain,spot[0,1]", "--joint", "cloudy");
    expect(Object.keys(rows[0]?.joints ?? {})).toEqual(["rain,spot[0,1]", "cloudy"]);
    expect(rows[0]?.joints?.["rain,spot[0,1]"]?.map((row) => row.length)).toEqual([2, 2, 2]);
    expect(rows[0]?.mpe).toMatchObject({ grass: "wet", "spot[0,0]": "1" });
    expect(mpeLogProb).toBeLessThan(0);
  });

  test("come row by row, in the order of the file", async () => {
    const { rows, logEvidence } = await ask("--data", data, "--mpe");
    expect(rows.map(({ mpe }) => mpe?.rain)).toEqual(["no", "yes, hard"]);
    expect(rows.reduce((sum, row) => sum + (row.logEvidence ?? 0), 0)).toBeCloseTo(logEvidence, 12);
  });

  test("are written as JSON or CSV, whole or not at all", async () => {
    const [json, csv] = [join(folder, "answer.json"), join(folder, "answer.csv")];
    const words = ["infer", model, "--data", data, "--mpe", "--joint", "cloudy,sprinkler"];
    const printed = await pgm([...words, "--json", "--out", json]);
    expect(await pgm([...words, "--quiet", "--out", csv])).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(json, "utf8")).toBe(printed.stdout);
    const [head = "", first = "", second = ""] = readFileSync(csv, "utf8").trimEnd().split("\n");
    expect(head.startsWith('row,logEvidence,cloudy=no,cloudy=yes,sprinkler=off,sprinkler=on,rain=no,rain=yes,"rain=yes, hard",')).toBe(
      true,
    );
    expect(head).toContain("cloudy=no sprinkler=off,cloudy=no sprinkler=on,");
    expect(head.endsWith('"mpe spot[1,1]",mpeLogProb')).toBe(true);
    const { rows } = JSON.parse(printed.stdout) as Answer;
    expect(Number(first.split(",")[2])).toBe(rows[0]?.marginals.cloudy?.[0]);
    expect(second).toContain('"yes, hard"');
    await pgm(["infer", model, "--evidence", "grass=west", "--out", join(folder, "none.csv")]);
    expect(readdirSync(folder).sort()).toEqual(["answer.csv", "answer.json"]);
  });

  test("that are impossible are empty cells and a warning", async () => {
    const csv = join(folder, "answer.csv");
    const words = ["infer", model, "--evidence", "grass=wet,sprinkler=off,rain=no", "--mpe", "--out", csv];
    const { status, stderr } = await pgm(words);
    expect(status).toBe(0);
    expect(stderr).toContain("warning[impossible-evidence]");
    const line = readFileSync(csv, "utf8").split("\n")[1] ?? "";
    expect(line.startsWith("0,-Infinity,,,1,0,1,0,0,0,1,,")).toBe(true);
  });

  test("give missing numbers their mean and variance", async () => {
    const [fit, csv] = [join(folder, "fit.json"), join(folder, "answer.csv")];
    const heights = fixture("heights.pgm");
    await pgm(["fit", heights, "--data", fixture("heights.csv"), "--out", fit, "--quiet"]);
    const words = ["infer", heights, "--params", fit, "--evidence", "sex=female", "--out", csv];
    const { stdout } = await pgm(words);
    expect(stdout).toMatch(/number +mean +sd\n +height +163/);
    const [head = "", line = ""] = readFileSync(csv, "utf8").trimEnd().split("\n");
    expect(head).toBe("row,logEvidence,sex=female,sex=male,mean height,cov height");
    expect(line.split(",").slice(2, 5)).toEqual(["1", "0", "163"]);
  });

  test("are reported for people", async () => {
    const { stdout } = await pgm(["infer", model, "--evidence", "grass=wet", "--mpe"]);
    expect(stdout).toContain("Sprinkler given grass=wet");
    expect(stdout).toContain("most probable together");
    expect((await pgm(["infer", model, "--data", data])).stdout).toContain("2 rows, log-evidence");
  });
});
