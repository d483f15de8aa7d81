import { expect, test } from "vitest";
import { fit, parse, score } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import type { ModelSpec } from "./support/model-spec.ts";
import type { RandomCase } from "./support/random-model.ts";
import { covarianceMatrix, invertSmall, Reference } from "./support/reference.ts";
import { scoreCase } from "./support/run-case.ts";

/*
 * Fisher's identity: the gradient of the observed-data log-likelihood is the posterior mean of the complete-data score
 * (Dempster, Laird & Rubin 1977). Left side: differences of `score`. Right side: enumeration, or zero at a maximum.
 */

const STEP = 1e-5;

/** The model with component i of an element moved by h: means as they are, simplexes by their logits. */
function moved(model: ModelSpec, element: string, i: number, h: number): ModelSpec {
  const [name, at] = element.split(":");
  const params = model.params.map((p) => {
    if (p.name !== name) return p;
    const elements = p.elements.map((e, position) => {
      if (position !== Number(at)) return e;
      if (p.domain !== "simplex") return e.map((x, j) => (i === j ? x + h : x));
      const raw = e.map((x, j) => (i === j ? x * Math.exp(h) : x));
      const total = raw.reduce((a, b) => a + b, 0);
      return raw.map((x) => x / total);
    });
    return { ...p, elements };
  });
  return { ...model, params };
}

/** Expected complete-data score in the means of Gaussians and the logits of simplexes, by element. */
function expectedScores(c: RandomCase): ReadonlyMap<string, readonly number[]> {
  const scores = new Map<string, number[]>();
  new Reference(c.model, c.table).visit(
    ({ node }, _row, args, x, weight) => {
      const [first, spread] = args;
      if (!first?.element) return;
      const into = scores.get(first.element) ?? first.value.map(() => 0);
      const add = (i: number, value: number): void => {
        into[i] = (into[i] as number) + weight * value;
      };
      if (node.family === "Categorical") first.value.forEach((p, i) => add(i, (x[0] === i ? 1 : 0) - p));
      else if (spread) {
        const { inverse } = invertSmall(covarianceMatrix(node, node.length, spread.value));
        inverse.forEach((row, i) => row.forEach((p, j) => add(i, p * ((x[j] as number) - (first.value[j] as number)))));
      } else return;
      scores.set(first.element, into);
    },
    () => undefined,
  );
  return scores;
}

async function checkGradient(c: RandomCase): Promise<boolean> {
  const expected = expectedScores(c);
  for (const [element, gradient] of expected) {
    for (let i = 0; i < gradient.length; i++) {
      const at = async (h: number): Promise<number> => (await scoreCase(c, moved(c.model, element, i, h))).logLik as number;
      const slope = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
      const want = gradient[i] as number;
      if (!(Math.abs(slope - want) <= 1e-5 * Math.max(1, Math.abs(want))))
        throw new Error(`slope ${slope} in ${element}[${i}], expected score ${want}`);
    }
  }
  return expected.size > 0;
}

test("the slope of the log-likelihood is the expected complete-data score", async () => {
  expect(await forRandomCases({ runs: 40, seed: 4 }, checkGradient)).toBeGreaterThan(25);
}, 120_000);

/** Two overlapping clusters with labels on some rows, counts beside them, and rows in groups of a hidden kind. */
const MODEL = parse(`model Stationary
type Kind = {plain, fancy}
param share : simplex(Kind)
param mean[Kind] : vector(2)
param cov[Kind] : covariance(2)
param rate[Kind] : positive
param hit[Kind] : probability
plate group by g {
  observed kind : Kind ~ Categorical(share)
  plate row {
    observed x ~ MvNormal(mean[kind], cov[kind]) from (a, b)
    observed k ~ Poisson(rate[kind])
    observed h ~ Bernoulli(hit[kind])
  }
}`);

function stationaryData() {
  const wave = (i: number, speed: number): number => Math.sin(i * speed) + 0.5 * Math.cos(1.7 * i * speed + 1);
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const shift = (i: number): number => (Math.floor(i / 3) % 3 === 0 ? 1.2 : 0);
  return {
    g: rows.map((i) => `g${Math.floor(i / 3)}`),
    kind: rows.map((i) => (i < 6 ? (shift(i) > 0 ? "fancy" : "plain") : null)),
    a: rows.map((i) => wave(i, 2.3) + shift(i)),
    b: rows.map((i) => wave(i, 3.1) - shift(i) + 0.4 * wave(i, 2.3)),
    k: rows.map((i) => Math.floor(3 + 2 * wave(i, 5.3) + shift(i))),
    h: rows.map((i) => (i % 7 === 0 ? null : wave(i, 4.7) + shift(i) > 0.5 ? 1 : 0)),
  };
}

interface Stationary {
  readonly share: readonly [number, number];
  readonly mean: readonly (readonly number[])[];
  readonly cov: readonly (readonly [readonly [number, number], readonly [number, number]])[];
  readonly rate: readonly number[];
  readonly hit: readonly number[];
}

/** Free coordinates: the logit of the share, means, Cholesky factors with logged diagonals, log rates, logits of hits. */
function toCoordinates(p: Stationary): number[] {
  const factors = p.cov.flatMap(([[a, b], [, d]]) => [Math.log(Math.sqrt(a)), b / Math.sqrt(a), Math.log(Math.sqrt(d - (b * b) / a))]);
  return [
    Math.log(p.share[0] / p.share[1]),
    ...p.mean.flat(),
    ...factors,
    ...p.rate.map(Math.log),
    ...p.hit.map((x) => Math.log(x / (1 - x))),
  ];
}

function fromCoordinates(c: readonly number[]): Stationary {
  const at = (i: number): number => c[i] as number;
  const share = 1 / (1 + Math.exp(-at(0)));
  const cov = [5, 8].map((i) => {
    const [l, m, n] = [Math.exp(at(i)), at(i + 1), Math.exp(at(i + 2))];
    return [
      [l * l, l * m],
      [l * m, m * m + n * n],
    ] as const;
  });
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
  return {
    share: [share, 1 - share],
    mean: [
      [at(1), at(2)],
      [at(3), at(4)],
    ],
    cov,
    rate: [Math.exp(at(11)), Math.exp(at(12))],
    hit: [logistic(at(13)), logistic(at(14))],
  };
}

test("the slope is zero in every direction at a converged fit, and not at its start", async () => {
  const data = stationaryData();
  const start = {
    share: [0.5, 0.5],
    mean: [
      [0, 0],
      [1, -1],
    ],
    cov: [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    rate: [3, 4],
    hit: [0.4, 0.6],
  } as const;
  const slopes = async (params: Stationary): Promise<readonly number[]> => {
    const c = toCoordinates(params);
    const value = async (i: number, h: number): Promise<number> => {
      const params = fromCoordinates(c.map((x, j) => (i === j ? x + h : x)));
      return (await score(MODEL, data, { params: params as never })).logLik as number;
    };
    const out: number[] = [];
    for (let i = 0; i < c.length; i++) out.push(((await value(i, 1e-4)) - (await value(i, -1e-4))) / 2e-4);
    return out;
  };
  const result = await fit(MODEL, data, { init: start, tolerance: 1e-15, maxIterations: 5000 });
  expect(result.status).toBe("converged");
  const atStart = await slopes(start);
  const atEnd = await slopes(result.params as unknown as Stationary);
  expect(atStart).toHaveLength(15);
  expect(Math.max(...atStart.map(Math.abs))).toBeGreaterThan(1);
  for (const slope of atEnd) expect(Math.abs(slope)).toBeLessThan(2e-4);
});
