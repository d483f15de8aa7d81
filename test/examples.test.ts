import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FitResult } from "platewise";
import { describe, expect, it, vi } from "vitest";
import { type Example, type ExampleFit, examples, fitWords } from "./support/examples.ts";
import { readGolden, rewritesGoldens } from "./support/goldens.ts";
import { pgmJson, runPgm } from "./support/run-pgm.ts";
import { root } from "./support/workspace.ts";

// The first fit loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A parameter in a file; null is the weight of what can't be, minus infinity. */
type Written = number | null | readonly Written[];

/** What `fit.golden.json` keeps of a fit. Parameters have eight significant digits, the log-likelihood twelve. */
interface FitGolden {
  readonly method: string;
  readonly status: string;
  /** Left out after several runs: which of those that reach the best optimum is chosen, rounding decides. */
  readonly iterations?: number;
  readonly logLik: number;
  /** K-means: the within-cluster sum of squares and the clusters' sizes. */
  readonly withinSS?: number;
  readonly sizes?: readonly number[];
  readonly params: Readonly<Record<string, Written>>;
}

type Goldens = Readonly<Record<string, FitGolden>>;

const rounded = (value: Written): Written =>
  value === null ? null : typeof value === "number" ? Number(value.toPrecision(8)) : value.map(rounded);

const mapParams = (params: FitGolden["params"], f: (value: Written) => Written): FitGolden["params"] =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, f(value)]));

function goldenOf({ method, status, iterations, logLik, params, runs, withinSS, sizes }: FitResult): FitGolden {
  const clusters = withinSS === undefined || sizes === undefined ? {} : { withinSS: Number(withinSS.toPrecision(8)), sizes };
  return {
    method,
    status,
    ...(runs.length === 1 ? { iterations } : {}),
    logLik: Number(logLik.toPrecision(12)),
    ...clusters,
    params: mapParams(params, rounded),
  };
}

async function fitExample(example: Example, fit: ExampleFit): Promise<FitResult> {
  return pgmJson<FitResult>([...fitWords(example, fit).map((word) => (word.startsWith(`${example.folder}/`) ? join(root, word) : word))]);
}

const goldenPath = ({ folder }: Example): string => `${folder}/fit.golden.json`;

function readGoldens(example: Example): Goldens {
  const text = readGolden(goldenPath(example));
  return text === "" ? {} : (JSON.parse(text) as Goldens);
}

const oneFit = ([name, { params, ...rest }]: [string, FitGolden]): string => {
  const lines = Object.entries(params).map(([param, value]) => `      ${JSON.stringify(param)}: ${JSON.stringify(value)}`);
  const heads = Object.entries(rest).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  return [`  ${JSON.stringify(name)}: {`, ...heads, '    "params": {', lines.join(",\n"), "    }", "  }"].join("\n");
};

function writeGolden(example: Example, name: string, golden: FitGolden): void {
  const goldens = { ...readGoldens(example), [name]: golden };
  const known = example.fits.map((fit) => fit.name).filter((fit) => fit in goldens);
  const entries = known.map((fit): [string, FitGolden] => [fit, goldens[fit] as FitGolden]);
  const path = join(root, goldenPath(example));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `{\n${entries.map(oneFit).join(",\n")}\n}\n`);
}

/** Numbers in one list, with the shape kept apart. */
function flat(value: Written): readonly number[] {
  return value === null ? [] : typeof value === "number" ? [value] : value.flatMap(flat);
}

const shape = (value: Written): unknown => (value === null ? "none" : typeof value === "number" ? "number" : value.map(shape));

/** Largest difference between two values of a parameter, relative to the golden one; eight digits are off by 5e-8 at most. */
function distance(found: Written, golden: Written): number {
  const wanted = flat(golden);
  return Math.max(...flat(found).map((x, i) => Math.abs(x - (wanted[i] as number)) / (Math.abs(wanted[i] as number) + 1e-9)));
}

function holdTo(golden: FitGolden | undefined, result: FitResult): void {
  const { logLik: _, params: __, ...heads } = goldenOf(result);
  const { logLik: wanted = Number.NaN, params = {}, ...wantedHeads } = golden ?? {};
  expect(heads).toEqual(wantedHeads);
  expect(Math.abs(result.logLik - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(result.logLik));
  expect(mapParams(result.params, () => 0)).toEqual(mapParams(params, () => 0));
  for (const [name, value] of Object.entries(params)) {
    const found = result.params[name] as Written;
    expect(shape(found), name).toEqual(shape(value));
    expect(distance(found, value), name).toBeLessThanOrEqual(1e-6);
  }
}

describe.each(examples)("example $name", (example) => {
  it.each(example.models)("%s is sound and in the canonical layout", async (model) => {
    const path = join(root, example.folder, model);
    expect(await runPgm(["check", path, "--quiet"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await runPgm(["format", "--check", path])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it.each(example.fits)("fit $name gives its golden result", async (fit) => {
    const result = await fitExample(example, fit);
    if (rewritesGoldens) writeGolden(example, fit.name, goldenOf(result));
    holdTo(readGoldens(example)[fit.name], result);
  });

  it("has every model in a fit or a query, and no golden result without one", () => {
    const used = [...example.fits, ...example.queries].map(({ model }) => model);
    expect([...new Set(used)].sort()).toEqual([...example.models].sort());
    expect(Object.keys(readGoldens(example)).sort()).toEqual(example.fits.map(({ name }) => name).sort());
  });

  it("says in its README which command makes each fit", () => {
    const readme = readFileSync(join(root, example.folder, "README.md"), "utf8").replace(/\s*\\\n\s*/g, " ");
    for (const fit of example.fits) expect(readme).toContain(`pgm ${fitWords(example, fit).join(" ")}`);
  });
});
