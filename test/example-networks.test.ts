import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FitResult, InferResult, ParamValue, ScoreResult } from "platewise";
import { afterAll, describe, expect, it, vi } from "vitest";
import { pgmJson } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "platewise-networks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Cells = Readonly<Record<string, string>>;

const read = (path: string): string => readFileSync(join(root, "examples", path), "utf8");

/** A README as one line, so that it doesn't matter where its lines end. */
const readme = (name: string): string => read(`${name}/README.md`).replace(/\s+/g, " ");

function table(path: string): readonly Cells[] {
  const [head = [], ...rows] = read(path)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(head.map((name, j) => [name, row[j] ?? ""])));
}

/** A fit of an example, kept in a file of the name of its model. */
async function fitted(model: string, data: string, ...options: string[]): Promise<FitResult> {
  const out = join(folder, `${model.replaceAll("/", "-")}.json`);
  return pgmJson<FitResult>(["fit", `examples/${model}.pgm`, "--data", `examples/${data}`, ...options, "--out", out]);
}

/** What a model says after its last fit. */
async function asked<T>(command: string, model: string, ...options: string[]): Promise<T> {
  const params = join(folder, `${model.replaceAll("/", "-")}.json`);
  return pgmJson<T>([command, `examples/${model}.pgm`, "--params", params, ...options]);
}

/** The probability of a node's first state in a case. */
function firstState({ rows }: InferResult, node: string): number {
  const [row] = rows;
  return (row?.marginals[node] as readonly number[] | undefined)?.[0] ?? Number.NaN;
}

const flat = (value: ParamValue): readonly number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

const count = (marks: readonly boolean[]): number => marks.filter(Boolean).length;

describe("contingency tables", () => {
  const cases = [
    { example: "hair-and-eyes", data: "haireyecolor.csv", models: ["independence", "conditional", "two-way", "saturated"] },
    { example: "ucb-admissions", data: "ucbadmissions.csv", models: ["department", "both", "saturated"] },
    { example: "titanic-network", data: "titanic.csv", models: ["model", "decomposable", "ring"] },
  ];

  it.each(cases)("$example: G² and df, by the gradient and by proportional fitting", async ({ example, data, models }) => {
    for (const model of models) {
      for (const method of ["gradient", "ipf"]) {
        const { network, aic, bic } = await fitted(`${example}/${model}`, `${example}/${data}`, "--method", method);
        const { deviance = Number.NaN, pearson = Number.NaN, df } = network ?? {};
        const line = read(`${example}/README.md`)
          .split("\n")
          .find((text) => text.startsWith(`| \`${model}.pgm\` |`) && text.includes(`| ${df} |`));
        const digits = example === "titanic-network" ? 3 : 5;
        const shown = [deviance.toFixed(digits), ...(digits === 5 ? [pearson.toFixed(5)] : []), df];
        expect(line, `${model} by ${method}`).toContain([...shown, ""].join(" | ").trimEnd());
        if (example === "hair-and-eyes") expect(line).toContain(`| ${aic.toFixed(2)} | ${bic.toFixed(2)} |`);
      }
    }
  });

  it("titanic-network: what the pairs say of the grown women of the third class", async () => {
    const women = ["--evidence", "Class=3rd,Sex=Female,Age=Adult"];
    const model = "titanic-network/model";
    await fitted(model, "titanic-network/titanic.csv");
    const said = Math.round(100 * firstState(await asked<InferResult>("infer", model, ...women), "Survived"));
    const seen = table("titanic-network/titanic.csv").filter((row) => row.Class === "3rd" && row.Sex === "Female" && row.Age === "Adult");
    const [dead = 0, alive = 0] = ["No", "Yes"].map((state) => Number(seen.find((row) => row.Survived === state)?.count));
    expect(readme("titanic-network")).toContain(
      `${Math.round((100 * dead) / (dead + alive))} % of the grown women of the third class died, and the pairs alone say ${said} %.`,
    );
  });

  it("ucb-admissions: the paradox in numbers", async () => {
    const data = "ucb-admissions/ucbadmissions.csv";
    const odds = (value: ParamValue): string => {
      const [menIn = 0, womenIn = 0, menOut = 0, womenOut = 0] = flat(value);
      return Math.exp(menIn + womenOut - womenIn - menOut).toFixed(2);
    };
    const apart = await fitted("ucb-admissions/gender", data);
    const within = await fitted("ucb-admissions/both", data);
    const text = readme("ucb-admissions");
    expect(text).toContain(
      `The odds of being admitted are ${odds(apart.params["table(Admit,Gender)"] as ParamValue)} times as high for a man`,
    );
    expect(text).toContain(`the odds of a man are ${odds(within.params["table(Admit,Gender)"] as ParamValue)} times those of a woman`);
    const { network } = await fitted("ucb-admissions/department", data);
    await fitted("ucb-admissions/saturated", data);
    const scores = (model: string) => asked<ScoreResult>("score", `ucb-admissions/${model}`, "--data", `examples/${data}`);
    const [department, saturated] = [await scores("department"), await scores("saturated")];
    const lacks = table(data).map(({ Dept, count: n }, i) => {
      const logs = [saturated, department].map(({ rows }) => rows[i]?.logLik as number);
      return Dept === "A" ? 2 * Number(n) * ((logs[0] as number) - (logs[1] as number)) : 0;
    });
    const inA = lacks.reduce((a, b) => a + b, 0);
    expect(text).toContain(`${inA.toFixed(2)} of the ${network?.deviance?.toFixed(2)} come from the four cells of A`);
    for (const [line, model, evidence] of [
      ["women", "saturated", "Gender=Female,"],
      ["men", "saturated", "Gender=Male,"],
      ["`department.pgm`, either", "department", ""],
    ] as const) {
      const rates: string[] = [];
      for (const dept of ["A", "B", "C", "D", "E", "F"]) {
        const answer = await asked<InferResult>("infer", `ucb-admissions/${model}`, "--evidence", `${evidence}Dept=${dept}`);
        rates.push((100 * firstState(answer, "Admit")).toFixed(1));
      }
      expect(text).toContain(`| ${line} | ${rates.join(" | ")} |`);
    }
  });
});

