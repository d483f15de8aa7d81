import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FitOptions, type FitResult, fit, parse, score } from "../src/index.ts";
import { mustAgree } from "./support/undirected-runs.ts";

const text = (body: string): string => `network N\nplate row weighted by n {\n${body}\n}\n`;
const nodes = "observed a : {no, yes}\nobserved b : {1, 2, 3}\nobserved c : {red, green}";
const chain = text(`${nodes}\nfactor table(b, a)\nfactor table(b, c)`);

const labels = { a: ["no", "yes"], b: ["1", "2", "3"], c: ["red", "green"] } as const;

/** Every cell of the three-way table with its place. */
const cells = labels.a.flatMap((a, i) => labels.b.flatMap((b, j) => labels.c.map((c, k) => ({ a, b, c, i, j, k }))));

const csvOf = (counts: readonly number[], pick: (row: number) => number = (row) => row): string =>
  ["a,b,c,n", ...cells.map((_, row) => pick(row)).map((at) => `${cells[at]?.a},${cells[at]?.b},${cells[at]?.c},${counts[at]}`)].join("\n");

const positive = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 12, maxLength: 12 });
const sparse = fc.array(fc.constantFrom(0, 0, 1, 3, 8, 20), { minLength: 12, maxLength: 12 }).filter((n) => n.some((x) => x > 0));
const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

/** Counts of a · b times those of b · c over those of b: the estimate where a and c are independent given b. */
function closedForm(counts: readonly number[]): readonly number[] {
  const total = (keep: (cell: (typeof cells)[number]) => boolean): number =>
    sum(counts.filter((_, at) => keep(cells[at] as (typeof cells)[number])));
  return cells.map(({ i, j, k }) => {
    const middle = total((cell) => cell.j === j);
    if (middle === 0) return 0;
    return (total((cell) => cell.i === i && cell.j === j) * total((cell) => cell.j === j && cell.k === k)) / middle;
  });
}

const logLikOf = (counts: readonly number[], fitted: readonly number[]): number =>
  sum(counts.map((n, at) => (n === 0 ? 0 : n * Math.log((fitted[at] as number) / sum(counts)))));

/** Fitted counts, by scoring every cell. */
async function fittedBy(model: string, { params }: FitResult, counts: readonly number[]): Promise<readonly number[]> {
  const { rows } = await score(parse(model), csvOf(counts.map(() => 1)), { params });
  return rows.map(({ logLik }) => (logLik === null ? 0 : sum(counts) * Math.exp(logLik)));
}

const methods = ["gradient", "newton", "ipf"] as const;

describe("a decomposable network of tables", () => {
  test("has the closed form's counts, and the likelihood of the directed form", async () => {
    const directed = parse(
      "model M\nplate row weighted by n {\nobserved b : {1, 2, 3} ~ Table()\nobserved a : {no, yes} ~ Table(b)\nobserved c : {red, green} ~ Table(b)\n}\n",
    );
    const property = fc.asyncProperty(positive, async (counts) => {
      const wanted = closedForm(counts);
      const other = await fit(directed, csvOf(counts));
      for (const method of methods) {
        const result = await fit(parse(chain), csvOf(counts), { method });
        mustAgree(`the log-likelihood by ${method}`, result.logLik, logLikOf(counts, wanted));
        mustAgree("that of the directed form", result.logLik, other.logLik);
        expect(result.freeParameters).toBe(other.freeParameters);
        (await fittedBy(chain, result, counts)).forEach((n, at) => mustAgree(`count ${at} by ${method}`, n, wanted[at] as number, 1e-6));
      }
    });
    await fc.assert(property, { numRuns: 20 });
  }, 60_000);

  test("has fitted zeros where its margins have them", async () => {
    const property = fc.asyncProperty(sparse, fc.constantFrom(...methods), async (counts, method) => {
      const wanted = closedForm(counts);
      const result = await fit(parse(chain), csvOf(counts), { method });
      mustAgree(`the log-likelihood by ${method}`, result.logLik, logLikOf(counts, wanted));
      const found = await fittedBy(chain, result, counts);
      found.forEach((n, at) => {
        if (wanted[at] === 0) expect(n).toBe(0);
        mustAgree(`count ${at} by ${method}`, n, wanted[at] as number, 1e-6);
      });
    });
    await fc.assert(property, { numRuns: 40 });
  }, 60_000);
});

const loop = text(`${nodes}\nfactor table(a, b)\nfactor table(b, c)\nfactor table(c, a)`);

describe("rows", () => {
  test("with weights are as many rows, in any order", async () => {
    const small = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 12 }).filter((n) => n.some((x) => x > 0));
    const orders = fc.shuffledSubarray([...cells.keys()], { minLength: 12, maxLength: 12 });
    const property = fc.asyncProperty(small, orders, async (counts, order) => {
      const options: FitOptions = { l2: 0.3 };
      const weighted = await fit(parse(loop), csvOf(counts), options);
      const turned = await fit(
        parse(loop),
        csvOf(counts, (row) => order[row] as number),
        options,
      );
      const rows = cells.flatMap(({ a, b, c }, at) => new Array<string>(counts[at] as number).fill(`${a},${b},${c}`));
      const repeated = await fit(parse(loop.replace(" weighted by n", "")), ["a,b,c", ...rows].join("\n"), options);
      for (const other of [turned, repeated]) {
        mustAgree("the objective", other.objective, weighted.objective, 1e-9);
        expect(other.rows).toBe(weighted.rows);
        expect(other.freeParameters).toBe(weighted.freeParameters);
      }
    });
    await fc.assert(property, { numRuns: 20 });
  }, 60_000);

  test("of weight 0 whose configuration is ruled out do not matter", async () => {
    const counts = cells.map(({ i, j }) => (i === 1 && j === 2 ? 0 : 3 + i + j));
    const { logLik, network, params } = await fit(parse(chain), csvOf(counts));
    mustAgree("the log-likelihood", logLik, logLikOf(counts, closedForm(counts)));
    expect(network?.atMinusInfinity).toHaveLength(1);
    mustAgree("the score", (await score(parse(chain), csvOf(counts), { params })).logLik, logLik);
  });
});

