import { createRandom } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { parse, score, tryScore } from "../src/index.ts";

const grid = parse(`network Grid
param J, h : real
plate sample {
  plate r in 4 { plate c in 4 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  factor h * s[r, c] for r in 4, c in 4
  factor J * s[r, c] * s[r+1, c] for r in 3, c in 4
  factor J * s[r, c] * s[r, c+1] for r in 4, c in 3
}`);

/** Rows of random spins. */
function spins(rows: number): Record<string, number[]> {
  const random = createRandom(3);
  const names = Array.from({ length: 16 }, (_, i) => `x${Math.floor(i / 4)}${i % 4}`);
  return Object.fromEntries(names.map((name) => [name, Array.from({ length: rows }, () => (random.next() < 0.5 ? -1 : 1))]));
}

describe("log Z over the budget", () => {
  test.for([
    [0.35, 0.1],
    [-0.2, 0.5],
    [0.6, 0],
  ])("is estimated within four standard errors, with J = %s and h = %s", async ([J, h]) => {
    const params = { J: J as number, h: h as number };
    const data = spins(20);
    const exact = await score(grid, data, { params });
    const found = await tryScore(grid, data, { params, budget: 64 });
    if (!found.ok) throw new Error("refused");
    const { logZ, logZError, rows, logLik, exact: isExact } = found.value;
    expect([exact.exact, isExact]).toEqual([true, false]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(["log-z-estimated"]);
    expect(Math.abs((logZ as number) - (exact.logZ as number))).toBeLessThan(4 * (logZError as number));
    const off = (logZ as number) - (exact.logZ as number);
    rows.forEach((row, i) => expect(row.logLik).toBeCloseTo((exact.rows[i]?.logLik as number) - off, 8));
    expect(logLik).toBeCloseTo((exact.logLik as number) - 20 * off, 7);
  });

  test("is refused with its cost where every row has its own", async () => {
    const model = parse(`network Grid
param J : real
plate sample {
  given dose : real
  plate r in 4 { plate c in 4 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  factor J * dose * s[r, c] * s[r+1, c] for r in 3, c in 4
  factor J * s[r, c] * s[r, c+1] for r in 4, c in 3
}`);
    const data = { ...spins(2), dose: [1, 2] };
    const found = await tryScore(model, data, { params: { J: 0.1 }, budget: 64 });
    expect(found.diagnostics.map(({ code }) => code)).toEqual(["sum-too-large"]);
  });
});
