import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DiagnosticJson, type FitResult, parse, tryCheckData } from "platewise";
import { describe, expect, it, vi } from "vitest";
import { type ExampleFit, examples } from "./support/examples.ts";
import { readGolden } from "./support/goldens.ts";
import { runPgm } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "pgm-sample-"));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The words of `--set` among a fit's options: the sizes that its parameters have. */
const constantsOf = ({ options }: ExampleFit): readonly string[] =>
  options.flatMap((word, i) => (word === "--set" ? [word, options[i + 1] as string] : []));

/** `--per PLATE=4` for every plate that reads rows inside another one. */
function perOf(model: string): readonly string[] {
  const { plates } = parse(readFileSync(model, "utf8")).template;
  return plates.filter(({ kind, parent }) => kind !== "fixed" && parent !== null).flatMap(({ name }) => ["--per", `${name}=4`]);
}

/** The rows that are asked for: with given nodes those of the first 25 rows of the data, else 25 of the outermost plate. */
function rowsOf(model: string, data: string): readonly string[] {
  const isGiven = parse(readFileSync(model, "utf8")).template.nodes.some(({ role }) => role === "given");
  if (!isGiven) return ["-n", "25", ...perOf(model)];
  return ["--given", write("given-rows.csv", readFileSync(data, "utf8").split("\n").slice(0, 26).join("\n"))];
}

/** Parameters as a fit holds them: with the label sets that its data gave. */
function fitOf(model: string, data: string, params: FitResult["params"] | undefined): string {
  const bound = tryCheckData(parse(readFileSync(model, "utf8")), readFileSync(data, "utf8"));
  const types = bound.ok ? Object.fromEntries(bound.value.labelsFromData) : {};
  return JSON.stringify({ schema: "platewise/fit@1", params, types });
}

async function sampled(words: readonly string[], name: string): Promise<string> {
  const { status, stdout, stderr } = await runPgm(words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return write(name, stdout);
}

/** Codes of what is said besides that a latent node's column is not read. */
function codesOf(stderr: string): readonly string[] {
  if (stderr === "") return [];
  return (JSON.parse(stderr) as readonly DiagnosticJson[]).map(({ code }) => code).filter((code) => code !== "latent-column-ignored");
}

/** Checks simulated rows with their model, and scores them where the model can be learned. */
async function hold(model: string, data: string, words: readonly string[], isScored: boolean): Promise<void> {
  const checked = await runPgm(["check", model, "--data", data, "--json", ...words.filter((_, i) => isConstant(words, i))]);
  expect({ status: checked.status, codes: codesOf(checked.stderr) }).toEqual({ status: 0, codes: [] });
  if (!isScored) return;
  const scored = await runPgm(["score", model, "--data", data, "--json", ...words]);
  expect({ status: scored.status, codes: codesOf(scored.stderr) }).toEqual({ status: 0, codes: [] });
  expect(Number.isFinite((JSON.parse(scored.stdout) as { logLik: number }).logLik)).toBe(true);
}

const isConstant = (words: readonly string[], i: number): boolean => words[i] === "--set" || words[i - 1] === "--set";

const fits = examples.flatMap((example) => example.fits.map((fit) => ({ example, fit, name: `${example.name} ${fit.name}` })));

describe("simulated rows of the examples", () => {
  it.each(fits)("$name", async ({ example, fit }) => {
    const goldens = JSON.parse(readGolden(`${example.folder}/fit.golden.json`)) as Readonly<Record<string, Pick<FitResult, "params">>>;
    const model = join(root, example.folder, fit.model);
    const whole = join(root, example.folder, fit.data);
    const params = write("params.json", fitOf(model, whole, goldens[fit.name]?.params));
    const words = ["--params", params, ...constantsOf(fit)];
    const call = ["sample", model, ...words, "--seed", "3", ...rowsOf(model, whole)];
    const data = await sampled(call, "rows.csv");
    expect((await runPgm(call)).stdout).toBe(readFileSync(data, "utf8"));
    await hold(model, data, words, true);
  });

  const known = examples.flatMap((example) =>
    example.models.filter((model) => !example.fits.some((fit) => fit.model === model)).map((model) => `${example.folder}/${model}`),
  );
  it.each(known)("%s, whose parameters are known", async (path) => {
    const model = join(root, path);
    await hold(model, await sampled(["sample", model, "-n", "25", ...perOf(model)], "rows.csv"), [], true);
  });

  it("with holes are filled again, and nothing else changes", async () => {
    const { params } = (JSON.parse(readGolden("examples/heights/fit.golden.json")) as Record<string, FitResult>).labelled as FitResult;
    const model = join(root, "examples/heights/model.pgm");
    const known = ["--params", write("params.json", JSON.stringify(params))];
    const whole = readFileSync(await sampled(["sample", model, ...known, "-n", "60"], "rows.csv"), "utf8");
    const holes = whole
      .split("\n")
      .map((line, i) => (i > 0 && i % 3 === 0 ? line.replace(/^[^,]+/, "") : i % 7 === 1 && i > 1 ? line.replace(/,.*/, ",") : line));
    const filled = (await runPgm(["sample", model, ...known, "--impute", write("holes.csv", holes.join("\n"))])).stdout.split("\n");
    expect(filled).toHaveLength(holes.length);
    filled.forEach((line, i) => {
      const [sex = "", height = ""] = (holes[i] ?? "").split(",");
      const [filledSex, filledHeight] = line.split(",");
      expect(filledSex).toBe(sex || filledSex);
      expect(filledHeight ?? "").toBe(height || (filledHeight ?? ""));
      if (line !== "") expect(line).toMatch(/^(sex,height_cm|(fe)?male,\d+(\.\d+)?)$/);
    });
  });
});

interface Told {
  readonly name: string;
  readonly text: string;
  readonly params: unknown;
  readonly words?: readonly string[];
  /** Refused by what learns and scores, which knows no formulas or numbers as parents. */
  readonly isScored: boolean;
}

const half = (rows: number, columns: number): readonly (readonly number[])[] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(1 / columns));