/** Solves a small linear system by elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const work = matrix.map((row, i) => [...row, right[i] as number]);
  const size = right.length;
  for (let c = 0; c < size; c++) {
    const pivot = [...work.keys()]
      .slice(c)
      .reduce((best, i) => (Math.abs(work[i]?.[c] as number) > Math.abs(work[best]?.[c] as number) ? i : best), c);
    [work[c], work[pivot]] = [work[pivot] as number[], work[c] as number[]];
    for (let i = 0; i < size; i++) {
      if (i === c) continue;
      const by = (work[i]?.[c] as number) / (work[c]?.[c] as number);
      work[i] = (work[i] as number[]).map((x, j) => x - by * (work[c]?.[j] as number));
    }
  }
  return work.map((row, i) => (row[size] as number) / (row[i] as number));
}

/** Logistic regression by Newton's method from zero. */
function logistic(inputs: readonly (readonly number[])[], outcomes: readonly number[]): readonly number[] {
  let weights = (inputs[0] as readonly number[]).map(() => 0);
  for (let round = 0; round < 50; round++) {
    const p = inputs.map((x) => 1 / (1 + Math.exp(-sum(x.map((value, i) => value * (weights[i] as number))))));
    const slope = weights.map((_, i) => sum(inputs.map((x, r) => (x[i] as number) * ((outcomes[r] as number) - (p[r] as number)))));
    const hessian = weights.map((_, i) =>
      weights.map((__, j) => sum(inputs.map((x, r) => (x[i] as number) * (x[j] as number) * (p[r] as number) * (1 - (p[r] as number))))),
    );
    const step = solve(hessian, slope);
    weights = weights.map((w, i) => w + (step[i] as number));
  }
  return weights;
}

describe("given numbers", () => {
  const regression = `network Logistic
param bias, slope, curve : real
plate row {
  given x : real
  observed y : {no, yes}
  factor bias * (y == yes)
  factor slope * x * (y == yes) + curve * x^2 * (y == yes)
}
`;

  test("make a logistic regression, which an independent solution agrees with", async () => {
    const points = fc.array(fc.record({ x: fc.integer({ min: -20, max: 20 }), y: fc.boolean() }), { minLength: 20, maxLength: 40 });
    // Both outcomes at both ends and in the middle: no line separates them.
    const mixed = [-2, 0, 2].flatMap((x) => [0, 1].map((y) => ({ x, y })));
    const property = fc.asyncProperty(points, async (found) => {
      const rows = [...mixed, ...found.map(({ x, y }) => ({ x: x / 10, y: Number(y) }))];
      const wanted = logistic(
        rows.map(({ x }) => [1, x, x * x]),
        rows.map(({ y }) => y),
      );
      const csv = ["x,y", ...rows.map(({ x, y }) => `${x},${y === 1 ? "yes" : "no"}`)].join("\n");
      for (const method of ["gradient", "newton"] as const) {
        const { params } = await fit(parse(regression), csv, { method });
        ["bias", "slope", "curve"].forEach((name, i) =>
          mustAgree(`${name} by ${method}`, params[name] as number, wanted[i] as number, 1e-6),
        );
      }
    });
    await fc.assert(property, { numRuns: 25 });
  }, 60_000);

  test("of both signs leave a weight finite whose feature never occurs", async () => {
    const model = parse("network N\nparam w : real\nplate row {\ngiven x : real\nobserved y : {no, yes}\nfactor w * x * (y == yes)\n}\n");
    const { params, network, status } = await fit(model, "x,y\n1,no\n-2,no\n0.5,no\n", {});
    expect(status).toBe("converged");
    expect(network?.atMinusInfinity).toEqual([]);
    const slope = (w: number): number => sum([1, -2, 0.5].map((x) => x / (1 + Math.exp(-w * x))));
    expect(slope(params.w as number)).toBeCloseTo(0, 7);
  });

  test("that are 0 somewhere are no obstacle to a weight at minus infinity", async () => {
    const model = parse(
      "network N\nparam w, v : real\nplate row {\ngiven x : real\nobserved y : {no, yes}\nfactor w * x * (y == yes)\nfactor v * (y == yes)\n}\n",
    );
    const { logLik, network } = await fit(model, "x,y\n1,no\n0,yes\n0,no\n2,no\n", {});
    expect(network?.atMinusInfinity).toEqual(["w"]);
    mustAgree("the log-likelihood", logLik, 2 * Math.log(0.5));
  });
});

test("a weight that nothing reads lies at the mean of its prior", async () => {
  const model = parse("network N\nparam w[2, 2] : real ~ Normal(-0.3, 2)\nplate row {\nobserved a : {no, yes}\nfactor w[a, 0]\n}\n");
  const { params } = await fit(model, "a\nno\nyes\n", {});
  const [first, second] = params.w as number[][];
  expect(first?.[1]).toBeCloseTo(-0.3, 7);
  expect(second?.[1]).toBeCloseTo(-0.3, 7);
});
