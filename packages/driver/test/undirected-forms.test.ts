import { createNetworkProblem, evaluateNetwork, isExact, networkGradient } from "@platewise/loglinear";
import { describe, test } from "vitest";
import { infer, orThrow, score } from "../src/index.ts";
import { bindInput } from "../src/stages/prepare.ts";
import { enumerate, expectedFeatures, likelihoodOf } from "./support/undirected-enumeration.ts";
import { mustAgree, openWritten, type WrittenCase } from "./support/undirected-runs.ts";

/** Forms that random networks do not have. */
const networks: readonly (WrittenCase & { readonly name: string })[] = [
  {
    name: "a node outside all plates",
    text: `network A
latent z : {no, yes}
param w : real
factor w * (z == yes)
plate row {
  observed a : {red, green, blue}
  factor table(z, a)
}`,
    params: {
      w: 0.4,
      "table(z,a)": [
        [0.5, -0.2, 0.1],
        [-0.7, 0.9, 0.3],
      ],
    },
    table: { rows: 4, columns: { a: ["red", "blue", null, "blue"] } },
  },
  {
    name: "labels that the data give",
    text: `network B
type Word
param w[Word] : real
plate row {
  observed a, b : Word
  given c : Word
  factor table(a, b)
  factor w[c] * (a == b)
  factor w[a]
}`,
    params: {
      w: [0.3, -0.8, 0.5],
      "table(a,b)": [
        [0.1, 0.7, -0.4],
        [0.2, -0.3, 0.9],
        [0, -1, 0.6],
      ],
    },
    table: { rows: 4, columns: { a: ["x", "y", null, "z"], b: ["y", null, null, "z"], c: ["x", "z", "x", "y"] } },
  },
  {
    name: "lets, matrices and sums inside sums",
    text: `network C
param M : matrix(2, 3)
param w : real
plate row {
  given x : real
  plate i in 2 { plate j in 3 { observed s : {0, 1} from "s{i}{j}" } }
  let level = x + 0.5
  factor sum(M[i, j] * s[i, j] for i in 2, j in 3)
  factor w * sum(sum(s[i, j] for j in 3) * sum(s[i, k] == s[1 - i, k] for k in 3) for i in 2)
  factor dot(M[1], [s[0, 0], s[1, 1], level * s[0, 2]])
  factor w * level^2 * s[0, 1] / 3
}`,
    params: {
      M: [
        [0.4, -0.6, 0.2],
        [0.8, 0.1, -0.5],
      ],
      w: -0.15,
    },
    table: {
      rows: 2,
      columns: {
        ...{ x: ["0.4", "-1.2"], s00: ["1", null], s01: [null, "0"], s02: ["0", "1"] },
        ...{ s10: ["1", "1"], s11: [null, null], s12: ["0", null] },
      },
    },
  },
  {
    name: "a chain in the order of a column",
    text: `network D
param w : real
plate seq by seq {
  latent kind : {slow, fast}
  chain t by time {
    observed a : {-1, 1}
    given x : real
    factor table(a, prev a, kind)
    factor w * x * a * prev x
  }
}`,
    params: {
      w: 0.6,
      "table(a,prev a,kind)": [
        [
          [0.2, -0.4],
          [0.5, 0.1],
        ],
        [
          [-0.9, 0.3],
          [0.7, 0.8],
        ],
      ],
    },
    table: {
      rows: 5,
      columns: {
        ...{ seq: ["p", "q", "p", "p", "q"], time: ["3", "1", "1", "2", "0"], a: ["1", "-1", null, "-1", "1"] },
        x: ["0.5", "1", "-1", "2", "0.25"],
      },
    },
  },
  {
    name: "weights inside groups",
    text: `network E
param w : real
plate group by group {
  latent z : {no, yes}
  plate row weighted by n {
    observed a, b : {0, 1, 2}
    factor table(z, a)
    factor w * (a == b)
  }
}`,
    params: {
      w: 0.9,
      "table(z,a)": [
        [0.3, 0.2, -0.6],
        [-0.1, 0.8, 0.4],
      ],
    },
    table: {
      rows: 4,
      columns: { group: ["p", "p", "q", "q"], n: ["2", "1", "0", "2"], a: ["1", null, "2", "0"], b: ["1", "2", null, null] },
    },
  },
];

describe("what a network of any form says is what enumeration says", () => {
  test.each(networks)("$name", async (written) => {
    const run = openWritten(written);
    const params = written.params as never;
    const { logLik, logZ } = likelihoodOf(run.units, run.theta);
    mustAgree("the score", (await score(run.model, run.csv, { params })).logLik, logLik);
    const problem = orThrow(createNetworkProblem(orThrow(bindInput(run.model, run.csv, {})), { budget: 1e6 }));
    if (!isExact(problem)) throw new Error("not exact");
    mustAgree("log Z", evaluateNetwork(problem, run.theta).logZ, logZ);
    const gradient = new Float64Array(run.theta.length);
    networkGradient(problem, gradient);
    const { data, model } = expectedFeatures(run.units, run.theta);
    for (const [c, slope] of gradient.entries()) mustAgree(`slope ${c}`, slope, (data[c] as number) - (model[c] as number));
    if (written.text.includes("weighted")) return;
    const result = await infer(run.model, run.csv, { params });
    for (const unit of run.units) {
      const seen = enumerate(unit, run.theta, true);
      unit.variables.forEach(({ key, labels, rows }, v) => {
        if (labels.length === 0) return;
        const found = result.rows[rows[0] as number]?.marginals[key] as readonly number[];
        seen.marginal(v).forEach((p, s) => mustAgree(`p(${key} = ${labels[s]}) in row ${rows[0]}`, found[s], p));
      });
    }
  });
});