/** The models of the language that no example has. */
const told: readonly Told[] = [
  {
    name: "Sprinkler",
    text: `model Sprinkler
plate day {
  observed rain      : {no, yes}  ~ Table()
  observed sprinkler : {off, on}  ~ Table(rain)
  observed grass     : {dry, wet} ~ Table(sprinkler, rain)
}`,
    params: { rain: [0.8, 0.2], sprinkler: half(2, 2), grass: [half(2, 2), half(2, 2)] },
    isScored: true,
  },
  {
    name: "Moods",
    text: `model Moods
const K = 3
param start   : simplex(K)
param move[K] : simplex(K)
param emit[K] : simplex(4)
plate sequence by seq {
  chain t {
    initial mood ~ Categorical(start)
    latent  mood ~ Categorical(move[prev mood])
    observed note ~ Categorical(emit[mood])
  }
}`,
    params: { start: [0.2, 0.3, 0.5], move: half(3, 3), emit: half(3, 4) },
    words: ["--per", "t=7"],
    isScored: true,
  },
  {
    name: "Ozone",
    text: `model Ozone
param m : vector(4)
param S : covariance(4)
plate day { observed x ~ MvNormal(m, S) from (ozone, solar, wind, temp) }`,
    params: { m: [42, 185, 10, 78], S: [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 4 : 1))) },
    isScored: true,
  },
  {
    name: "Marks",
    text: `model Marks
param mean  : vector(5)
param load  : matrix(5, 1)
param noise : diagonal(5)
plate student {
  latent   z ~ MvNormal(zeros(1), eye(1))
  observed x ~ MvNormal(mean + load * z, noise) from (MECH, VECT, ALG, ANL, STAT)
}`,
    params: { mean: [39, 50, 50, 47, 42], load: [[10], [9], [9], [10], [11]], noise: [200, 100, 20, 90, 150] },
    isScored: false,
  },
  {
    name: "Belief",
    text: `model Belief
param a : real
param b : vector(2)
param w : real
param s : positive
plate row {
  given age, dose : real
  observed ill    ~ Bernoulli(sigmoid(a + b[0] * age + b[1] * dose))
  observed weight ~ Normal(w * ill, s)
}`,
    params: { a: -1, b: [0.02, 0.1], w: 3, s: 0.5 },
    words: ["--given", write("given.csv", `age,dose\n${Array.from({ length: 25 }, (_, i) => `${20 + 2 * i},${i % 4}`).join("\n")}\n`)],
    isScored: false,
  },
  {
    name: "Appliances",
    text: `model Appliances
const K = 4
param start[2] : simplex(K)
param move[2, K] : simplex(K)
param level[2, K] : real
param noise : positive
chain t {
  plate a in 2 {
    initial z[a] ~ Categorical(start[a])
    latent  z[a] ~ Categorical(move[a, prev z[a]])
  }
  observed power ~ Normal(level[0, z[0]] + level[1, z[1]], noise)
}`,
    params: {
      start: half(2, 4),
      move: [half(4, 4), half(4, 4)],
      level: [
        [0, 5, 10, 15],
        [0, 50, 100, 150],
      ],
      noise: 2,
    },
    isScored: false,
  },
];

describe("simulated rows of the models of the language", () => {
  it.each(told)("$name", async ({ name, text, params, words = [], isScored }) => {
    const model = write(`${name}.pgm`, `${text}\n`);
    const known = ["--params", write("params.json", JSON.stringify(params))];
    const data = await sampled(["sample", model, ...known, "-n", "25", ...words], "rows.csv");
    await hold(model, data, known, isScored);
  });

  it("what has no family is refused as by a fit", async () => {
    const topics = write(
      "topics.pgm",
      `model Topics
const K = 2
type Word
param topic[K] : simplex(Word)
plate document by doc {
  latent share ~ Dirichlet(0.1, K)
  plate token weighted by count {
    latent k ~ Categorical(share)
    observed word : Word ~ Categorical(topic[k])
  }
}
`,
    );
    expect((await runPgm(["sample", topics, "-n", "5"])).stderr).toContain("[family-not-learnable]");
  });
});
