import { expect, it } from "vitest";
import { binomial, mvNormal, normal, poisson, priorFamilies } from "../src/index.ts";

/** Log densities of SciPy 1.17 (scipy.stats), printed to nine digits. */
const columns = (...values: number[][]): Float64Array[] => values.map((v) => Float64Array.from(v));

function logDensities(
  family: typeof normal,
  shape: { length: number; spread: "none" | "sd" | "covariance" },
  args: number[][],
  data: Float64Array[],
): number[] {
  const theta = Float64Array.from(args.flat());
  let offset = 0;
  const cells = args.map((a) => {
    offset += a.length;
    return Int32Array.of(offset - a.length);
  });
  const kernel = family.createKernel({ shape, slots: 1, cells });
  if (kernel.kind !== "density") throw new Error("a numeric family is expected");
  kernel.prepare(theta);
  const count = data[0]?.length ?? 0;
  const block = { start: 0, count, at: 0, values: new Float64Array(count) };
  kernel.addLogDensity(0, data, block);
  return [...block.values];
}

const close = (got: readonly number[], want: readonly number[]): void => want.forEach((w, i) => expect(got[i]).toBeCloseTo(w, 7));

it("agrees on Poisson(2.5)", () => {
  close(logDensities(poisson, { length: 1, spread: "none" }, [[2.5]], columns([0, 3, 200])), [-2.5, -1.54288727, -682.47384082]);
});

it("agrees on Binomial(9, 0.3)", () => {
  close(
    logDensities(binomial, { length: 9, spread: "none" }, [[0.3]], columns([0, 4, 9], [9, 9, 9])),
    [-3.2100745, -1.76298403, -10.83575524],
  );
});

it("agrees on Normal(1.5, 2)", () => {
  close(logDensities(normal, { length: 1, spread: "sd" }, [[1.5], [2]], columns([-1, 0, 12.5])), [-2.39333571, -1.89333571, -16.73708571]);
});

it("agrees on a full normal in three dimensions", () => {
  const args = [
    [1, -2, 0.5],
    [2, 0.3, -0.4, 0.3, 1, 0.2, -0.4, 0.2, 1.5],
  ];
  close(
    logDensities(mvNormal, { length: 3, spread: "covariance" }, args, columns([1, 0, 3], [-2, 0, 1], [0.5, 0, -2])),
    [-3.23012857, -6.51253058, -11.0255302],
  );
});

it.each([
  ["Beta", [[2], [5]], [0.3], 0.7705248015812898],
  ["Gamma", [[2.5], [3]], [1.7], -1.8422097722093895],
  ["InverseGamma", [[2.5], [3]], [1.7], -1.1600569098731826],
  ["Dirichlet", [[2, 3, 0.5]], [0.2, 0.5, 0.3], 0.29855597274304824],
  ["InverseWishart", [[5], [2, 0, 0, 0, 2, 0, 0, 0, 2]], [2, 0.3, -0.4, 0.3, 1, 0.2, -0.4, 0.2, 1.5], -8.55059096670056],
] as const)("agrees on the prior %s", (name, args, x, want) => {
  const family = priorFamilies.find((f) => f.name === name);
  const got = family?.logDensity(
    args.map((a) => Float64Array.from(a)),
    Float64Array.from(x),
    0,
    x.length,
  );
  expect(got).toBeCloseTo(want, 10);
});
