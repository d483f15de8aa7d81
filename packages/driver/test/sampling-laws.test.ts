import { describe, expect, test } from "vitest";
import { type FitResult, parse, type SampleOptions, sample, tableCsv, trySample } from "../src/index.ts";
import { chiSquare, countsOf, covariance, mean, numbersOf, textsOf } from "./support/table-columns.ts";

const draw = async (text: string, options: SampleOptions) => (await sample(parse(text), options)).table;

/** Five standard errors of a mean of so many draws with this sd. */
const within = (sd: number, n: number): number => (5 * sd) / Math.sqrt(n);

describe("families", () => {
  const n = 20_000;

  test("means and variances are those of the laws", async () => {
    const table = await draw(
      `model Laws
plate row {
  observed a ~ Normal(2, 3)
  observed b ~ Normal(-1, variance = 4)
  observed c ~ Poisson(3.5)
  observed d ~ Binomial(12, 0.3)
  observed e ~ Bernoulli(0.8)
  observed f ~ Categorical([0.2, 0.5, 0.3])
}`,
      { n },
    );
    const moments = { a: [2, 9], b: [-1, 4], c: [3.5, 3.5], d: [3.6, 2.52], e: [0.8, 0.16], f: [1.1, 0.49] } as const;
    for (const [name, [m, v]] of Object.entries(moments)) {
      const x = numbersOf(table, name);
      expect(Math.abs(mean(x) - m), name).toBeLessThan(within(Math.sqrt(v), n));
      // The variance of a squared deviation is at most four times the squared variance for these laws.
      expect(Math.abs(covariance(x, x) - v), name).toBeLessThan(within(2 * v, n));
    }
    expect(chiSquare(countsOf(numbersOf(table, "f"), 3), [0.2, 0.5, 0.3])).toBeLessThan(20);
  });

  test.each(["covariance(2)", "diagonal(2)", "spherical(2)"])("vectors have the %s of their law", async (form) => {
    const spread = {
      "covariance(2)": [
        [2, 0.9],
        [0.9, 1],
      ],
      "diagonal(2)": [2, 1],
      "spherical(2)": 2,
    }[form] as number;
    const table = await draw(`model Pair\nparam S : ${form}\nplate row { observed x ~ MvNormal([1, -1], S) from (u, v) }`, {
      n,
      params: { S: spread },
    });
    const [u, v] = [numbersOf(table, "u"), numbersOf(table, "v")];
    const [uu, uv, vv] = form === "covariance(2)" ? [2, 0.9, 1] : form === "diagonal(2)" ? [2, 0, 1] : [2, 0, 2];
    expect(Math.abs(mean(u) - 1)).toBeLessThan(within(Math.sqrt(uu), n));
    expect(Math.abs(mean(v) + 1)).toBeLessThan(within(Math.sqrt(vv), n));
    expect(Math.abs(covariance(u, u) - uu)).toBeLessThan(within(uu * Math.SQRT2, n));
    expect(Math.abs(covariance(v, v) - vv)).toBeLessThan(within(vv * Math.SQRT2, n));
    expect(Math.abs(covariance(u, v) - uv)).toBeLessThan(within(Math.sqrt(uu * vv + uv * uv), n));
  });

  test("factor analysis: the covariance is load · loadᵀ + noise", async () => {
    const table = await draw(
      `model Marks
param mean : vector(3)
param load : matrix(3, 2)
param noise : diagonal(3)
plate student {
  latent z ~ MvNormal(zeros(2), eye(2))
  observed x ~ MvNormal(mean + load * z, noise) from (a, b, c)
}`,
      {
        n,
        params: {
          mean: [5, 0, -5],
          load: [
            [1, 0],
            [0.5, 2],
            [-1, 1],
          ],
          noise: [0.5, 1, 0.25],
        },
      },
    );
    const columns = ["a", "b", "c"].map((name) => numbersOf(table, name));
    const wanted = [
      [1.5, 0.5, -1],
      [0.5, 5.25, 1.5],
      [-1, 1.5, 2.25],
    ];
    wanted.forEach((row, i) => {
      row.forEach((value, j) => {
        const sd = Math.sqrt((wanted[i]?.[i] as number) * (wanted[j]?.[j] as number) + value * value);
        expect(Math.abs(covariance(columns[i] ?? [], columns[j] ?? []) - value)).toBeLessThan(within(sd, n));
      });
    });
  });

  test("a number of trials may be a node, and a mean a formula of numbers and labels", async () => {
    const table = await draw(
      `model Formula
plate row {
  observed n ~ Poisson(6)
  observed hits ~ Binomial(n, 0.25)
  observed side : {left, right} ~ Categorical([0.5, 0.5])
  observed step : {-1, 1} ~ Categorical([0.5, 0.5])
  observed y ~ Normal(10 * (side == right) + 2 * step + 0.5 * hits, 0.1)
}`,
      { n },
    );
    const [trials, hits, y] = [numbersOf(table, "n"), numbersOf(table, "hits"), numbersOf(table, "y")];
    const [side, step] = [textsOf(table, "side"), numbersOf(table, "step")];
    expect(hits.every((x, i) => x <= (trials[i] as number))).toBe(true);
    expect(Math.abs(mean(hits) - 1.5)).toBeLessThan(within(1.3, n));
    const errors = y.map((x, i) => x - (side[i] === "right" ? 10 : 0) - 2 * (step[i] as number) - 0.5 * (hits[i] as number));
    expect(Math.abs(mean(errors))).toBeLessThan(within(0.1, n));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.6);
  });
});

