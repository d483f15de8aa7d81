import { expect, test } from "vitest";
import { infer, inferCase, type PosteriorMoments, parse } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import { type CellSpec, groundKey, membersOf, type NodeSpec } from "./support/model-spec.ts";
import { initOf, printTable } from "./support/print-model.ts";
import type { RandomCase } from "./support/random-model.ts";
import { type InstanceSpec, Reference } from "./support/reference.ts";
import { engineModel } from "./support/run-case.ts";

/** A row with a weight stands for several rows, which the reference could not see one of with another value. */
const unweighted = ({ model, table }: RandomCase): RandomCase => ({
  model: { ...model, weights: "none" },
  table: { ...table, weights: null },
});

interface Gap {
  readonly node: NodeSpec;
  readonly key: string;
  readonly row: number;
}

/** An empty cell of a numeric node with one component. */
function gapIn({ model, table }: RandomCase): Gap | null {
  for (const node of model.nodes.filter(({ states, length }) => states === null && length === 1)) {
    for (const member of membersOf(model, node)) {
      const key = groundKey(node.name, member);
      const row = (table.cells[key] ?? []).indexOf(null);
      if (row >= 0 && table.cells[key]?.some((cell) => cell !== null)) return { node, key, row };
    }
  }
  return null;
}

function rowsWith(instances: readonly InstanceSpec[], level: number, row: number): readonly number[] {
  const instance = instances.find(({ rows }) => rows.includes(row)) as InstanceSpec;
  return instance.level === level ? instance.rows : rowsWith(instance.children, level, row);
}

/** Values at which the density is summed: all counts that matter, or a grid so fine that a sum is the integral of Gaussians. */
function support({ family, trials }: NodeSpec, counts: number): { readonly values: readonly number[]; readonly step: number } {
  if (family === "Poisson") return { values: Array.from({ length: 60 }, (_, i) => i), step: 1 };
  if (family === "Binomial") return { values: Array.from({ length: (trials === "trials" ? counts : trials) + 1 }, (_, i) => i), step: 1 };
  return { values: Array.from({ length: 901 }, (_, i) => (i - 450) / 15), step: 1 / 15 };
}

/** p(value, what is seen) / p(what is seen), by putting the value into the cell. */
function densityAt(c: RandomCase, { node, key, row }: Gap): (value: number) => number {
  const before = new Reference(c.model, c.table);
  const top = before.instances.find(({ rows }) => rows.includes(row)) as InstanceSpec;
  const evidence = before.logEvidence(top);
  const rows = rowsWith(before.instances, node.level, row);
  return (value) => {
    const column = c.table.cells[key]?.map((cell, r): CellSpec => (rows.includes(r) ? [value] : cell)) ?? [];
    const seen = new Reference(c.model, { ...c.table, cells: { ...c.table.cells, [key]: column } });
    return Math.exp(seen.logEvidence(top) - evidence);
  };
}

test("means and variances of missing numbers are those of their densities", async () => {
  const compared = await forRandomCases({ runs: 300, seed: 40 }, async (random) => {
    const c = unweighted(random);
    const gap = gapIn(c);
    if (!gap) return false;
    const density = densityAt(c, gap);
    const { values, step } = support(gap.node, c.table.trials[gap.row] as number);
    const masses = values.map((value) => step * density(value));
    const moment = (power: number): number => masses.reduce((sum, p, i) => sum + p * (values[i] as number) ** power, 0);
    const { rows } = await infer(engineModel(c), printTable(c.model, c.table), { params: initOf(c.model) });
    const found = rows[gap.row]?.marginals[gap.key] as PosteriorMoments;
    const wanted = [moment(1), moment(2) - moment(1) ** 2] as const;
    if (Math.abs(moment(0) - 1) > 1e-9) throw new Error(`the density of ${gap.key} sums to ${moment(0)}`);
    [found.mean, found.cov].forEach((x, i) => {
      if (Math.abs((x as number) - (wanted[i] as number)) > 1e-7)
        throw new Error(`${gap.key} in row ${gap.row}: ${x}, by summing ${wanted[i]}`);
    });
    return true;
  });
  expect(compared).toBeGreaterThan(60);
}, 120_000);

const mixed = parse(`model Mixed
param centre[2] : vector(2) = [[0, 0], [4, 2]]
param spread[2] : diagonal(2) = [[1, 3], [2, 1]]
plate row {
  latent kind ~ Categorical([0.25, 0.75])
  observed point ~ MvNormal(centre[kind], spread[kind]) from (x, y)
  observed size ~ Normal(2, 3)
}`);

test("a vector has a list and a matrix, a value that is seen itself, in declared order", async () => {
  const { rows, nodes } = await infer(mixed, { x: [null, 1], y: [null, 2], size: [1, null] });
  expect(Object.keys(nodes)).toEqual(["kind"]);
  expect(Object.keys(rows[0]?.marginals ?? {})).toEqual(["kind", "point", "size"]);
  const point = rows[0]?.marginals.point as { mean: number[]; cov: number[][] };
  [3, 1.5].forEach((x, i) => expect(point.mean[i]).toBeCloseTo(x, 12));
  const between = 0.25 * 0.75;
  const wanted = [
    [0.25 * 1 + 0.75 * 2 + 16 * between, 8 * between],
    [8 * between, 0.25 * 3 + 0.75 * 1 + 4 * between],
  ];
  wanted.forEach((line, i) => line.forEach((x, j) => expect(point.cov[i]?.[j]).toBeCloseTo(x, 12)));
  expect(rows[1]?.marginals).toMatchObject({
    point: {
      mean: [1, 2],
      cov: [
        [0, 0],
        [0, 0],
      ],
    },
    size: { mean: 2, cov: 9 },
  });
  expect(rows[0]?.marginals.size).toEqual({ mean: 1, cov: 0 });
});

test("a number whose law two unknown nodes choose has the moments of their joint posterior", async () => {
  const model = parse(`model Two
param at[2, 2] : real = [[0, 10], [20, 50]]
plate row {
  observed a : {no, yes} ~ Table(value = [0.5, 0.5])
  observed b : {no, yes} ~ Table(a, value = [[0.9, 0.1], [0.2, 0.8]])
  observed x ~ Normal(at[b, a], 2)
}`);
  const result = await inferCase(model, {});
  const share = [0.45, 0.1, 0.05, 0.4] as const;
  const means = [0, 10, 20, 50] as const;
  const mean = share.reduce((sum, p, i) => sum + p * (means[i] as number), 0);
  const variance = share.reduce((sum, p, i) => sum + p * (4 + ((means[i] as number) - mean) ** 2), 0);
  const found = result.rows[0]?.marginals.x as { mean: number; cov: number };
  expect([found.mean, found.cov].map((x) => Number(x.toFixed(10)))).toEqual([mean, variance].map((x) => Number(x.toFixed(10))));
  expect("joints" in result).toBe(false);
});
