import type { FitResult, ParamAxis } from "@platewise/core";

const axis = (name: string, size: number, labels: readonly string[] | null = null): ParamAxis => ({ name, size, labels });
const labelled = (name: string, ...labels: string[]): ParamAxis => axis(name, labels.length, labels);
const columns = (...names: string[]): ParamAxis => ({ name: "", size: names.length, labels: null, columns: names });

const base: FitResult = {
  schema: "platewise/fit@1",
  model: "Base",
  method: "mle",
  status: "exact",
  stopReason: "every parameter has a closed form, so no iterations were needed",
  iterations: 0,
  objective: -10.5,
  logLik: -10.5,
  trace: [-10.5],
  rows: 10,
  freeParameters: 1,
  aic: 23,
  bic: 23.302585,
  seed: 1,
  params: {},
  fixed: [],
  types: {},
  axes: {},
  domains: {},
  plan: {
    method: "mle",
    reason: "every node is observed, so the likelihood has its maximum in closed form",
    steps: [],
    refused: [],
    cost: { entriesPerRow: 1, entriesPerPass: 10, bytes: 80, budget: 1e6 },
  },
  runs: [{ run: 1, seed: 1, start: "none", status: "exact", iterations: 0, objective: -10.5, chosen: true }],
  diagnostics: [],
  provenance: { modelHash: "0", dataHash: "0", version: "0.1.0" },
};

/** The Old Faithful mixture, with three restarts. */
export const faithful: FitResult = {
  ...base,
  model: "OldFaithful",
  method: "em",
  status: "converged",
  stopReason: "the objective changed by 4.1e-10 of itself, less than the tolerance 1e-9",
  iterations: 12,
  objective: -1130.26396,
  logLik: -1130.26396,
  trace: [-1461.2, -1289.1, -1210.4, -1160.2, -1141.0, -1133.5, -1131.0, -1130.5, -1130.3, -1130.27, -1130.265, -1130.264, -1130.26396],
  rows: 272,
  freeParameters: 11,
  aic: 2282.52792,
  bic: 2322.19174,
  params: {
    weight: [0.644127, 0.355873],
    mean: [
      [4.28966, 79.96811],
      [2.03639, 54.47852],
    ],
    cov: [
      [
        [0.16997, 0.940609],
        [0.940609, 36.04621],
      ],
      [
        [0.069168, 0.435168],
        [0.435168, 33.69728],
      ],
    ],
  },
  axes: {
    weight: [axis("kind", 2)],
    mean: [axis("kind", 2), columns("eruptions", "waiting")],
    cov: [axis("kind", 2), columns("eruptions", "waiting"), columns("eruptions", "waiting")],
  },
  domains: { weight: "simplex", mean: "vector", cov: "covariance" },
  plan: { ...base.plan, method: "em", reason: "kind is latent, and its posterior is exact: 2 states in every row are summed" },
  runs: [
    { run: 1, seed: 1, start: "kmeans++", status: "converged", iterations: 12, objective: -1130.26396, chosen: true },
    { run: 2, seed: 2, start: "kmeans++", status: "converged", iterations: 15, objective: -1130.26397, chosen: false },
    { run: 3, seed: 3, start: "kmeans++", status: "max-iterations", iterations: 1000, objective: -1289.70125, chosen: false },
  ],
  diagnostics: [
    {
      code: "example",
      severity: "warning",
      message: "run 3 stopped after 1000 iterations before it converged",
      help: "Give it more with --max-iter.",
    },
  ],
};

/** Heights of two sexes: labelled components and a weight that the model fixed. */
export const heights: FitResult = {
  ...base,
  model: "Heights",
  params: { share: [0.5, 0.5], mean: [164.72, 178.11], sd: [7.123, 7.482] },
  fixed: ["share"],
  axes: {
    share: [labelled("Sex", "female", "male")],
    mean: [labelled("Sex", "female", "male")],
    sd: [labelled("Sex", "female", "male")],
  },
  domains: { share: "simplex", mean: "real", sd: "positive" },
};

const outcomes = labelled("grass", "dry", "wet");