const moods = `model Moods
param start : simplex(3)
param move[3] : simplex(3)
param emit[3] : simplex(2)
plate sequence by seq {
  chain t by time {
    initial mood ~ Categorical(start)
    latent mood ~ Categorical(move[prev mood])
    observed note ~ Categorical(emit[mood])
  }
}`;
const moodParams = {
  start: [0.2, 0.3, 0.5],
  move: [
    [0.8, 0.1, 0.1],
    [0.3, 0.4, 0.3],
    [0, 0.5, 0.5],
  ],
  emit: [
    [0.9, 0.1],
    [0.5, 0.5],
    [0.2, 0.8],
  ],
};

describe("structure", () => {
  test("a chain starts by its initial law and moves by the other", async () => {
    const table = await draw(moods, { n: 2000, per: { t: 6 }, params: moodParams });
    const [mood, note, time] = [numbersOf(table, "mood"), numbersOf(table, "note"), numbersOf(table, "time")];
    expect(table.rows).toBe(12_000);
    expect(time.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
    const first = mood.filter((_, i) => time[i] === 1);
    expect(chiSquare(countsOf(first, 3), moodParams.start)).toBeLessThan(20);
    for (const k of [0, 1, 2]) {
      const next = mood.filter((_, i) => time[i] !== 1 && mood[i - 1] === k);
      expect(chiSquare(countsOf(next, 3), moodParams.move[k] ?? [])).toBeLessThan(20);
      expect(
        chiSquare(
          countsOf(
            note.filter((_, i) => mood[i] === k),
            2,
          ),
          moodParams.emit[k] ?? [],
        ),
      ).toBeLessThan(20);
    }
  });

  test("a node of a group is one for its rows, and groups nest", async () => {
    const text = `model Schools
plate school by school {
  latent town : {big, small} ~ Categorical([0.5, 0.5])
  plate class by class {
    observed kind ~ Categorical([0.3, 0.7])
    plate pupil weighted by count { observed x ~ Normal(100 * (town == big) + 10 * kind, 0.5) }
  }
}`;
    const table = await draw(text, { n: 50, per: { class: 3, pupil: 4 } });
    expect(table.rows).toBe(600);
    expect(table.columns.map(({ name }) => name)).toEqual(["school", "class", "count", "town", "kind", "x"]);
    const [school, group, kind] = [numbersOf(table, "school"), numbersOf(table, "class"), numbersOf(table, "kind")];
    const [town, x] = [textsOf(table, "town"), numbersOf(table, "x")];
    expect(new Set(group).size).toBe(150);
    expect(numbersOf(table, "count").every((weight) => weight === 1)).toBe(true);
    x.forEach((value, row) => {
      expect(town[row]).toBe(town[12 * ((school[row] as number) - 1)]);
      expect(kind[row]).toBe(kind[4 * ((group[row] as number) - 1)]);
      expect(Math.abs(value - (town[row] === "big" ? 100 : 0) - 10 * (kind[row] as number))).toBeLessThan(3);
    });
  });

  test("members of fixed plates have columns by pattern or list, latent ones by their index", async () => {
    const text = `model Grid
type Side = {left, right}
plate row {
  plate r in 2 { plate c in Side { observed x ~ Normal(10 * r + (c == right), 0.01) from "x{r + 1}{c}" } }
  plate j in 2 { latent z ~ Normal(100, 0.01); observed y ~ Normal(z + j, 0.01) from (first, second) }
}`;
    const table = await draw(text, { n: 3 });
    expect(table.columns.map(({ name }) => name)).toEqual(["x1left", "x1right", "x2left", "x2right", "z[0]", "z[1]", "first", "second"]);
    expect(table.columns.map(({ name }) => Math.round(numbersOf(table, name)[0] as number))).toEqual([0, 1, 10, 11, 100, 100, 100, 101]);
  });

  test("given columns are read from a table, whose rows are completed", async () => {
    const text = `model Dose
param w : real
plate patient by id { plate visit { given dose : real; observed y ~ Normal(w * dose, 0.01) }; observed sex : {f, m} ~ Categorical([0.5, 0.5]) }`;
    const given = "note,dose,id,y\nx,1,a,9\ny,2,b,9\nz,3,a,9\n";
    const table = await draw(text, { given, params: { w: 5 } });
    expect(table.columns.map(({ name }) => name)).toEqual(["note", "dose", "id", "y", "sex"]);
    expect(numbersOf(table, "y").map(Math.round)).toEqual([5, 10, 15]);
    expect(textsOf(table, "note")).toEqual(["x", "y", "z"]);
    expect(textsOf(table, "sex")[0]).toBe(textsOf(table, "sex")[2]);
    const first = await draw(text, { given, params: { w: 5 }, n: 1 });
    expect(textsOf(first, "id")).toEqual(["a", "a"]);
    expect(numbersOf(first, "y")).toEqual([0, 2].map((row) => numbersOf(table, "y")[row]));
  });

  test("a latent outside all plates is one for the whole table", async () => {
    const table = await draw(
      "model Shift\nlatent shift : {no, yes} ~ Categorical([0.5, 0.5])\nplate row { observed x ~ Normal(50 * (shift == yes), 1) }",
      {
        n: 20,
        seed: 4,
      },
    );
    expect(new Set(textsOf(table, "shift")).size).toBe(1);
    expect(new Set(numbersOf(table, "x").map((x) => x > 25)).size).toBe(1);
  });

  test("labels that came from the data are those of the fit", async () => {
    const text = "model Words\ntype Word\nparam share : simplex(Word)\nplate row { observed word : Word ~ Categorical(share) }";
    const fitted = {
      schema: "platewise/fit@1",
      params: { share: [0.25, 0, 0.75] },
      types: { Word: ["ant", "bee", "cow"] },
    } as unknown as FitResult;
    const words = textsOf(await draw(text, { n: 400, params: fitted }), "word");
    expect([...new Set(words)].sort()).toEqual(["ant", "cow"]);
    const refused = await trySample(parse(text), { n: 5, params: { share: [0.5, 0.5] } });
    expect(refused.diagnostics.map(({ code }) => code)).toEqual(["no-labels"]);
  });
});

describe("repeatability", () => {
  const heights = "model H\nplate row { latent k ~ Categorical([0.5, 0.5]); observed x ~ Normal(5 * k, 1); observed n ~ Poisson(3 + k) }";
  const csv = async (text: string, options: SampleOptions): Promise<string> => tableCsv(await draw(text, options));

  test("the same seed gives the same bytes, another one others", async () => {
    expect(await csv(heights, { n: 50, seed: 7 })).toBe(await csv(heights, { n: 50, seed: 7 }));
    expect(await csv(heights, { n: 50, seed: 7 })).not.toBe(await csv(heights, { n: 50, seed: 8 }));
  });

  test.each([
    ["rows", heights, {}],
    ["groups with chains", moods, { params: moodParams, per: { t: 5 } }],
    ["a chain of all rows", moods.replace("plate sequence by seq {", "").replace(/\}$/, ""), { params: moodParams }],
  ] as const)("%s: the first instances do not depend on how many there are", async (_, text, options) => {
    const few = await csv(text, { ...options, n: 10, seed: 3 });
    const many = await csv(text, { ...options, n: 100, seed: 3 });
    expect(many.startsWith(few)).toBe(true);
    expect(many.length).toBeGreaterThan(5 * few.length);
  });

  test("leaving out the latent columns leaves the others as they are", async () => {
    const whole = await sample(parse(heights), { n: 30 });
    const seen = await sample(parse(heights), { n: 30, latents: false });
    expect(whole.latents).toEqual(["k"]);
    expect(seen.latents).toEqual([]);
    expect(seen.table.columns).toEqual(whole.table.columns.filter(({ name }) => name !== "k"));
  });
});
