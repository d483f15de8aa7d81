import {
  type Block,
  createRandom,
  type DensityKernel,
  type EstimationProblem,
  type FamilyShape,
  normaliseBlockTotal,
  type TableKernel,
} from "@platewise/core";
import { describe, expect, it } from "vitest";
import { families, priorFamilies } from "../src/index.ts";
import { type FamilyCase, familyCases } from "./family-cases.ts";

/** Length of x: components of a vector, else 1. */
const lengthOf = ({ family, shape }: FamilyCase): number => (family.name === "MvNormal" ? shape.length : 1);

/** Number of natural parameters: the free dimensions of the full family. */
function naturalLength({ family, shape }: FamilyCase): number {
  if (family.name === "Categorical") return shape.length - 1;
  if (family.name === "MvNormal") return shape.length + (shape.length * (shape.length + 1)) / 2;
  return family.name === "Normal" ? 2 : 1;
}

function naturalOf(c: FamilyCase, args: readonly Float64Array[]): Float64Array {
  const natural = new Float64Array(naturalLength(c));
  c.family.natural(c.shape, args, natural);
  return natural;
}

function logDensity(c: FamilyCase, args: readonly Float64Array[], x: Float64Array): number {
  const natural = naturalOf(c, args);
  const t = new Float64Array(natural.length);
  c.family.sufficient(c.shape, x, t);
  return (
    natural.reduce((sum, eta, i) => sum + eta * (t[i] as number), 0) -
    c.family.logPartition(c.shape, natural) +
    c.family.logBase(c.shape, x)
  );
}

/** One slot whose arguments lie one after the other in theta. */
function bind(c: FamilyCase, args: readonly Float64Array[]): { theta: Float64Array; cells: number[]; kernel: TableKernel | DensityKernel } {
  const theta = Float64Array.from(args.flatMap((a) => [...a]));
  let offset = 0;
  const cells = args.map((a) => {
    const cell = offset;
    offset += a.length;
    return cell;
  });
  const kernel = c.family.createKernel({ shape: c.shape, slots: 1, cells: cells.map((cell) => Int32Array.of(cell)) });
  kernel.prepare(theta);
  return { theta, cells, kernel };
}

const columnsOf = (c: FamilyCase, rows: readonly Float64Array[]): Float64Array[] => {
  const columns = Array.from({ length: lengthOf(c) }, (_, j) => Float64Array.from(rows, (x) => x[j] as number));
  if (c.family.name === "Binomial") columns.push(new Float64Array(rows.length).fill(c.shape.length));
  return columns;
};

function kernelLogDensities(c: FamilyCase, args: readonly Float64Array[], rows: readonly Float64Array[]): readonly number[] {
  const { kernel } = bind(c, args);
  if (kernel.kind === "table") return rows.map((x) => kernel.logTable[x[0] as number] as number);
  const block: Block = { start: 0, count: rows.length, at: 0, values: new Float64Array(rows.length) };
  kernel.addLogDensity(0, columnsOf(c, rows), block);
  return [...block.values];
}

function accumulate(c: FamilyCase, kernel: TableKernel | DensityKernel, rows: readonly Float64Array[], weights: Float64Array): void {
  if (kernel.kind === "table") rows.forEach((x, i) => (kernel.statistics[x[0] as number]! += weights[i] as number));
  else kernel.accumulate(0, columnsOf(c, rows), { start: 0, count: rows.length, at: 0, values: weights });
}

const sampleRows = (c: FamilyCase, args: readonly Float64Array[], count: number, seed: number): readonly Float64Array[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const x = new Float64Array(lengthOf(c));
    c.family.sample(c.shape, args, random, x);
    return x;
  });
};

const problemOf = (shape: FamilyShape, cells: number[], statistics: Float64Array): EstimationProblem => ({
  shape,
  atoms: [{ cells, statistics }],
  free: () => true,
  prior: () => null,
  scale: new Float64Array(shape.length).fill(1),
  floor: 0,
});

describe("the families", () => {
  it("all stand in the suite", () => {
    expect(new Set(familyCases.map((c) => c.family.name))).toEqual(new Set(families.map((f) => f.name)));
  });
});

