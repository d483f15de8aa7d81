import type { FitResult, NetworkSummary, ParamAxis } from "@platewise/core";

const labelled = (name: string, ...labels: string[]): ParamAxis => ({ name, size: labels.length, labels });

const summary: NetworkSummary = {
  maximises: "the log-likelihood",
  concave: true,
  consistent: "consistent and efficient",
  logZ: 4.90602,
  gradientNorm: 1.5e-8,
  evaluations: 65,
  moments: null,
  standardErrors: null,
  atMinusInfinity: [],
  aliased: 0,
};

const base: FitResult & { readonly network: NetworkSummary } = {
  schema: "platewise/fit@1",
  model: "Ship",
  method: "gradient",
  status: "converged",
  stopReason: "the largest entry of the gradient per row is 1.5e-8 after iteration 59",
  iterations: 59,
  objective: -5209.811132,
  logLik: -5209.811133,
  trace: [-7334.18, -5600.2, -5300.4, -5250.1, -5215.3, -5210.2, -5209.9, -5209.82, -5209.811133],
  rows: 2201,
  freeParameters: 2,
  aic: 10423.62,
  bic: 10435.02,
  seed: 1,
  params: {},
  fixed: [],
  types: {},
  axes: {},
  domains: {},
  plan: {
    method: "gradient",
    reason: "the sum over all configurations is affordable, so the likelihood and its gradient are exact",
    steps: [],
    refused: [],
    cost: { entriesPerRow: 1, entriesPerPass: 10, bytes: 80, budget: 1e6 },
  },
  runs: [{ run: 1, seed: 1, start: "zero", status: "converged", iterations: 59, objective: -5209.811132, chosen: true }],
  diagnostics: [],
  provenance: { modelHash: "0", dataHash: "0", version: "0.1.0" },
  network: summary,
};

const ranks = labelled("Class", "1st", "2nd", "3rd", "Crew");
const ages = labelled("Age", "Child", "Adult");

/** Two tables with standard errors, one of them with a weight at minus infinity; every feature is listed. */
export const ship: FitResult = {
  ...base,
  freeParameters: 6,
  params: {
    "table(Class,Age)": [
      [-2.113, 2.113],
      [-1.207, 1.207],
      [-0.95, 0.95],
      [Number.NEGATIVE_INFINITY, 1.424],
    ],
    "table(Class)": [-0.428, 0.207, 1.213, 1.681],
    tie: 0.25,
  },
  axes: { "table(Class,Age)": [ranks, ages], "table(Class)": [ranks], tie: [] },
  domains: { "table(Class,Age)": "real", "table(Class)": "real", tie: "real" },
  fixed: ["tie"],
  diagnostics: [
    {
      code: "weights-at-infinity",
      severity: "warning",
      message: "one weight lies at minus infinity, since the data has none of its configurations: table(Class,Age)[Crew][Child]",
      help: "a penalty (`--l2 1`) or a prior keeps weights finite",
    },
  ],
  network: {
    ...summary,
    moments: {
      largestGap: 1.5e-8,
      worst: "table(Class,Age)[3rd][Adult]",
      empirical: {
        "table(Class,Age)": [
          [0.0027, 0.1449],
          [0.0109, 0.1186],
          [0.0359, 0.2849],
          [0, 0.4021],
        ],
        "table(Class)": [0.1477, 0.1295, 0.3208, 0.4021],
        tie: 0.5,
      },
      model: {
        "table(Class,Age)": [
          [0.0027, 0.1449],
          [0.0109, 0.1186],
          [0.0359, 0.284900015],
          [0, 0.4021 - 8.5e-9],
        ],
        "table(Class)": [0.1477, 0.1295, 0.3208, 0.4021],
        tie: 0.75,
      },
    },
    standardErrors: {
      "table(Class,Age)": [
        [0.21, 0.21],
        [0.109, 0.109],
        [0.062, 0.062],
        [Number.NaN, 0.234],
      ],
      "table(Class)": [0.14, 0.16, 0.13, 0.17],
      tie: 0,
    },
    atMinusInfinity: ["table(Class,Age)[Crew][Child]"],
    aliased: 6,
    deviance: 116.588033,
    pearson: 109.646249,
    df: 1,
    cells: 8,
  },
};

const sites: ParamAxis = { name: "", size: 30, labels: null };

/** Thirty fields with an L1 penalty: the ten largest gaps are shown, and how many weights are 0. */
export const penalised: FitResult = {
  ...base,
  model: "Fields",
  objective: -5265.26,
  freeParameters: 30,
  params: { h: Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 0 : 0.1 * i)) },
  axes: { h: [sites] },
  domains: { h: "real" },
  network: {
    ...summary,
    l1: 3,
    moments: {
      largestGap: 1.4e-3,
      worst: "h[1]",
      empirical: { h: Array.from({ length: 30 }, (_, i) => 0.02 * i) },
      model: { h: Array.from({ length: 30 }, (_, i) => 0.02 * i - (0.0014 / i ** 2) * (i === 0 ? 0 : 1) || 0) },
    },
    deviance: 7223.4,
    pearson: Number.POSITIVE_INFINITY,
    df: 65505,
    cells: 65536,
  },
};

/** Learned by chains: no value of the objective is known, and log Z is an estimate. */
export const sampled: FitResult = {
  ...base,
  model: "Grid",
  method: "pcd",
  status: "max-iterations",
  stopReason: "the limit of 200 iterations was reached; the largest entry of the gradient per row is 2.1e-2",
  iterations: 200,
  objective: Number.NaN,
  logLik: Number.NaN,
  trace: [],
  aic: Number.NaN,
  bic: Number.NaN,
  params: { J: 0.01374 },
  plan: { ...base.plan, method: "pcd", reason: "asked for with --method pcd" },
  axes: { J: [] },
  domains: { J: "real" },
  freeParameters: 1,
  network: {
    ...summary,
    maximises: "the log-likelihood, by gradients that chains estimate",
    concave: false,
    consistent: "consistent as the steps shrink",
    logZ: null,
    logZEstimate: { logZ: 141.60213, standardError: 2.1e-4, logLik: -27720.4312, logLikError: 0.0431 },
    gradientTrace: [916.4, 400.1, 120.2, 60.1, 40.3, 30.2, 25.1, 21.7, 19.2, 18.7],
    evaluations: 200,
    atMost: true,
  },
};
