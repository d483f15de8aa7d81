import { describe, expect, test } from "vitest";
import { tryCheckData } from "../../src/api/api.ts";
import { orThrow, parse } from "../../src/api/model.ts";
import { direct } from "../../src/compare/direct.ts";
import type { DataInput } from "../../src/sources/index.ts";

const madeOf = (text: string, data: DataInput) => {
  const model = parse(text);
  return direct(model, orThrow(tryCheckData(model, data)));
};
const directText = (text: string, data: DataInput): string => orThrow(madeOf(text, data)).source.text.split("\n").slice(1, -1).join("\n");

describe("direct", () => {
  test("turns a decomposable network into tables", () => {
    const text = `network Path
type Size = {small, large}
plate row weighted by n {
  observed a : Size
  observed b : {x, y, z}
  observed c : {no, yes} from "the c"
  factor table(a, b)
  factor table(b, c)
}
`;
    expect(directText(text, [{ a: "small", b: "x", "the c": "no", n: 2 }])).toMatchInlineSnapshot(`
      "type Size = {small, large}
      plate row weighted by n {
        observed a : Size ~ Table()
        observed b : {x, y, z} ~ Table(a)
        observed c : {no, yes} ~ Table(b) from "the c"
      }"
    `);
  });

  test("fills a cycle, and writes nodes of fixed plates out", () => {
    const text = `network Grid
param J : real
plate sample {
  plate r in 2 { plate c in 2 { observed s[r, c] : {-1, 1} from "x{r}{c}" } }
  factor J * s[r, c] * s[r+1, c] for r in 1, c in 2
  factor J * s[r, c] * s[r, c+1] for r in 2, c in 1
}
`;
    expect(directText(text, [{ x00: -1, x01: 1, x10: 1, x11: 1 }])).toMatchInlineSnapshot(`
      "plate sample {
        observed s_0_0 : {-1, 1} ~ Table() from x00
        observed s_0_1 : {-1, 1} ~ Table(s_0_0) from x01
        observed s_1_0 : {-1, 1} ~ Table(s_0_0, s_0_1) from x10
        observed s_1_1 : {-1, 1} ~ Table(s_0_1, s_1_0) from x11
      }"
    `);
  });

  test("keeps what is given first, and latent nodes latent", () => {
    const text = `network Machine
plate row {
  given dose : {low, high}
  latent h : {0, 1}
  observed v : {off, on}
  factor table(h, v)
  factor table(h, dose)
}
`;
    expect(directText(text, [{ dose: "low", v: "on" }])).toMatchInlineSnapshot(`
      "plate row {
        given dose : {low, high}
        latent h : {0, 1} ~ Table(dose)
        observed v : {off, on} ~ Table(h)
      }"
    `);
  });

  test.for([
    [
      "a number",
      "network N\nparam w : real\nplate r {\n  given x : real\n  observed a : {n, y}\n  factor w * x * (a == y)\n}\n",
      "`x` is a number",
    ],
    [
      "a chain",
      "network C\nchain t {\n  observed a : {n, y}\n  factor table(a, prev a)\n}\n",
      "`t` is a chain, in which a table for each step has no counterpart of its own",
    ],
    [
      "two plates",
      "network P\nplate g by x {\n  latent z : {n, y}\n  plate r {\n    observed a : {n, y}\n    factor table(a, z)\n  }\n}\n",
      "its nodes do not stand in one plate that reads rows",
    ],
  ] as const)("refuses %s", ([, text, reason]) => {
    const made = madeOf(text, [
      { a: "n", x: 1 },
      { a: "y", x: 2 },
    ]);
    expect(made.diagnostics.map(({ code, details }) => [code, details])).toEqual([["compare-no-directed", { reason }]]);
  });
});
