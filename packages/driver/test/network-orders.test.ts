import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  type Diagnostic,
  type DiscreteNetwork,
  type FitOptions,
  modelOfNetwork,
  type NodePosterior,
  type ParamInput,
  readNetwork,
  tryFit,
  tryScore,
} from "../src/index.ts";
import { type LargeVariable, logEvidenceOf, posteriorOf } from "./support/large-network.ts";
import { drawFrom } from "./support/network-draw.ts";

// NETS=<folder> adds the .bif and .bif.gz files of a folder: networks too large to be kept here.
const fixtures = fileURLToPath(new URL("fixtures/networks/", import.meta.url));
const folders = [fixtures, ...(process.env.NETS === undefined ? [] : [process.env.NETS])];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.bif(\.gz)?$/.test(name))
    .map((name) => ({ name: basename(name).replace(/\.bif(\.gz)?$/, ""), path: join(folder, name) })),
);

const ORDERS = [{}, { elimination: "min-fill" }, { elimination: "min-weight" }] as const;
/** Large enough for all orders of all but the largest network. */
const BUDGET = 1e7;

function readBif(path: string): DiscreteNetwork {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const network = readNetwork({ name: path, text }, { format: "bif" });
  if (network.kind === "undirected") throw new Error(`${path} is undirected`);
  return network;
}

/** The variables with parents first. */
function sorted({ variables }: DiscreteNetwork): readonly LargeVariable[] {
  const order: (typeof variables)[number][] = [];
  const visit = (v: (typeof variables)[number]): void => {
    if (order.includes(v)) return;
    for (const parent of v.parents) visit(variables.find((p) => p.name === parent) as typeof v);
    order.push(v);
  };
  for (const v of variables) visit(v);
  return order.map(({ name, states, parents, table }) => ({
    name,
    states: states.length,
    parents: parents.map((parent) => order.findIndex((v) => v.name === parent)),
    table: Array.from({ length: table.length / states.length }, (_, row) => table.slice(row * states.length, (row + 1) * states.length)),
  }));
}

/** Rows drawn from a network of which nothing, some, most and all is seen, so that no column is without a value. */
function sampleRows(variables: readonly LargeVariable[], seed: number): readonly ReadonlyMap<number, number>[] {
  const draw = drawFrom(seed);
  return [0, 10, 10, 40, 80, 100].map((percent) => {
    const states: number[] = [];
    for (const { parents, table } of variables) {
      const row = parents.reduce((at, p) => at * (variables[p]?.states as number) + (states[p] as number), 0);
      states.push(draw.sample(table[row] as readonly number[]));
    }
    return new Map(states.flatMap((s, i) => (draw.chance(percent) ? [[i, s] as const] : [])));
  });
}

/** A table of sampled rows for a network, as places of states and as columns of labels. */
function tableFor(network: DiscreteNetwork) {
  const variables = sorted(network);
  const rows = sampleRows(variables, 7);
  const labels = new Map(network.variables.map((v) => [v.name, v.states]));
  const columns = variables.map(({ name }, i) => [name, rows.map((row) => labels.get(name)?.[row.get(i) ?? -1] ?? null)] as const);
  return { variables, rows, data: Object.fromEntries(columns) };
}

interface Answer {
  readonly logLik: readonly (number | null)[];
  readonly posteriors: readonly NodePosterior[];
}

/** Log-evidence of rows and marginals under an order, or the refusal. */
async function answer(
  network: DiscreteNetwork,
  data: Readonly<Record<string, readonly (string | null)[]>>,
  order: Pick<FitOptions, "elimination">,
): Promise<Answer | readonly Diagnostic[]> {
  const { model, params } = modelOfNetwork(network);
  const score = await tryScore(model, data, { params: params as ParamInput, budget: BUDGET, ...order });
  if (!score.ok) return score.diagnostics;
  const marginals = { method: "em", maxIterations: 0, posteriors: true, budget: BUDGET } as const;
  const fit = await tryFit(model, data, { init: params as ParamInput, ...marginals, ...order });
  if (!fit.ok) return fit.diagnostics;
  // Names that the language does not have are changed: nodes are told apart by their place in the file.
  const names = new Map(Object.keys(params).map((node, i) => [node, network.variables[i]?.name ?? node]));
  const posteriors = fit.value.posteriors.map((p) => ({ ...p, node: names.get(p.node) ?? p.node }));
  return { logLik: score.value.rows.map((row) => row.logLik), posteriors };
}

const isAnswer = (found: Answer | readonly Diagnostic[]): found is Answer => "logLik" in found;

/** Fails unless a refusal says what is needed, and that it is over the budget. */
function expectCost(refusal: readonly Diagnostic[]): void {
  const errors = refusal.filter((d) => d.severity === "error");
  expect(errors.map((d) => d.code)).toEqual(["joint-too-large"]);
  for (const { details } of errors) {
    const { states, budget } = details as unknown as { states: number; budget: number };
    expect(states).toBeGreaterThan(budget);
  }
}

function expectClose(found: ArrayLike<number | null>, expected: ArrayLike<number | null>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) {
    const [a, b] = [found[i] as number, expected[i] as number];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b)));
  }
}

describe.each(files)("$name", ({ path }) => {
  const network = readBif(path);
  const { data } = tableFor(network);

  test("marginals and log-evidence are the same in two orders of elimination, or the refusal names the cost", async () => {
    const answers = await Promise.all(ORDERS.map((order) => answer(network, data, order)));
    for (const found of answers) if (!isAnswer(found)) expectCost(found);
    if (path.startsWith(fixtures)) expect(answers.every(isAnswer)).toBe(true);
    const [first, ...others] = answers.filter(isAnswer);
    for (const other of others) {
      expectClose(other.logLik, first?.logLik ?? []);
      expect(other.posteriors.map((p) => p.node)).toEqual(first?.posteriors.map((p) => p.node));
      other.posteriors.forEach((p, i) => {
        expectClose(p.probabilities, first?.posteriors[i]?.probabilities ?? []);
      });
    }
  }, 300_000);
});

const small = files.filter(({ path }) => sorted(readBif(path)).reduce((n, v) => n * v.states, 1) < 10_000);

test.each(small)("$name has the evidence and marginals of an elimination in the order of the text", async ({ path }) => {
  const network = readBif(path);
  const { variables, rows, data } = tableFor(network);
  const found = await answer(network, data, {});
  if (!isAnswer(found)) throw new Error("a small network is refused");
  expectClose(
    found.logLik,
    rows.map((row) => logEvidenceOf(variables, row)),
  );
  for (const { node, probabilities } of found.posteriors) {
    const place = variables.findIndex((v) => v.name === node);
    const states = variables[place]?.states as number;
    expectClose(
      probabilities,
      rows.flatMap((row) => Array.from({ length: states }, (_, s) => posteriorOf(variables, row, new Map([[place, s]])))),
    );
  }
});
