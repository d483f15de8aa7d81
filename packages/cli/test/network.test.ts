import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { networkMethods } from "../src/fit-options.ts";
import { fixture, pgm, type World } from "./test-io.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const model = (name: string): string => fixture(`networks/${name}.pgm`);
const data = (name: string): string => fixture(`networks/${name}.csv`);
const ship = ["fit", model("ship"), "--data", data("ship")];
const grid = ["fit", model("grid"), "--data", data("grid")];

interface Document {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly logLik: number | null;
  readonly network: Readonly<Record<string, unknown>>;
  readonly runs: readonly { readonly start: string }[];
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pgm-network-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);

/** The document that a call prints, which holds nothing but JSON. */
async function jsonOf(words: readonly string[]): Promise<Document> {
  const { status, stdout, stderr } = await pgm([...words, "--json"]);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as Document;
}

/** Codes of the errors that a call ends with, and what it says. */
async function refusal(words: readonly string[]): Promise<{ readonly codes: readonly string[]; readonly text: string }> {
  const json = await pgm([...words, "--json"]);
  const text = await pgm(words);
  expect([json.status, text.status, json.stdout, text.stdout]).toEqual([1, 1, "", ""]);
  return { codes: (JSON.parse(json.stderr) as { code: string }[]).map(({ code }) => code), text: text.stderr };
}