describe("grids", () => {
  it("ising: likelihood beside pseudo-likelihood", async () => {
    const text = readme("ising");
    for (const [name, method] of [
      ["likelihood", "gradient"],
      ["pseudo-likelihood", "pseudo"],
    ] as const) {
      const shared = await fitted("ising/shared", "ising/ising4x4.csv", "--method", method);
      const numbers = ["h", "J"].flatMap((param) => [shared.params[param], shared.network?.standardErrors?.[param]] as number[]);
      expect(text).toContain(`| ${name} | ${numbers.map((x) => x.toFixed(4)).join(" | ")} | ${shared.logLik.toFixed(2)} |`);
      const { params, logLik, aic, bic } = await fitted("ising/free", "ising/ising4x4.csv", "--method", method);
      const range = (...names: string[]): string => {
        const all = names.flatMap((param) => flat(params[param] as ParamValue));
        return `${Math.min(...all).toFixed(3)} and ${Math.max(...all).toFixed(3)}`;
      };
      const ends = [range("across", "down"), range("h"), logLik.toFixed(2), aic.toFixed(2), bic.toFixed(2)];
      expect(text).toContain(`| ${name} | ${ends.join(" | ")} |`);
    }
  });

  it("denoising: the fish and how much of it is wrong", async () => {
    const [cells = {}] = table("denoising/test.csv");
    const picture = (isBlack: (r: number, c: number) => boolean): readonly string[] =>
      Array.from({ length: 10 }, (_, r) => Array.from({ length: 24 }, (__, c) => (isBlack(r, c) ? "#" : ".")).join(""));
    const side = (name: string) => picture((r, c) => cells[`${name}${r}_${c}`] === "1");
    const [truth, noisy] = [side("clean"), side("noisy")];
    const wrong = (found: readonly string[]): number => count([...found.join("")].map((pixel, i) => pixel !== truth.join("")[i]));
    const restore = async (...options: string[]) => {
      await fitted("denoising/model", "denoising/train.csv", ...options);
      const words = ["--data", "examples/denoising/test.csv", "--latent", "clean", "--mpe"];
      const { marginals = {}, mpe } = (await asked<InferResult>("infer", "denoising/model", ...words)).rows[0] ?? {};
      const pixels = picture((r, c) => ((marginals[`clean[${r},${c}]`] as readonly number[])[1] as number) > 0.5);
      return { pixels, whole: picture((r, c) => String(mpe?.[`clean[${r},${c}]`]) === "1") };
    };
    const { pixels, whole } = await restore();
    for (const [r, line] of truth.entries()) expect(read("denoising/README.md")).toContain(`\n${line}   ${noisy[r]}   ${pixels[r]}\n`);
    const text = readme("denoising");
    expect(text).toContain(`Of the 240 pixels ${wrong(noisy)} were flipped.`);
    expect(text).toContain(`leaves ${wrong(pixels)} wrong, the most probable picture as a whole ${wrong(whole)}.`);
    expect(text).toContain(`With these weights ${wrong((await restore("--method", "pseudo")).pixels)} pixels are wrong.`);
  });
});

