import { describe, expect, test } from "vitest";
import { describeDiagnostic, type FitOptions, inspect, parse, tryFit } from "../src/index.ts";

const pair = parse(`network Pair
plate row {
  observed a : {no, yes}
  observed b : {no, yes}
  factor table(a, b)
}
`);
const coin = parse("model Coin\nparam p : probability\nplate toss { observed face ~ Bernoulli(p) }\n");
const rows = "a,b\nno,yes\nyes,yes\nno,no\nyes,no\n";
const tosses = "face\n1\n0\n1\n";

async function codesOf(model: typeof pair, data: string, options: FitOptions): Promise<readonly string[]> {
  return (await tryFit(model, data, options)).diagnostics.map(({ code }) => code);
}

describe("options of a fit that the model's kind does not have", () => {
  test.each([
    [{ onSingular: "floor" }, "--on-singular"],
    [{ order: "canonical" }, "--order"],
    [{ start: "prior" }, "--start prior"],
  ] satisfies [FitOptions, string][])("a network has no %j", async (options, flag) => {
    const { ok, diagnostics } = await tryFit(pair, rows, options);
    expect(ok).toBe(false);
    expect(diagnostics.map(({ code }) => code)).toEqual(["option-not-for-network"]);
    expect(diagnostics.map((d) => describeDiagnostic(d).message).join()).toContain(`\`${flag}\``);
  });

  test.each([{ l1: 0 }, { l2: 1 }, { k: 1 }, { chains: 3 }, { gradientTolerance: 1e-6 }] satisfies FitOptions[])(
    "a model has no %j",
    async (options) => {
      expect(await codesOf(coin, tosses, options)).toEqual(["option-not-for-model"]);
    },
  );

  test("what happens anyway may be said", async () => {
    expect(await codesOf(pair, rows, { order: "auto", start: "auto", method: "auto" })).toEqual([]);
    expect(await codesOf(pair, rows, { start: "random" })).toEqual([]);
    expect(await codesOf(coin, tosses, { order: "auto", start: "random", method: "mle" })).toEqual([]);
  });

  test("a method of the other kind and such options are told together", async () => {
    expect(await codesOf(pair, rows, { method: "em", onSingular: "fail", l1: -1 })).toEqual([
      "method-not-for-network",
      "option-not-for-network",
      "bad-option-value",
    ]);
    expect(await codesOf(coin, tosses, { method: "gradient", l2: 1 })).toEqual(["method-not-for-model", "option-not-for-model"]);
  });

  test("plans and kernels refuse the methods of the other kind", async () => {
    for (const stage of ["plan", "kernel"] as const) {
      const ofPair = await inspect(pair, { stage, data: rows, method: "mle" });
      const ofCoin = await inspect(coin, { stage, data: tosses, method: "pcd" });
      expect(ofPair.diagnostics.map(({ code }) => code)).toEqual(["method-not-for-network"]);
      expect(ofCoin.diagnostics.map(({ code }) => code)).toEqual(["method-not-for-model"]);
    }
  });
});

describe("values that the options of networks do not take", () => {
  test.each([
    { l1: -1 },
    { l2: Number.NaN },
    { gradientTolerance: Number.POSITIVE_INFINITY },
    { k: 0, method: "pcd" },
    { k: 1.5, method: "pcd" },
    { chains: -3, method: "cd" },
  ] satisfies FitOptions[])("%j", async (options) => {
    expect(await codesOf(pair, rows, options)).toEqual(["bad-option-value"]);
  });

  test("a penalty of 0 is none", async () => {
    const fits = await Promise.all([tryFit(pair, rows, {}), tryFit(pair, rows, { l1: 0, l2: 0 })]);
    const [plain, zero] = fits.map((fitted) => (fitted.ok ? fitted.value.result : null));
    expect(zero?.params).toEqual(plain?.params);
    expect(zero?.network).not.toHaveProperty("l1");
  });
});

test("sweeps and chains belong to methods that sample", async () => {
  expect(await codesOf(pair, rows, { method: "gradient", k: 2 })).toEqual(["option-not-for-method"]);
  expect(await codesOf(pair, rows, { chains: 5 })).toEqual(["option-not-for-method"]);
  for (const method of ["cd", "pcd"] as const) {
    expect(await codesOf(pair, rows, { method, k: 2, chains: 5, maxIterations: 0 })).toEqual([]);
  }
});