/** A small network of tables. */
export const sprinkler: FitResult = {
  ...base,
  model: "Sprinkler",
  params: {
    rain: [0.8, 0.2],
    sprinkler: [
      [0.6, 0.4],
      [0.99, 0.01],
    ],
    grass: [
      [
        [1, 0],
        [0.2, 0.8],
      ],
      [
        [0.1, 0.9],
        [0.0001, 0.9999],
      ],
    ],
  },
  axes: {
    rain: [labelled("rain", "no", "yes")],
    sprinkler: [labelled("rain", "no", "yes"), labelled("sprinkler", "off", "on")],
    grass: [labelled("sprinkler", "off", "on"), labelled("rain", "no", "yes"), outcomes],
  },
  domains: { rain: "simplex", sprinkler: "simplex", grass: "simplex" },
};

/** Hard EM on a K-means model, cut off by the iteration limit. */
export const clusters: FitResult = {
  ...base,
  model: "KMeans",
  method: "hard-em",
  status: "max-iterations",
  stopReason: "the limit of 4 iterations was reached",
  iterations: 4,
  trace: [-900.5, -700.25, -690, -688.75, -688.5],
  objective: -688.5,
  logLik: -640.125,
  rows: 150,
  params: {
    mean: [
      [5.006, 3.428],
      [5.902, 2.748],
      [6.85, 3.074],
    ],
    cov: 0.1975,
  },
  axes: { mean: [axis("kind", 3), columns("a", "b")], cov: [] },
  domains: { mean: "vector", cov: "spherical" },
  plan: { ...base.plan, method: "hard-em", reason: "asked for with --method hard-em: every row goes to its most probable state" },
  runs: [{ run: 1, seed: 1, start: "kmeans++", status: "max-iterations", iterations: 4, objective: -688.5, chosen: true }],
  withinSS: 78.9408,
  withinSSTrace: [120, 90, 80, 79, 78.9408],
  sizes: [50, 62, 38],
};

/** Forty tables, one of them with many rows: more than a person reads. */
export const large: FitResult = {
  ...base,
  model: "Large",
  params: Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`node${i}`, Array.from({ length: i === 3 ? 36 : 4 }, () => [0.125, 0.25, 0.625])]),
  ),
  axes: Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `node${i}`,
      [axis(`parent${i}`, i === 3 ? 36 : 4), labelled(`node${i}`, "low", "middle", "high")],
    ]),
  ),
  domains: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`node${i}`, "simplex" as const])),
};

const words = Array.from({ length: 300 }, (_, i) => `word${i}`);
const topic = (shift: number): number[] => {
  const raw = words.map((_, i) => 1 / (1 + ((i + shift) % 300)) ** 1.2);
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
};

/** Shapes that are hard to lay out: many states, wide vectors, matrices, scalars, extreme numbers. */
export const shapes: FitResult = {
  ...base,
  model: "Shapes",
  status: "interrupted",
  stopReason: "interrupted: these are the best parameters so far",
  method: "em",
  iterations: 2,
  trace: [Number.NEGATIVE_INFINITY, -20, -10.5],
  params: {
    topic: [topic(0), topic(100)],
    wide: Array.from({ length: 3 }, (_, row) => Array.from({ length: 30 }, (_, column) => row * 1000 + column / 7)),
    load: [[0.5], [-0.25], [1e-9]],
    spread: [
      [1, 0.5, 0],
      [0.5, 2, -0.1],
      [0, -0.1, 3e6],
    ],
    slope: -0.000012,
    scale: 12345678901,
    one: [[[3]]],
  },
  axes: {
    topic: [axis("k", 2), { name: "Word", size: 300, labels: words }],
    wide: [axis("group", 3), axis("", 30)],
    load: [axis("", 3), axis("", 1)],
    spread: [axis("", 3), axis("", 3)],
    slope: [],
    scale: [],
    one: [axis("k", 1), axis("", 1), axis("", 1)],
  },
  domains: { topic: "simplex", wide: "vector", load: "matrix", spread: "covariance", slope: "real", scale: "positive", one: "covariance" },
};
