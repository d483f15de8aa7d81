import { describe, expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";
import { asColumns, clusters } from "./support/pseudo-data.ts";

type Point = readonly number[];

const MODEL = parse(`model KMeans
param mean[3] : vector(2)
param cov : spherical(2)
plate row {
  latent kind ~ Categorical(uniform(3))
  observed x ~ MvNormal(mean[kind], cov) from (x0, x1)
}`);

const squared = (a: Point, b: Point): number => a.reduce((sum, x, i) => sum + (x - (b[i] as number)) ** 2, 0);

/** The nearest centre of every point, ties to the first. */
const assign = (points: readonly Point[], centres: readonly Point[]): readonly number[] =>
  points.map((p) => centres.reduce((best, c, k) => (squared(p, c) < squared(p, centres[best] as Point) ? k : best), 0));

const withinSS = (points: readonly Point[], centres: readonly Point[], labels: readonly number[]): number =>
  points.reduce((sum, p, i) => sum + squared(p, centres[labels[i] as number] as Point), 0);

/** Lloyd's algorithm: centres after every step, until no assignment changes. */
function lloyd(
  points: readonly Point[],
  start: readonly Point[],
): { readonly steps: readonly (readonly Point[])[]; readonly labels: readonly number[] } {
  const steps = [start];
  let labels = assign(points, start);
  for (;;) {
    const old = steps.at(-1) as readonly Point[];
    const centres = old.map((c, k) => {
      const mine = points.filter((_, i) => labels[i] === k);
      return mine.length === 0 ? c : c.map((_, j) => mine.reduce((sum, p) => sum + (p[j] as number), 0) / mine.length);
    });
    steps.push(centres);
    const next = assign(points, centres);
    if (next.every((k, i) => k === labels[i])) return { steps, labels };
    labels = next;
  }
}

const { points } = clusters(
  [
    [0, 0],
    [2, 1],
    [-1, 2.5],
  ],
  80,
  3,
);
const start = [
  [0.1, 0.2],
  [0.3, -0.4],
  [0.2, 0.9],
];

describe("hard EM with one spherical covariance and equal weights is K-means", () => {
  test("every step is Lloyd's", async () => {
    const { steps, labels } = lloyd(points, start);
    expect(steps.length).toBeGreaterThan(4);
    const result = await fit(MODEL, asColumns(points), { method: "hard-em", init: { mean: start } });
    expect(result.status).toBe("converged");
    expect(result.iterations).toBe(steps.length - 1);
    expect(result.sizes).toEqual([0, 1, 2].map((k) => labels.filter((label) => label === k).length));
    expect(result.withinSS).toBeCloseTo(withinSS(points, steps.at(-1) as readonly Point[], labels), 9);
    const trace = steps.map((centres) => withinSS(points, centres, assign(points, centres)));
    expect(result.withinSSTrace).toHaveLength(trace.length);
    trace.forEach((value, i) => {
      expect(result.withinSSTrace?.[i]).toBeCloseTo(value, 8);
    });
  });

  test("centres after any number of steps are Lloyd's, whatever spread it starts with", async () => {
    const { steps } = lloyd(points, start);
    for (const cov of [undefined, 0.01, 100]) {
      for (const n of [1, 2, 3]) {
        const init = cov === undefined ? { mean: start } : { mean: start, cov };
        const result = await fit(MODEL, asColumns(points), { method: "hard-em", init, maxIterations: n, tolerance: 0 });
        (result.params["mean"] as readonly Point[]).forEach((centre, k) => {
          centre.forEach((x, j) => {
            expect(x).toBeCloseTo(steps[n]?.[k]?.[j] as number, 10);
          });
        });
      }
    }
  });

  test("the objective is the complete-data log-likelihood, and never falls", async () => {
    const { steps, labels } = lloyd(points, start);
    const result = await fit(MODEL, asColumns(points), { method: "hard-em", init: { mean: start } });
    const ss = withinSS(points, steps.at(-1) as readonly Point[], labels);
    const variance = ss / (2 * points.length);
    expect(result.params["cov"]).toBeCloseTo(variance, 10);
    const objective = -points.length * (Math.log(3) + Math.log(2 * Math.PI * variance)) - ss / (2 * variance);
    expect(result.objective).toBeCloseTo(objective, 8);
    expect(result.logLik).toBeGreaterThan(result.objective);
    result.trace.slice(1).forEach((now, i) => {
      expect(now).toBeGreaterThanOrEqual((result.trace[i] as number) - 1e-9);
    });
  });

  test("a point halfway between two centres goes to the first", async () => {
    const data = { x0: [-1, 1, 0, 9, 9], x1: [0, 0, 0, 0, 1] };
    const result = await fit(MODEL, data, {
      method: "hard-em",
      init: {
        mean: [
          [1, 0],
          [-1, 0],
          [9, 0.5],
        ],
      },
      maxIterations: 1,
      tolerance: 0,
    });
    expect(result.params["mean"]).toEqual([
      [0.5, 0],
      [-1, 0],
      [9, 0.5],
    ]);
  });

  test("a centre without points stays where it is, and that is said", async () => {
    const data = { x0: [0, 1, 0.5, 5, 6], x1: [0, 0, 1, 5, 5] };
    const result = await fit(MODEL, data, {
      method: "hard-em",
      init: {
        mean: [
          [0, 0],
          [5, 5],
          [100, 100],
        ],
      },
    });
    expect((result.params["mean"] as readonly Point[])[2]).toEqual([100, 100]);
    expect(result.sizes).toEqual([3, 2, 0]);
    expect(result.diagnostics.map((d) => d.code)).toContain("component-emptied");
  });
});
