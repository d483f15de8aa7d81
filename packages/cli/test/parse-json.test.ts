import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../src/parse-json.ts";

const problemOf = (text: string) => {
  const result = parseJson(text);
  if (!("problem" in result)) throw new Error(`${text} is JSON`);
  return result.problem;
};

describe("a text that is not JSON", () => {
  test.for([
    ["", 0, "a value", "the end of the file"],
    ["heads: [0.6]", 0, "a value", "`heads`"],
    ['{"a": 1,}', 8, "a name in double quotes", "`}`"],
    ["{a: 1}", 1, "a name in double quotes or `}`", "`a`"],
    ['{"a" 1}', 5, "`:`", "`1`"],
    ['{"a": 1 "b": 2}', 8, "`,` or `}`", '`"`'],
    ["[1, 2", 5, "`,` or `]`", "the end of the file"],
    ["[1, ]", 4, "a value", "`]`"],
    ["[1] 2", 4, "the end of the file", "`2`"],
    ["[01]", 1, "a value or `]`", "`01`"],
    ["[+1]", 1, "a value or `]`", "`+1`"],
    ["[NaN]", 1, "a value or `]`", "`NaN`"],
    ["{'a': 1}", 1, "a name in double quotes or `}`", "`'`"],
    ['{"a": "b\n"}', 6, "a string that ends on its line and has no odd escapes", '`"`'],
    ['{"a\\q": 1}', 1, "a string that ends on its line and has no odd escapes", '`"`'],
  ] as const)("%s says where", ([text, start, expected, found]) => {
    expect(problemOf(text)).toMatchObject({ start, expected, found });
  });

  test("is told from one that is, wherever it is damaged", () => {
    let refused = 0;
    const damage = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom("", ",", "]", "}", '"', ":", "0", "x", "-", "\\", "\n"));
    fc.assert(
      fc.property(fc.json(), damage, (json, [place, length, other]) => {
        expect(parseJson(json)).toEqual({ value: JSON.parse(json) as unknown });
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + other + json.slice(at + length);
        const result = parseJson(text);
        if ("value" in result) return;
        refused += 1;
        const { start, end } = result.problem;
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(text.length);
        // What stands before the damage is not at fault: a longer or a whole text can begin so.
        if (start < text.length) expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeGreaterThanOrEqual(beginningOfToken(text, at));
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  /** The first offset of the token that the damage may have changed. */
  function beginningOfToken(text: string, at: number): number {
    const quotes: number[] = [];
    let quoted = false;
    for (let i = 0; i < at; i++) {
      if (quoted && text[i] === "\\") i += 1;
      else if (text[i] === '"') {
        quoted = !quoted;
        quotes.push(i);
      }
    }
    if (quoted) return quotes.at(-1) as number;
    let from = at;
    while (from > 0 && /[\w.+-]/.test(text[from - 1] as string)) from -= 1;
    return from;
  }

  test("with many brackets is gone through", () => {
    expect(problemOf("[".repeat(200_000)).start).toBe(200_000);
    expect(problemOf(`${'{"a":'.repeat(100_000)}x`).start).toBe(500_000);
  });
});
