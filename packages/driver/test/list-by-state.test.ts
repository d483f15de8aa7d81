import { describe, expect, test } from "vitest";
import { fit, parse, score } from "../src/index.ts";

describe("a list selected from by a node", () => {
  test.for(["{-1, 1}", "{1, 0}", "{no, yes}"])("goes by the states of %s, whatever they stand for", async (labels) => {
    const [first, second] = labels.slice(1, -1).split(", ") as [string, string];
    const model = parse(`model Two
const p = [[0.9, 0.1], [0.3, 0.7]]
plate row {
  observed s : ${labels} ~ Categorical([0.5, 0.5])
  observed x : {a, b} ~ Categorical(p[s])
}`);
    const rows = { s: [first, second], x: ["a", "a"] };
    const { rows: scored } = await score(model, rows);
    expect(scored[0]?.logLik).toBeCloseTo(Math.log(0.5 * 0.9), 12);
    expect(scored[1]?.logLik).toBeCloseTo(Math.log(0.5 * 0.3), 12);
    expect((await fit(model, rows)).logLik).toBeCloseTo(Math.log(0.5 * 0.9) + Math.log(0.5 * 0.3), 12);
  });
});
