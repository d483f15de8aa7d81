import { type Evaluation, evaluateProblem, withConstants } from "@platewise/learning";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orThrow, parse } from "../src/index.ts";
import { printKernel } from "../src/report/print-stages.ts";
import { type Prepared, type PrepareOptions, prepare } from "../src/stages/prepare.ts";
import { reachableBytes } from "./support/kernel-memory.ts";
import { type Draw, drawFrom } from "./support/network-draw.ts";

const NODES = 9;
const ROWS = 150;

interface Network {
  readonly states: readonly number[];
  readonly parents: readonly (readonly number[])[];
}

function drawNetwork(draw: Draw): Network {
  const nodes = Array.from({ length: NODES }, (_, i) => i);
  return {
    states: nodes.map(() => draw.of([2, 2, 3])),
    parents: nodes.map((i) => draw.shuffled(nodes.slice(Math.max(0, i - 3), i)).slice(0, draw.of([0, 1, 1, 2]))),
  };
}

function textOf({ states, parents }: Network): string {
  const lines = states.map((size, i) => {
    const labels = Array.from({ length: size }, (_, s) => s).join(", ");
    return `  observed n${i} : {${labels}} ~ Table(${parents[i]?.map((p) => `n${p}`).join(", ")})`;
  });
  return ["model Random", "plate row {", ...lines, "}"].join("\n");
}

/** States with holes, and a column of weights, of which some are zero. */
function drawColumns(draw: Draw, { states }: Network, holes: number): Record<string, (number | null)[]> {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  const columns = states.map((size) =>
    rows.map((row) => (row >= size && draw.chance(holes) ? null : row < size ? row : draw.int(0, size - 1))),
  );
  const weights = rows.map(() => draw.of([0, 0.5, 1, 1, 2]));
  return Object.fromEntries([...columns.map((column, i) => [`n${i}`, column] as const), ["w", weights] as const]);
}

type Form = "flat" | "sharp" | "steep";

/** Probabilities of which steep ones reach down to 1e-240. */
function drawTheta(seed: number, form: Form, { layout }: Prepared["plan"]["ground"]): Float64Array {
  const draw = drawFrom(seed);
  const theta = new Float64Array(layout.size);
  for (const { offset, count, length } of layout.entries) {
    for (let i = 0; i < count; i++) {
      const p = draw.simplex(length, form).map((x) => (form === "steep" ? x ** 4 : x));
      const total = p.reduce((a, b) => a + b, 0);
      theta.set(
        p.map((x) => x / total),
        offset + i * length,
      );
    }
  }
  return theta;
}

/** One pass, with the least log-likelihood of a part of a row that is told of, but for impossible ones. */
function evaluated({ plan, problem }: Prepared, seed: number, form: Form, told: boolean): Evaluation & { readonly least: number } {
  const theta = withConstants(plan, drawTheta(seed, form, plan.ground));
  let least = 0;
  const onRows = (_: unknown, _start: number, count: number, logLik: Float64Array): void => {
    for (const x of logLik.subarray(0, count)) if (x > -Infinity && x < least) least = x;
  };
  return { ...evaluateProblem(problem, theta, { accumulate: true, hard: false, ...(told ? { onRows } : {}) }), least };
}

const close = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a), Math.abs(b));

const settings = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  holes: fc.constantFrom(15, 35, 60),
  form: fc.constantFrom("flat", "sharp", "steep"),
  order: fc.constantFrom("min-fill", "min-weight", undefined),
  weighted: fc.boolean(),
});

describe("parts of few rows, settled case by case", () => {
  test("give what the same parts give block by block", () => {
    let [cliques, impossible, tiny] = [0, 0, 0];
    const check = fc.property(settings, ({ seed, holes, form, order, weighted }) => {
      const draw = drawFrom(seed);
      const network = drawNetwork(draw);
      const columns = drawColumns(draw, network, holes);
      const options: PrepareOptions = { method: "em", ...(order ? { elimination: order } : {}), ...(weighted ? { weights: "w" } : {}) };
      const model = parse(textOf(network));
      const byCase = orThrow(prepare(model, columns, options));
      const byBlock = orThrow(prepare(model, columns, { ...options, distinct: false }));
      if (byBlock.problem.kernel.cases) throw new Error("no row keeps its own posterior");
      const { cases } = byCase.problem.kernel;
      if (!cases) return;
      const [found, wanted] = [evaluated(byCase, seed, form, false), evaluated(byBlock, seed, form, true)];
      if (!close(found.logLik, wanted.logLik)) throw new Error(`log-likelihood ${found.logLik}, not ${wanted.logLik}`);
      expect(found.impossible === null).toBe(wanted.impossible === null);
      expect(reachableBytes(byCase.problem.kernel)).toBeLessThanOrEqual(byCase.plan.summary.cost.bytes);
      byCase.problem.kernels.forEach(({ statistics }, i) => {
        const others = byBlock.problem.kernels[i]?.statistics as Float64Array;
        statistics.forEach((x, at) => {
          if (!close(x, others[at] as number)) throw new Error(`statistic ${at} of law ${i} is ${x}, not ${others[at]}`);
        });
      });
      cliques = Math.max(cliques, ...cases.list.map((part) => part.cliques.length));
      if (found.impossible) impossible += 1;
      if (wanted.least < Math.log(1e-200)) tiny += 1;
    });
    fc.assert(check, { numRuns: 50, seed: 4 });
    expect(cliques).toBeGreaterThan(2);
    expect(impossible).toBeGreaterThan(3);
    expect(tiny).toBeGreaterThan(5);
  });

  test("are printed with their unknowns and cliques, and equal rows are one case", () => {
    const draw = drawFrom(5);
    const network = drawNetwork(draw);
    const { plan, problem } = orThrow(prepare(parse(textOf(network)), drawColumns(draw, network, 35), { method: "em" }));
    const { text, json } = printKernel(problem.kernel, plan);
    const { parts } = json as { parts: readonly { rows: number; unknown: readonly string[] }[] };
    const patterns = plan.plates.flatMap((plate) => plate.patterns).filter(({ axes }) => axes.length > 0);
    expect(parts.map(({ unknown }) => unknown)).toEqual(patterns.map(({ axes }) => axes.map((v) => v.key)));
    expect(text).toContain("part 0, case by case");
    const rows = parts.map((part) => part.rows);
    expect(rows.every((n, i) => n <= (patterns[i]?.count as number))).toBe(true);
    expect(rows.some((n, i) => n < (patterns[i]?.count as number))).toBe(true);
  });
});
