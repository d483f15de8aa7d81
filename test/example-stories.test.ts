import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InferResult } from "platewise";
import { afterAll, describe, expect, it, vi } from "vitest";
import { pgmJson, runPgm } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "platewise-stories-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Cells = Readonly<Record<string, string>>;

const read = (path: string): string => readFileSync(join(root, "examples", path), "utf8");

function table(path: string): readonly Cells[] {
  const [head = [], ...rows] = read(path)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(head.map((name, j) => [name, row[j] ?? ""])));
}

interface Fitted {
  readonly model: string;
  readonly data: string;
  /** Words after `pgm fit`. */
  readonly fit?: readonly string[];
  /** Words that the fit and the question share. */
  readonly both?: readonly string[];
  /** The data of the question, where it is another one. */
  readonly asked?: string;
}

/** What a model says of the rows of its data, after a fit to them. */
async function answers({ model, data, fit = [], both = [], asked = data }: Fitted): Promise<InferResult> {
  const [program, rows, params] = [`examples/${model}`, `examples/${data}`, join(folder, "fit.json")];
  const fitted = await runPgm(["fit", program, "--data", rows, ...fit, ...both, "--out", params, "--quiet"]);
  expect(fitted.status, fitted.stderr).toBe(0);
  return pgmJson<InferResult>(["infer", program, "--params", params, "--data", `examples/${asked}`, ...both, "--mpe"]);
}

/** The most probable state of a node in each row by itself. */
function marginalStates({ nodes, rows }: InferResult, node: string): readonly string[] {
  const { states } = nodes[node] as { readonly states: readonly string[] };
  return rows.map(({ marginals }) => {
    const p = marginals[node] as readonly number[];
    return states[p.indexOf(Math.max(...p))] as string;
  });
}

const pathStates = ({ rows }: InferResult, node: string): readonly string[] => rows.map(({ mpe }) => String(mpe?.[node]));

const agreements = (found: readonly string[], truth: readonly string[]): number => found.filter((state, i) => state === truth[i]).length;

/** Rows at which a group begins. */
const starts = (rows: readonly Cells[], by: string): readonly number[] =>
  rows.flatMap((row, i) => (i === 0 || rows[i - 1]?.[by] !== row[by] ? [i] : []));

const at = (states: readonly string[], places: readonly number[]): readonly string[] => places.map((i) => states[i] as string);