describe.each(familyCases)("$label", (c) => {
  const random = createRandom(17);
  const args = c.draw(random);

  it("returns from natural parameters to the same arguments", () => {
    const back = args.map((a) => new Float64Array(a.length));
    c.family.fromNatural(c.shape, naturalOf(c, args), back);
    args.forEach((a, i) => a.forEach((x, j) => expect(back[i]?.[j]).toBeCloseTo(x, 10)));
  });

  it("has the mean of its statistics as the gradient of its log-partition", () => {
    const natural = naturalOf(c, args);
    const rows = sampleRows(c, args, 20000, 5);
    const t = new Float64Array(natural.length);
    const sums = new Float64Array(natural.length);
    const squares = new Float64Array(natural.length);
    for (const x of rows) {
      c.family.sufficient(c.shape, x, t);
      t.forEach((value, i) => {
        sums[i]! += value;
        squares[i]! += value * value;
      });
    }
    natural.forEach((eta, i) => {
      const step = 1e-5 * Math.max(1, Math.abs(eta));
      const at = (delta: number): number => c.family.logPartition(c.shape, natural.with(i, eta + delta));
      const slope = (at(step) - at(-step)) / (2 * step);
      const mean = (sums[i] as number) / rows.length;
      const error = Math.sqrt(((squares[i] as number) / rows.length - mean * mean) / rows.length);
      expect(Math.abs(slope - mean)).toBeLessThan(5 * error + 1e-6);
    });
  });

  it("has the slope and the curvature of its log-partition as its moments", () => {
    if (!c.family.moments) return expect(c.family.child).toBe("finite");
    const d = lengthOf(c);
    const [mean, covariance] = [new Float64Array(d), new Float64Array(d * d)];
    c.family.moments(c.shape, args, mean, covariance);
    const natural = naturalOf(c, args);
    const step = 1e-4;
    const at = (...moves: readonly (readonly [number, number])[]): number => {
      const moved = natural.slice();
      for (const [i, by] of moves) moved[i]! += by;
      return c.family.logPartition(c.shape, moved);
    };
    for (let i = 0; i < d; i++) {
      expect(Math.abs((at([i, step]) - at([i, -step])) / (2 * step) - (mean[i] as number))).toBeLessThan(1e-5);
      for (let j = 0; j < d; j++) {
        const both = at([i, step], [j, step]) - at([i, step], [j, -step]) - at([i, -step], [j, step]) + at([i, -step], [j, -step]);
        expect(Math.abs(both / (4 * step * step) - (covariance[i * d + j] as number))).toBeLessThan(1e-4);
      }
    }
  });

  it("gives the block kernel and the exponential form the same density", () => {
    const rows = sampleRows(c, args, 50, 7);
    kernelLogDensities(c, args, rows).forEach((value, i) => expect(value).toBeCloseTo(logDensity(c, args, rows[i] as Float64Array), 9));
  });

  it("adds to what the block already holds, from a row and a place on", () => {
    const rows = sampleRows(c, args, 12, 8);
    const { kernel } = bind(c, args);
    if (kernel.kind === "table") return expect(kernel.logTable.length).toBe(c.shape.length);
    const values = new Float64Array(20).fill(3);
    kernel.addLogDensity(0, columnsOf(c, rows), { start: 4, count: 5, at: 10, values });
    const plain = kernelLogDensities(c, args, rows);
    values.forEach((v, i) => expect(v).toBeCloseTo(3 + (i >= 10 && i < 15 ? (plain[i - 6] as number) : 0), 10));
  });

  it("does a whole mixture in one walk as it does it in two", () => {
    const slots = 4;
    const drawn = Array.from({ length: slots }, () => c.draw(random));
    const lengths = args.map((a) => a.length);
    const theta = Float64Array.from(drawn.flatMap((slot) => slot.flatMap((a) => [...a])));
    const size = theta.length / slots;
    const offsets = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
    const kernel = c.family.createKernel({
      shape: c.shape,
      slots,
      cells: offsets.map((o) => Int32Array.from(drawn, (_, s) => s * size + o)),
    });
    if (kernel.kind === "table" || !kernel.mixture) return;
    kernel.prepare(theta);
    const columns = columnsOf(c, sampleRows(c, args, 50, 23));
    const states = { slots: Int32Array.of(2, 0, 3, 1), base: Float64Array.of(-1, -2, -0.7, -3), totals: new Float64Array(slots) };
    const got = kernel.mixture(states, columns, 5, 45);
    const [statistics, totals] = [kernel.statistics.slice(), states.totals.slice()];
    kernel.statistics.fill(0);
    const table = new Float64Array(slots * 40);
    states.slots.forEach((slot, s) => {
      table.fill(states.base[s] as number, s * 40, s * 40 + 40);
      kernel.addLogDensity(slot, columns, { start: 5, count: 40, at: s * 40, values: table });
    });
    expect(got).toBeCloseTo(normaliseBlockTotal(table, slots, 40, 40), 9);
    states.slots.forEach((slot, s) => {
      kernel.accumulate(slot, columns, { start: 5, count: 40, at: s * 40, values: table });
      expect(totals[s]).toBeCloseTo(
        table.slice(s * 40, s * 40 + 40).reduce((a, b) => a + b, 0),
        9,
      );
    });
    statistics.forEach((x, i) => expect(x).toBeCloseTo(kernel.statistics[i] as number, 8));
  });

  it("maximises the weighted likelihood, wherever the statistics were centred", () => {
    const rows = sampleRows(c, args, 400, 9);
    const weights = Float64Array.from(rows, () => 0.2 + random.next());
    const { theta, cells, kernel } = bind(c, c.draw(random));
    const before = theta.slice();
    accumulate(c, kernel, rows, weights);
    const atom = { cells, statistics: kernel.statistics };
    expect(c.family.maximize(problemOf(c.shape, cells, kernel.statistics), theta)).toEqual([]);
    const at = (parameters: Float64Array): number => {
      const slices = args.map((a, i) => parameters.slice(cells[i], (cells[i] as number) + a.length));
      return kernelLogDensities(c, slices, rows).reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
    };
    const best = at(theta);
    expect(c.family.expectedLogLik(c.shape, atom, theta, before) - c.family.expectedLogLik(c.shape, atom, before, before)).toBeCloseTo(
      best - at(before),
      6,
    );
    for (let trial = 0; trial < 20; trial++) {
      const other = theta.slice();
      const drawn = c.draw(random);
      drawn.forEach((a, i) =>
        a.forEach((x, j) => (other[(cells[i] as number) + j] = 0.99 * (theta[(cells[i] as number) + j] as number) + 0.01 * x)),
      );
      expect(at(other)).toBeLessThanOrEqual(best + 1e-9 * Math.abs(best));
    }
  });

  it("recovers the arguments that the rows were drawn with", () => {
    const rows = sampleRows(c, args, 20000, 11);
    const { theta, cells, kernel } = bind(c, args);
    accumulate(c, kernel, rows, new Float64Array(rows.length).fill(1));
    c.family.maximize(problemOf(c.shape, cells, kernel.statistics), theta);
    args.flatMap((a) => [...a]).forEach((x, i) => expect(Math.abs((theta[i] as number) - x)).toBeLessThan(0.08 * Math.max(1, Math.abs(x))));
  });

  it("leaves fixed arguments alone and reports atoms without data", () => {
    const { theta, cells, kernel } = bind(c, args);
    const before = theta.slice();
    const empty = problemOf(c.shape, cells, kernel.statistics);
    expect(c.family.maximize(empty, theta).map((s) => s.kind)).toEqual(["empty"]);
    expect(theta).toEqual(before);
    accumulate(c, kernel, sampleRows(c, args, 30, 3), new Float64Array(30).fill(1));
    c.family.maximize({ ...empty, free: () => false }, theta);
    expect(theta).toEqual(before);
  });

  it("is moved by a prior, and not by a flat one", () => {
    const rows = sampleRows(c, args, 60, 13);
    args.forEach((_, argument) => {
      for (const name of c.family.priors(c.shape, argument)) {
        const { theta, cells, kernel } = bind(c, args);
        accumulate(c, kernel, rows, new Float64Array(60).fill(1));
        const length = (args[argument] as Float64Array).length;
        const family = priorFamilies.find((f) => f.name === name);
        if (!family) throw new Error(`${name} is not in the list of priors`);
        const maximum = (priorArgs: readonly Float64Array[] | null): Float64Array => {
          const out = theta.slice();
          const prior = priorArgs ? { family, args: priorArgs } : null;
          c.family.maximize(
            { ...problemOf(c.shape, cells, kernel.statistics), prior: (cell) => (cell === cells[argument] ? prior : null) },
            out,
          );
          return out;
        };
        const plain = maximum(null);
        const strong = maximum(priorArguments(name, length, 5));
        expect(strong).not.toEqual(plain);
        maximum(flatArguments(name, length, c.shape)).forEach((x, i) => expect(x).toBeCloseTo(plain[i] as number, 4));
      }
    });
  });
});

const identity = (length: number, scale: number): Float64Array => {
  const d = Math.round(Math.sqrt(length));
  return Float64Array.from({ length }, (_, i) => (i % (d + 1) === 0 ? scale : 0));
};

function priorArguments(name: string, length: number, strength: number): readonly Float64Array[] {
  if (name === "Dirichlet") return [new Float64Array(length).fill(strength)];
  if (name === "InverseWishart") return [Float64Array.of(strength + Math.sqrt(length)), identity(length, strength)];
  return [Float64Array.of(strength), Float64Array.of(strength)];
}

/** Arguments at which a prior has no opinion about the maximum. */
function flatArguments(name: string, length: number, shape: FamilyShape): readonly Float64Array[] {
  if (name === "Dirichlet") return [new Float64Array(length).fill(1)];
  if (name === "InverseWishart") return [Float64Array.of(-shape.length - 1), identity(length, 0)];
  if (name === "Beta") return [Float64Array.of(1), Float64Array.of(1)];
  if (name === "Gamma") return [Float64Array.of(1), Float64Array.of(0)];
  if (name === "Normal") return [Float64Array.of(0), Float64Array.of(1e9)];
  return [Float64Array.of(-1), Float64Array.of(0)];
}
