import { describe, expect, test } from "vitest";
import { fit, parse, score } from "../src/index.ts";

const table = parse(`network Table
plate cell weighted by n {
  observed a : {p, q, r}
  observed b : {s, t}
  factor table(a, b)
}
`);

describe("pseudo- and composite likelihood", () => {
  const csv = "a,b,n\np,s,4\np,t,0\nq,s,3\nq,t,6\nr,s,8\nr,t,5\n";
  const counts = [4, 0, 3, 6, 8, 5];

  test.each(["pseudo", "composite"] as const)("%s keeps a weight of what never occurs at minus infinity", async (method) => {
    const fitted = await fit(table, csv, { method });
    expect(fitted.network?.atMinusInfinity).toEqual(["table(a,b)[p][t]"]);
    expect((fitted.params["table(a,b)"] as readonly (readonly number[])[])[0]?.[1]).toBe(Number.NEGATIVE_INFINITY);
    // A saturated table has the shares of its cells, whatever is maximised.
    const { rows } = await score(table, csv, { params: fitted });
    counts.forEach((count, i) => {
      expect(Math.exp(rows[i]?.logLik ?? Number.NEGATIVE_INFINITY)).toBeCloseTo(count / 26, 6);
    });
  });
});

describe("standard errors of pseudo-likelihood", () => {
  const pairs = parse(`network Pairs
param h, J : real
plate row {
  plate i in 6 { observed s[i] : {-1, 1} from "x{i}" }
  factor h * s[i] for i in 6
  factor J * s[i] * s[i+1] for i in 5
}
`);
  const header = "x0,x1,x2,x3,x4,x5";
  const lines = ["1,1,1,-1,-1,1", "-1,1,1,1,-1,-1", "1,-1,-1,-1,1,1"];
  const errorsOf = async (rows: number) =>
    (await fit(pairs, `${[header, ...lines.slice(0, rows)].join("\n")}\n`, { method: "pseudo" })).network?.standardErrors;

  test("are not to be had from as few rows as weights", async () => {
    expect(await errorsOf(1)).toBeNull();
    expect(await errorsOf(2)).toBeNull();
    expect((await errorsOf(3))?.["J"]).toBeGreaterThan(0.01);
  });
});
