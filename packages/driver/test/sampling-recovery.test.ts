import { readFileSync } from "node:fs";
import type { ParamValue } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { fit, parse, type SampleOptions, sample } from "../src/index.ts";
import { coordinatesOf, numberAt, type Params, standardErrors } from "./support/standard-errors.ts";

/** Estimates from simulated rows may be off by this many standard errors. */
const MOST = 5;

interface Recovery {
  readonly name: string;
  readonly model: string;
  readonly params: Params;
  readonly simplexes: readonly string[];
  readonly size: Pick<SampleOptions, "n" | "per" | "seed">;
}

const example = (path: string): string => readFileSync(new URL(`../../../examples/${path}.pgm`, import.meta.url), "utf8");

const cases: readonly Recovery[] = [
  {
    name: "heights, everything seen",
    model: example("heights/model"),
    params: { share: [0.3, 0.7], mean: [162, 176], sd: [6, 9] },
    simplexes: ["share"],
    size: { n: 4000, seed: 1 },
  },
  {
    name: "Poisson mixture",
    model: example("poisson-mixture/model"),
    params: { weight: [0.4, 0.6], rate: [1.2, 6.5] },
    simplexes: ["weight"],
    size: { n: 6000, seed: 2 },
  },
  {
    name: "two coins, tosses in rounds",
    model: example("coins/model"),
    params: { heads: [0.85, 0.35] },
    simplexes: [],
    size: { n: 500, per: { toss: 10 }, seed: 3 },
  },
  {
    name: "latent class",
    model: example("latent-class/model"),
    params: {
      share: [0.35, 0.65],
      hair: [
        [0.6, 0.2, 0.15, 0.05],
        [0.05, 0.15, 0.2, 0.6],
      ],
      eyes: [
        [0.7, 0.1, 0.1, 0.1],
        [0.1, 0.15, 0.1, 0.65],
      ],
      gender: [
        [0.8, 0.2],
        [0.15, 0.85],
      ],
    },
    simplexes: ["share", "hair", "eyes", "gender"],
    size: { n: 8000, seed: 4 },
  },
  {
    name: "Titanic's tables",
    model: example("titanic/model"),
    params: {
      Class: [0.15, 0.13, 0.32, 0.4],
      Sex: [
        [0.55, 0.45],
        [0.63, 0.37],
        [0.72, 0.28],
        [0.97, 0.03],
      ],
      Age: [
        [0.1, 0.9],
        [0.1, 0.9],
        [0.12, 0.88],
        [0.05, 0.95],
      ],
      Survived: [0, 1, 2, 3].map((c) =>
        [0, 1].map((s) => [0, 1].map((a) => [0.2 + 0.1 * c + 0.15 * a + 0.1 * s, 0.8 - 0.1 * c - 0.15 * a - 0.1 * s])),
      ),
    },
    simplexes: ["Class", "Sex", "Age", "Survived"],
    size: { n: 20_000, seed: 5 },
  },
];

/** A mixture of two-dimensional normals: the entries of each covariance below the diagonal repeat those above. */
const faithful = {
  weight: [0.36, 0.64],
  mean: [
    [2.0, 54.5],
    [4.3, 80],
  ],
  cov: [
    [
      [0.07, 0.44],
      [0.44, 33.7],
    ],
    [
      [0.17, 0.94],
      [0.94, 36.0],
    ],
  ],
};

async function estimate({ model: text, params, size }: Recovery): Promise<Params> {
  const model = parse(text);
  const { table } = await sample(model, { params: params as never, ...size });
  const { params: found } = await fit(model, table, { init: params as never, order: "init", tolerance: 1e-12, maxIterations: 3000 });
  return found;
}

describe("a fit of simulated rows gives the parameters back", () => {
  test.for(cases.map((one) => [one.name, one] as const))("%s", { timeout: 60_000 }, async ([, one]) => {
    const model = parse(one.model);
    const { table } = await sample(model, { params: one.params as never, ...one.size });
    const coordinates = coordinatesOf(one.params, one.simplexes);
    const errors = await standardErrors(model, table, one.params, coordinates);
    const found = await estimate(one);
    const off = coordinates.map(({ param, path }, i) => {
      const truth = numberAt(one.params[param] as ParamValue, path);
      return Math.abs(numberAt(found[param] as ParamValue, path) - truth) / (errors[i] as number);
    });
    expect(Math.max(...off)).toBeLessThan(MOST);
    // Estimates that are all too near would mean that the rows are no draws, or the errors wrong.
    expect(off.reduce((sum, x) => sum + x * x, 0)).toBeGreaterThan(0.05 * off.length);
    expect(errors.every((error) => error > 0 && error < 2)).toBe(true);
  });

  test("Old Faithful's mixture", async () => {
    const one = { name: "", model: example("faithful/model"), params: faithful, simplexes: [], size: { n: 4000, seed: 6 } };
    const found = await estimate(one);
    for (const k of [0, 1]) {
      const n = 4000 * (faithful.weight[k] as number);
      const share = faithful.weight[k] as number;
      expect(Math.abs(numberAt(found.weight as ParamValue, [k]) - share)).toBeLessThan(MOST * Math.sqrt((share * (1 - share)) / 4000));
      for (const i of [0, 1]) {
        const variance = faithful.cov[k]?.[i]?.[i] as number;
        expect(Math.abs(numberAt(found.mean as ParamValue, [k, i]) - (faithful.mean[k]?.[i] as number))).toBeLessThan(
          MOST * Math.sqrt(variance / n),
        );
        expect(Math.abs(numberAt(found.cov as ParamValue, [k, i, i]) - variance)).toBeLessThan(MOST * variance * Math.sqrt(2 / n));
      }
    }
  }, 60_000);
});
