import { describe, expect, test } from "vitest";
import { fit, parse, score } from "../src/index.ts";

// Sums of weights that are no probabilities are larger than 1, and their products over many rows or steps larger than any double.

const labels = (states: number): string => `{${Array.from({ length: states }, (_, k) => `k${k}`).join(", ")}}`;

describe.each([2, 3, 5, 8, 9, 13, 16, 20])("%d states", (states) => {
  test("of 2000 rows that are all different", async () => {
    const model = parse(`network Wide
type A
plate row {
  given a : A
  observed y : ${labels(states)}
  factor table(a, y)
}
`);
    const a = Array.from({ length: 2000 }, (_, i) => i);
    const data = { a, y: a.map((i) => `k${(i * 7) % states}`) };
    const params = { "table(a,y)": a.map(() => Array.from({ length: states }, () => 0)) };
    const { logLik } = await score(model, data, { params });
    expect(logLik).toBeCloseTo(-2000 * Math.log(states), 7);
  });

  test("of 2000 steps of a chain", async () => {
    const model = parse(`network Long
param w : real
chain t {
  observed z : ${labels(states)}
  factor w * (z == prev z)
}
`);
    const z = Array.from({ length: 2000 }, (_, i) => `k${(((i / 3) | 0) * 7) % states}`);
    const same = z.filter((label, i) => i > 0 && label === z[i - 1]).length;
    // Every state before has the same sum after it, so that the steps are independent.
    const logLikAt = (w: number): number => w * same - 1999 * Math.log(Math.exp(w) + states - 1) - Math.log(states);
    expect((await score(model, { z }, { params: { w: 0 } })).logLik).toBeCloseTo(logLikAt(0), 7);
    expect((await score(model, { z }, { params: { w: -2 } })).logLik).toBeCloseTo(logLikAt(-2), 7);
    const fitted = await fit(model, { z });
    const best = Math.log(((states - 1) * same) / (1999 - same));
    expect(fitted.status).toBe("converged");
    expect(fitted.params["w"]).toBeCloseTo(best, 6);
    expect(fitted.logLik).toBeCloseTo(logLikAt(best), 6);
  });
});