describe("rbm", () => {
  const data = "rbm/binary_patches.csv";

  it("the stripes of two switches, and the patches that they tell apart", async () => {
    const { params } = await fitted("rbm/model", data, "--restarts", "5");
    const [on = [], weights = []] = [flat(params.on as ParamValue), flat(params.weight as ParamValue)];
    const combinations = [0, 1, 2, 3].map((kind) => [kind >> 1, kind & 1] as const);
    const stripes = combinations.map(([first, second]) =>
      on.map((bias, i) => (bias + first * (weights[i] as number) + second * (weights[16 + i] as number) > 0 ? "#" : ".")).join(""),
    );
    for (const r of [0, 1, 2, 3]) {
      const line = stripes.map((pixels) => pixels.slice(4 * r, 4 * r + 4)).join(" ");
      expect(read("rbm/README.md").replace(/ +/g, " ")).toContain(`\n${line}\n`);
    }
    const { rows } = await asked<InferResult>("infer", "rbm/model", "--data", `examples/${data}`, "--mpe");
    const kinds = rows.map(({ mpe }) => `${mpe?.["hidden[0]"]}${mpe?.["hidden[1]"]}`);
    const truth = table(data).map((row) => row.true_class as string);
    const usual = [...new Set(truth)].map((kind) => {
      const own = kinds.filter((_, i) => truth[i] === kind);
      return [...new Set(own)].map((found) => [found, own.filter((k) => k === found).length] as const).sort((a, b) => b[1] - a[1])[0];
    });
    expect(new Set(usual.map((most) => most?.[0])).size).toBe(4);
    const right = usual.reduce((sum, most) => sum + (most?.[1] ?? 0), 0);
    expect(readme("rbm")).toContain(`${right} of the ${kinds.length} patches are told apart`);
  });

  const starts = ["--restarts", "5", "--seed", "8"];

  it.each([1, 2, 3, 4])("%i hidden units beside a mixture with as many numbers", async (units) => {
    const machine = await fitted("rbm/model", data, "--set", `H=${units}`, ...starts);
    const mixture = await fitted("bernoulli-patches/model", data, "--set", `K=${units + 1}`, ...starts);
    const free = machine.freeParameters;
    expect(mixture.freeParameters).toBe(free);
    expect(readme("rbm")).toContain(`| ${free} | ${units} | ${machine.logLik.toFixed(2)} | ${units + 1} | ${mixture.logLik.toFixed(2)} |`);
  });

  it("where contrastive divergence from the data ends", async () => {
    const { logLik } = await fitted("rbm/model", data, "--method", "cd");
    expect(readme("rbm")).toContain(`it ends at ${logLik.toFixed(2)}.`);
  });
});

describe("crf-tagger", () => {
  const [train, test] = ["crf-tagger/train.csv", "crf-tagger/test.csv"].map(table) as [readonly Cells[], readonly Cells[]];
  const small = ({ word }: Cells): string => (word as string).toLowerCase();

  it("what is known of a word follows the rule of the README", () => {
    const often = new Map<string, number>();
    for (const row of train) often.set(small(row), (often.get(small(row)) ?? 0) + 1);
    const endings = ["ful", "ing", "ed", "er", "ly", "d", "e", "l", "n", "s", "t", "y"];
    for (const rows of [train, test]) {
      rows.forEach((row, i) => {
        const word = small(row);
        const ending = endings.find((end) => word.endsWith(end) && word.length >= end.length + 2) ?? "-";
        const isFirst = rows[i - 1]?.sentence !== row.sentence;
        const place = isFirst ? "first" : row.word?.startsWith(word.charAt(0)) ? "lower" : "upper";
        expect(row).toMatchObject({ known: (often.get(word) ?? 0) > 1 ? word : "-", ending, place });
      });
    }
  });

  it("how many words are tagged right", async () => {
    const seen = new Set(train.map(small));
    const unseen = test.map((row) => !seen.has(small(row)));
    const text = readme("crf-tagger");
    expect(text).toContain(`| all ${test.length} | the ${count(unseen)} that were not in training |`);
    for (const model of ["crf", "hmm", "alone"]) {
      await fitted(`crf-tagger/${model}`, "crf-tagger/train.csv", ...(model === "hmm" ? [] : ["--l2", "1"]));
      const words = ["--data", "examples/crf-tagger/test.csv", "--latent", "tag", "--mpe"];
      const { rows } = await asked<InferResult>("infer", `crf-tagger/${model}`, ...words);
      const right = test.map(({ tag }, i) => rows[i]?.mpe?.tag === tag);
      expect(text).toContain(`| \`${model}.pgm\` | ${count(right)} | ${count(right.map((is, i) => is && unseen[i] === true))} |`);
      const at = (word: string, sentence: string): number => test.findIndex((row) => row.word === word && row.sentence === sentence);
      if (model !== "crf") continue;
      expect([right[at("her", "10")], right[at("her", "7")]]).toEqual([true, true]);
      expect(rows[at("friendly", "16")]?.mpe?.tag).toBe("ADV");
    }
  });
});