describe("pgm fit of a network", () => {
  test.each(networkMethods)("by --method %s says so, and its document is JSON throughout", async (method) => {
    const result = await jsonOf([...ship, "--method", method, "--max-iter", "40"]);
    expect(result.method).toBe(method);
    expect(result.network.maximises).toEqual(expect.any(String));
    expect(result.params["table(Class,Age)"]).toHaveLength(3);
  });

  test("the methods that the terminal takes are those that there are", async () => {
    const { text } = await refusal([...ship, "--method", "em"]);
    expect([...text.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)).toEqual(["em", "auto", ...networkMethods]);
  });

  test("reports method, tables with standard errors, moments, and how it stands to the saturated model", async () => {
    const { status, stdout } = await pgm([...ship, "--out", path("fit.json")]);
    expect(status).toBe(0);
    for (const part of [
      "maximum likelihood by the gradient (L-BFGS), converged",
      "the sum over all configurations is affordable",
      /crew +−∞ +0\.\d+ +0\.\d+/,
      "moments  means per row of the features",
      /largest gap \d\.\de-\d+, of table\(\w+,\w+\)\[\w+\]\[\w+\]: at the maximum of the likelihood/,
      "maximises        the log-likelihood; concave; consistent and efficient",
      /log Z +\d+\.\d+ per row/,
      "free parameters  9 free of 16: 7 are aliased, as the others determine them; 1 at −∞",
      /deviance +G² \d+\.\d+ on 2 df against the saturated model/,
      "minus infinity, since the data has none of its configurations:",
      "table(Class,Age)[crew][child]",
      "pgm score",
    ]) {
      expect(stdout).toMatch(part);
    }
    expect(readFileSync(path("fit.json"), "utf8")).not.toMatch(/\bNaN\b|\bInfinity\b/);
  });

  test("keeps to the terminal's width, and marks by colour alone", async () => {
    for (const columns of [80, 60]) {
      const { stdout } = await pgm([...ship, "--out", path("fit.json")], { tty: true, columns, env: { NO_COLOR: "1" } });
      const wide = stdout.split("\n").filter((line) => [...line].length > columns && !/pgm | on \//.test(line));
      expect(wide).toEqual([]);
    }
    const coloured = await pgm(ship, { tty: true, columns: 80 });
    const plain = await pgm(ship, { tty: true, columns: 80, env: { NO_COLOR: "1" } });
    expect(coloured.stdout.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "")).toBe(plain.stdout);
    expect(coloured.stdout).not.toBe(plain.stdout);
  });

  test("penalties draw the weights together, and an L1 penalty sets some to 0", async () => {
    const size = ({ params }: Document): number =>
      Object.values(params)
        .flat(2)
        .reduce<number>((sum, weight) => sum + (weight as number) ** 2, 0);
    const [weak, strong] = [await jsonOf([...ship, "--l2", "0.1"]), await jsonOf([...ship, "--l2", "10"])];
    expect(size(strong)).toBeLessThan(size(weak));
    expect(strong.network).toMatchObject({ l2: 10 });
    const { stdout } = await pgm([...ship, "--l1", "8"]);
    expect(stdout).toMatch(/penalised maximum likelihood by the gradient \(OWL-QN\)/);
    expect(Number(/L1 8\.000 \((\d+) of 16 weights are 0\)/.exec(stdout)?.[1])).toBeGreaterThan(0);
  });

  test("--gradient-tol, --max-iter and --start are what they say", async () => {
    const loose = await jsonOf([...ship, "--gradient-tol", "1e-2"]);
    const tight = await jsonOf([...ship, "--gradient-tol", "1e-7"]);
    expect(loose.network.gradientNorm as number).toBeLessThanOrEqual(1e-2);
    expect(tight.network.gradientNorm as number).toBeLessThanOrEqual(1e-7);
    expect(tight.network.evaluations as number).toBeGreaterThan(loose.network.evaluations as number);
    const start = await jsonOf([...ship, "--max-iter", "0"]);
    expect(
      Object.values(start.params)
        .flat(2)
        .every((weight) => weight === 0 || weight === null),
    ).toBe(true);
    const random = await jsonOf([...ship, "--max-iter", "0", "--start", "random"]);
    expect(
      Object.values(random.params)
        .flat(2)
        .some((weight) => weight !== 0 && weight !== null),
    ).toBe(true);
    expect(random.runs[0]?.start).toBe("random");
  });

  test("--k and --chains reach the chains", async () => {
    const [one, other] = await Promise.all([
      jsonOf([...ship, "--method", "pcd", "--max-iter", "20", "--chains", "5"]),
      jsonOf([...ship, "--method", "pcd", "--max-iter", "20", "--chains", "5", "--k", "3"]),
    ]);
    expect(one.network.gradientTrace).toHaveLength(20);
    expect(one.params).not.toEqual(other.params);
  });

  test("--posteriors writes those of latent nodes", async () => {
    const { status } = await pgm([
      "fit",
      model("vote"),
      "--data",
      data("ship"),
      "--max-iter",
      "20",
      "--posteriors",
      path("posteriors.csv"),
    ]);
    expect(status).toBe(0);
    const [head, ...rows] = readFileSync(path("posteriors.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("row,mood=low,mood=high");
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const [, low, high] = row.split(",").map(Number);
      expect((low as number) + (high as number)).toBeCloseTo(1, 9);
    }
  });

  test("the live line tells of the objective where there is one, and never of what is not a number", async () => {
    const lines: string[] = [];
    const world: World = { tty: true, onStderr: (text) => lines.push(text) };
    await pgm(ship, world);
    expect(lines.some((line) => /iteration \d+: objective -\d+\.\d{5}, change/.test(line))).toBe(true);
    await pgm([...ship, "--method", "pcd", "--max-iter", "40"], world);
    expect(lines.filter((line) => /NaN|Infinity|none/.test(line))).toEqual([]);
  });
});

describe("what a network can't be asked", () => {
  test.each([
    [[...ship, "--on-singular", "floor", "--order", "init"], "option-not-for-network", "`--on-singular` and `--order` are for models"],
    [[...ship, "--start", "kmeans++"], "option-not-for-network", "`--start kmeans++` is for models, not for networks"],
    [[...ship, "--method", "gradient", "--chains", "5"], "option-not-for-method", "`--chains` belongs to methods that sample"],
    [[...ship, "--k", "2"], "option-not-for-method", "and `gradient` does not"],
    [
      ["fit", fixture("coins.pgm"), "--data", fixture("coins.csv"), "--l2", "1", "--k", "2"],
      "option-not-for-model",
      "`--l2` and `--k` are for networks, not for models",
    ],
    [
      ["fit", fixture("coins.pgm"), "--data", fixture("coins.csv"), "--method", "ipf"],
      "method-not-for-model",
      "`ipf` is a method for networks",
    ],
    [["fit", model("ship"), "--data", data("holes"), "--method", "ipf"], "method-not-for-this-network", "something is unknown in the data"],
    [[...ship, "--method", "newton", "--l1", "1"], "method-not-for-this-network", "an L1 penalty has no second derivatives"],
    [
      ["fit", model("vote"), "--data", data("ship"), "--method", "pseudo"],
      "method-not-for-this-network",
      "a node is never seen, and its neighbours are needed",
    ],
  ])("%j", async (words, code, sentence) => {
    const { codes, text } = await refusal(words);
    expect(codes).toEqual([code]);
    expect(text).toContain(sentence);
  });

  test("all of it is said at once", async () => {
    const { codes } = await refusal([...ship, "--method", "em", "--order", "init"]);
    expect(codes).toEqual(["method-not-for-network", "option-not-for-network"]);
  });
});

describe("a network whose sums are over the budget", () => {
  test("is refused by --method gradient with the cost and with what is possible, and learned by that", async () => {
    const { codes, text } = await refusal([...grid, "--method", "gradient", "--budget", "500"]);
    expect(codes).toEqual(["sum-too-large", "method-not-for-this-network"]);
    expect(text).toMatch(
      /the sum over all configurations in plate `picture` takes \d+ cliques of \d+ joint states in all, over the budget of 500/,
    );
    expect(text).toContain("--method pseudo");
    const budget = /raise it with `--budget (\d+)`/.exec(text)?.[1] as string;
    expect((await jsonOf([...grid, "--method", "gradient", "--budget", budget, "--max-iter", "5"])).logLik).toEqual(expect.any(Number));
    const pseudo = await jsonOf([...grid, "--method", "pseudo", "--budget", "500"]);
    expect(pseudo).toMatchObject({ method: "pseudo", logLik: null, network: { logZ: null } });
  });

  test("is learned by another method where none was asked for, which the report says", async () => {
    const { stdout } = await pgm([...grid, "--budget", "500"]);
    expect(stdout).toContain("maximum pseudo-likelihood by the gradient (L-BFGS), converged");
    expect(stdout).toContain("exact sums are over the budget");
    expect(stdout).toMatch(/log-likelihood +about -\d+\.\d+ ± \d+\.\d+, by annealed importance sampling/);
    expect(stdout).toContain("not compared: the means under the model are sums over all configurations");
    expect(stdout).not.toMatch(/NaN|AIC/);
  });

  test("is refused before it is learned where posteriors were asked for that are over the budget", async () => {
    const { codes, text } = await refusal([...grid, "--latent", "s", "--budget", "500", "--posteriors", path("posteriors.csv")]);
    expect(codes.at(-1)).toBe("sum-too-large");
    expect(text).toContain("the sum over what is unknown in the data in plate `picture` takes");
  });

  test("can't be sampled from, unless the budget is raised", async () => {
    await pgm([...grid, "--budget", "500", "--out", path("fit.json"), "--quiet"]);
    const sample = ["sample", model("grid"), "--params", path("fit.json"), "-n", "2", "--budget"];
    expect((await refusal([...sample, "500"])).codes).toEqual(["sum-too-large"]);
    expect((await pgm([...sample, "100000"])).stdout.trimEnd().split("\n")).toHaveLength(3);
  });

  test("is scored with an estimate of log Z, which is said", async () => {
    await pgm([...grid, "--budget", "500", "--out", path("fit.json"), "--quiet"]);
    const score = ["score", model("grid"), "--data", data("grid"), "--params", path("fit.json"), "--budget"];
    const { status, stdout, stderr } = await pgm([...score, "500"]);
    expect(status).toBe(0);
    expect(stderr).toContain("warning[log-z-estimated]");
    const [, value, error] = /log Z +(\d+\.\d+) ± (\d\.\d+) {2}\(by annealed importance sampling\)/.exec(stdout) as RegExpExecArray;
    const exact = (await jsonOf([...score, "1000000"])) as unknown as { readonly logZ: number; readonly exact: boolean };
    expect(exact.exact).toBe(true);
    expect(Math.abs(exact.logZ - Number(value))).toBeLessThan(5 * Number(error));
  });

  test("can't be asked about a case, and the cost is told", async () => {
    await pgm([...grid, "--budget", "500", "--out", path("fit.json"), "--quiet"]);
    const infer = ["infer", model("grid"), "--params", path("fit.json"), "--evidence", "s[0,0]=1", "--budget"];
    const { codes, text } = await refusal([...infer, "500"]);
    expect(codes.every((code) => code === "sum-too-large" || code === "joint-too-large")).toBe(true);
    expect(text).toContain("over the budget of 500");
    expect((await pgm([...infer, "1000000"])).status).toBe(0);
  });
});

describe("with a network's fit", () => {
  beforeEach(async () => {
    await pgm([...ship, "--out", path("fit.json"), "--quiet"]);
  });

  const params = (): readonly string[] => ["--params", path("fit.json")];

  test("score prints log Z, and the total is that of the fit", async () => {
    const fitted = JSON.parse(readFileSync(path("fit.json"), "utf8")) as Document;
    const words = ["score", model("ship"), "--data", data("ship"), ...params()];
    const { stdout } = await pgm(words);
    expect(stdout).toContain(`  log-likelihood  ${(fitted.logLik as number).toFixed(5)}`);
    expect(stdout).toContain(`  log Z           ${(fitted.network.logZ as number).toFixed(5)}  (mean over the rows)`);
    expect(stdout).toMatch(/ 9 +-inf/);
    expect((await jsonOf(words)) as unknown).toMatchObject({ logZ: expect.closeTo(fitted.network.logZ as number, 10) });
  });

  test("infer answers a case: what is at minus infinity has probability 0", async () => {
    const { status, stdout } = await pgm(["infer", model("ship"), ...params(), "--evidence", "Class=crew"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Age +child +0\s/);
  });

  test("sample draws rows and fills empty cells, none of them impossible", async () => {
    const { stdout } = await pgm(["sample", model("ship"), ...params(), "-n", "200", "--seed", "3"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(201);
    expect(stdout).not.toContain("crew,child");
    const filled = await pgm(["sample", model("ship"), ...params(), "--impute", data("holes"), "--seed", "3"]);
    expect(filled.stdout.split("\n").slice(0, 5)).toEqual([
      "Class,Age,Alive,count",
      expect.stringMatching(/^first,(child|adult),yes,3$/),
      expect.stringMatching(/^crew,adult,(no|yes),5$/),
      "second,child,no,7",
      "second,adult,yes,6",
    ]);
  });

  test("sample with given nodes needs their table", async () => {
    const vote = ["--params", path("vote.json")];
    await pgm(["fit", model("vote"), "--data", data("ship"), "--max-iter", "20", "--out", path("vote.json"), "--quiet"]);
    expect((await refusal(["sample", model("vote"), ...vote, "-n", "3"])).codes).toEqual(["given-needs-table"]);
    const { stdout } = await pgm(["sample", model("vote"), ...vote, "--given", data("ship"), "--no-latents"]);
    expect(stdout.split("\n")[0]).toContain("Class");
    expect(stdout.trimEnd().split("\n")).toHaveLength(13);
  });
});

describe("pgm inspect of a network", () => {
  const inspect = async (stage: string, ...words: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await pgm(["inspect", model("grid"), "--stage", stage, ...words]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout;
  };
  const rows = ["--data", data("grid")];

  test("graph prints factors as they are written, with scope and parameters", async () => {
    const text = await inspect("graph");
    expect(text).toContain("factor 0: h[s[r, c]] for r in 4, c in 4 over {s}, parameters h, in picture");
    expect((await pgm(["inspect", model("ship"), "--stage", "graph"])).stdout).toContain(
      "factor 1: table(Class, Alive) over {Class, Alive}, parameters table(Class,Alive), in passenger",
    );
  });

  test("plan prints the method and both sums with their costs", async () => {
    const text = await inspect("plan", ...rows);
    expect(text).toMatch(/^method gradient: /);
    expect(text).toMatch(/free: the sum over all configurations.*\n {2}plate picture: .*\n.*\n {2}cost: at most \d+ table entries per row/);
    expect(text).toContain("clamped: the sum over what is unknown in the data");
    expect(text).toContain("nothing is unknown: the data are counted once");
  });

  test("plan says what is over the budget, and what is done instead", async () => {
    const text = await inspect("plan", ...rows, "--budget", "500");
    expect(text).toMatch(/^method pseudo: /);
    expect(text).toMatch(/not taken: the sum over all configurations in plate `picture` takes .*, over the budget of 500/);
    expect(text).toContain("not chosen: gradient, because the exact sum over all configurations is over the budget");
    const asked = await refusal(["inspect", model("grid"), "--stage", "plan", ...rows, "--budget", "500", "--method", "newton"]);
    expect(asked.codes).toEqual(["sum-too-large", "method-not-for-this-network"]);
  });

  test("kernel prints the bodies of both sums", async () => {
    const text = await inspect("kernel", ...rows);
    expect(text).toMatch(/^free: .*\nbody 0\n/);
    expect(text).toContain("\nclamped: ");
    expect(await inspect("kernel", ...rows, "--budget", "500")).toContain("over the budget");
    const json = JSON.parse(await inspect("kernel", ...rows, "--json")) as Record<string, { bodies: unknown[] }>;
    expect(Object.keys(json)).toEqual(["free", "clamped"]);
  });

  test("methods of models are refused, as networks' are for models", async () => {
    expect((await refusal(["inspect", model("grid"), "--stage", "plan", ...rows, "--method", "em"])).codes).toEqual([
      "method-not-for-network",
    ]);
    const coins = ["inspect", fixture("coins.pgm"), "--stage", "plan", "--data", fixture("coins.csv"), "--method", "ipf"];
    expect((await refusal(coins)).codes).toEqual(["method-not-for-model"]);
  });
});