describe("what the READMEs of the examples tell", () => {
  it("alarm: the model and its numbers are what the file of the other program gives", async () => {
    const out = join(folder, "alarm.pgm");
    expect((await runPgm(["convert", "examples/alarm/alarm.bif", out, "--quiet"])).status).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(read("alarm/alarm.pgm"));
    expect(readFileSync(join(folder, "alarm.fit.json"), "utf8")).toBe(read("alarm/alarm.fit.json"));
  });

  it("alarm-holes: filled cells are the true ones more often than the usual states are", async () => {
    const holes = table("alarm-holes/holes.csv");
    const truth = table("alarm/alarm.csv");
    const result = await answers({ model: "alarm-holes/model.pgm", data: "alarm-holes/holes.csv" });
    let [empty, right, usual] = [0, 0, 0];
    for (const name of Object.keys(holes[0] as Cells)) {
      const seen = holes.map((row) => row[name] as string);
      const counts = new Map<string, number>();
      for (const state of seen) if (state !== "") counts.set(state, (counts.get(state) ?? 0) + 1);
      const [most] = [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number];
      const likely = marginalStates(result, name);
      seen.forEach((state, i) => {
        const value = truth[i]?.[name] as string;
        if (state !== "") return expect(state).toBe(value);
        empty += 1;
        right += Number(likely[i] === value);
        usual += Number(most === value);
      });
    }
    const words = (count: number): string => count.toLocaleString("en-GB");
    expect(read("alarm-holes/README.md").replace(/\s+/g, " ")).toContain(
      `Of the ${words(empty)} empty cells the most probable state is the true one in ${words(right)}, ${Math.round((100 * right) / empty)} %. ` +
        `The most frequent state of each column would be right in ${words(usual)}, ${Math.round((100 * usual) / empty)} %.`,
    );
  });

  it("dna-segments: decoded segments against the true ones", async () => {
    const rows = table("dna-segments/dna.csv");
    const truth = rows.map(({ segment }) => segment as string);
    const segments = (states: readonly string[]): number =>
      starts(
        rows.map(({ seq }, i) => ({ segment: `${seq} ${states[i]}` })),
        "segment",
      ).length;
    const example = { model: "dna-segments/model.pgm", data: "dna-segments/dna.csv" };
    const latent = ["--latent", "segment"];
    const bare = await answers({ ...example, fit: ["--init", "examples/dna-segments/init.json"], both: latent });
    const params = join(folder, "annotated.json");
    expect((await runPgm(["fit", `examples/${example.model}`, "--data", `examples/${example.data}`, "--out", params])).status).toBe(0);
    const known = ["infer", `examples/${example.model}`, "--params", params, "--data", `examples/${example.data}`, ...latent];
    const annotated = await pgmJson<InferResult>(known);
    const readme = read("dna-segments/README.md");
    expect(readme).toContain(`right places of 6,000 | segments, of ${segments(truth)} |`);
    const path = pathStates(bare, "segment");
    expect(readme).toContain(`| ${agreements(path, truth)} | ${segments(path)} |`);
    for (const result of [bare, annotated]) {
      const places = marginalStates(result, "segment");
      expect(readme).toContain(`| ${agreements(places, truth)} | ${segments(places)} |`);
    }
  });

  it("hierarchical-coins: what the bags know of their coins", async () => {
    const data = "hierarchical-coins/tosses.csv";
    const rows = table(data);
    const init = (name: string) => ["--init", `examples/hierarchical-coins/${name}.json`];
    const mints = await answers({ model: "hierarchical-coins/model.pgm", data, fit: init("init") });
    const apart = await answers({ model: "hierarchical-coins/no-mints.pgm", data, fit: init("init-no-mints") });
    const right = (states: readonly string[], node: string, by: string): string => {
      const places = starts(rows, by);
      return `${agreements(
        at(states, places),
        places.map((i) => rows[i]?.[node] as string),
      )} of ${places.length}`;
    };
    const coins = right(marginalStates(mints, "coin"), "coin", "round");
    const [alone] = right(marginalStates(apart, "coin"), "coin", "round").split(" ");
    const readme = read("hierarchical-coins/README.md").replace(/\s+/g, " ");
    expect(readme).toContain(`The more probable mint is the true one for ${right(marginalStates(mints, "mint"), "mint", "bag")} bags.`);
    expect(readme).toContain(`The more probable coin is the true one in ${coins} rounds; without the mints in ${alone}.`);
    expect(readme).toContain(`it gets ${right(pathStates(mints, "coin"), "coin", "round")} coins right`);
  });

  it("latent-class-covariate: classes against species", async () => {
    const data = "latent-class-covariate/penguins.csv";
    const species = table(data).map((row) => row.species as string);
    const named: number[] = [];
    for (const name of ["model", "no-islands"]) {
      const model = `latent-class-covariate/${name}.pgm`;
      const kinds = marginalStates(await answers({ model, data, fit: ["--seed", "1", "--restarts", "10"] }), "kind");
      const counted = new Map<string, Map<string, number>>();
      kinds.forEach((kind, i) => {
        const counts = counted.get(kind) ?? new Map<string, number>();
        counts.set(species[i] as string, (counts.get(species[i] as string) ?? 0) + 1);
        counted.set(kind, counts);
      });
      const usual = [...counted.values()].map((counts) => [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number]);
      expect(new Set(usual.map(([bird]) => bird)).size).toBe(3);
      named.push(usual.reduce((sum, [, count]) => sum + count, 0));
    }
    expect(read("latent-class-covariate/README.md").replace(/\s+/g, " ")).toContain(
      `names the species of ${named[0]} of ${species.length} birds, without them of ${named[1]}.`,
    );
  });

  it("weather-hmm: the first day under the first guess, and the forecast", async () => {
    const example = { model: "weather-hmm/model.pgm", data: "weather-hmm/diary.csv", fit: ["--init", "examples/weather-hmm/init.json"] };
    const hot = ({ rows }: InferResult, row: number): string =>
      ((rows[row] as InferResult["rows"][number]).marginals.weather as readonly number[]).map((p) => p.toFixed(3))[1] as string;
    const guess = await answers({ ...example, fit: [...example.fit, "--max-iter", "0"] });
    const gaps = await answers({ ...example, asked: "weather-hmm/gaps.csv" });
    const readme = read("weather-hmm/README.md").replace(/\s+/g, " ");
    expect(readme).toContain(`The first day, with two ice creams, was hot with probability ${hot(guess, 0)}`);
    expect(readme).toContain(`The last day of the diary is hot with probability ${hot(gaps, 32)}.`);
    expect(readme).toContain(`The three days after it have ${hot(gaps, 33)}, ${hot(gaps, 34)} and ${hot(gaps, 35)}`);
    const path = pathStates(await answers(example), "weather");
    const runs = path.flatMap((state, i) => (state === path[i - 1] ? [] : [[state, path.findIndex((s, j) => j > i && s !== state)]]));
    expect(runs).toEqual([
      ["hot", 10],
      ["cold", 26],
      ["hot", -1],
    ]);
  });
});
