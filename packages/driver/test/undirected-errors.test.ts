import { expect, test } from "vitest";
import { fit } from "../src/index.ts";
import { featuresOf, generalisedInverse, informationOf, type Matrix, product, times } from "./support/undirected-information.ts";
import { anyKind, forRandomUndirected, freeOf, mustAgree, numbersIn, type UndirectedRun } from "./support/undirected-runs.ts";
import type { Unit } from "./support/undirected-unroll.ts";

const complete = { ...anyKind, shapes: ["flat"], holes: 0, constants: false, empty: 0, latent: 0, priors: 0, rows: [15, 40] } as const;
const tables = { ...complete, tables: true, given: 0, fixed: 0 } as const;

const unit = (size: number, at: number): Float64Array => Float64Array.from({ length: size }, (_, i) => Number(i === at));

/** What each reported number is of the parameters, where tables are centred: weights of a sum. */
function centredRows({ places, theta, spec }: UndirectedRun): Matrix {
  return places.flatMap(({ name, offset, count }) => {
    const isTable = spec.params.find((p) => p.name === name)?.line === null;
    return Array.from({ length: count }, (_, i) => {
      const row = unit(theta.length, offset + i);
      if (isTable) for (let c = offset; c < offset + count; c++) row[c] = (row[c] as number) - 1 / count;
      return row;
    });
  });
}

const subsets = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((all, item) => all.flatMap((some) => [some, [...some, item]]), [[]]);

/** Features of all configurations of a unit. */
function designOf(
  { variables }: Unit,
  one: Unit,
  size: number,
): readonly { readonly states: readonly number[]; readonly x: Float64Array }[] {
  const all = variables.reduce<readonly (readonly number[])[]>(
    (rows, { labels }) => rows.flatMap((row) => labels.map((_, s) => [...row, s])),
    [[]],
  );
  return all.map((states) => ({ states, x: featuresOf(one, states, size) }));
}

/**
 * The same where every parameter is a table of its own: each effect of the log-potential, by means over all configurations with alternating
 * signs, stands in the first table that holds its variables.
 */
function effectRows(run: UndirectedRun): Matrix {
  const one = run.units[0] as Unit;
  const size = run.theta.length;
  const design = designOf(one, one, size);
  const mean = (fixed: readonly number[], at: readonly number[]): Float64Array => {
    const same = design.filter(({ states }) => fixed.every((v, i) => states[v] === at[i]));
    return unit(size, -1).map((_, c) => same.reduce((sum, { x }) => sum + (x[c] as number), 0) / same.length);
  };
  const variables = run.places.map(({ name }) =>
    /\((.*)\)/
      .exec(name)?.[1]
      ?.split(/,(?![^[]*\])/)
      .map((key) => one.variables.findIndex((v) => v.key === key)),
  ) as number[][];
  const owner = (set: readonly number[]): number => variables.findIndex((table) => set.every((v) => table.includes(v)));
  return run.places.flatMap(({ count, shape }, t) => {
    const table = variables[t] as number[];
    const own = subsets(table).filter((set) => set.length > 0 && owner(set) === t);
    return Array.from({ length: count }, (_, e) => {
      const states = shape.map((n, axis) => Math.floor(e / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % n);
      const row = unit(size, -1);
      for (const set of own)
        for (const part of subsets(set)) {
          const sign = (set.length - part.length) % 2 === 0 ? 1 : -1;
          mean(
            part,
            part.map((v) => states[table.indexOf(v)] as number),
          ).forEach((x, c) => {
            row[c] = (row[c] as number) + sign * x;
          });
        }
      return row;
    });
  });
}

/** Standard errors by the delta method, against those reported; returns how many could be compared. */
async function checkErrors(run: UndirectedRun, rows: Matrix): Promise<boolean> {
  const result = await fit(run.model, run.csv, { method: "gradient" });
  const { network, status, params } = result;
  if (status !== "converged" || !network?.standardErrors || network.atMinusInfinity.length > 0) return false;
  const errors = run.places.flatMap(({ name }) => numbersIn(network.standardErrors?.[name]));
  const free = freeOf(run);
  const theta = Float64Array.from(run.places.flatMap(({ name }) => numbersIn(params[name])));
  const information = informationOf(run.units, theta);
  const { inverse } = generalisedInverse(information, (c) => free[c] === 1);
  // With empty cells a maximum at infinity is not always told from one far out.
  if (theta.some((x) => Math.abs(x) > 12)) return false;
  let compared = 0;
  rows.forEach((row, c) => {
    const direction = row.map((x, i) => (free[i] === 1 ? x : 0));
    const solved = times(inverse, direction);
    const back = times(information, solved);
    // Only what the data tell of has an error of its own.
    if (direction.some((x, i) => free[i] === 1 && Math.abs(x - (back[i] as number)) > 1e-6)) return;
    mustAgree(`the standard error ${c} of ${theta[c]}`, errors[c], Math.sqrt(Math.max(0, product(direction, solved))), 1e-5);
    compared += 1;
  });
  return compared > 0;
}

test("standard errors are those of the enumerated information, tables centred", async () => {
  const check = async (run: UndirectedRun): Promise<boolean> => {
    const isPlain = run.spec.params.every(({ line }) => line === null);
    return isPlain ? false : checkErrors(run, centredRows(run));
  };
  expect(await forRandomUndirected({ runs: 60, kind: complete }, check)).toBeGreaterThan(0.2);
}, 300_000);

test("standard errors are those of the enumerated information, each effect in its table", async () => {
  const check = async (run: UndirectedRun): Promise<boolean> => {
    const names = run.spec.factors.map(({ text }) => text);
    return new Set(names).size === names.length ? checkErrors(run, effectRows(run)) : false;
  };
  expect(await forRandomUndirected({ runs: 60, kind: tables }, check)).toBeGreaterThan(0.2);
}, 300_000);

test("with empty cells they are those of the observed information", async () => {
  const check = async (run: UndirectedRun): Promise<boolean> => {
    const isPlain = run.spec.params.every(({ line }) => line === null);
    return isPlain || !run.csv.includes(",,") ? false : checkErrors(run, centredRows(run));
  };
  expect(await forRandomUndirected({ runs: 40, kind: { ...complete, empty: 12 } }, check)).toBeGreaterThan(0.1);
}, 300_000);
