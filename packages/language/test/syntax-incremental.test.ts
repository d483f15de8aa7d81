import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createIncrementalParser, parse, parseRecovering } from "../src/index.ts";
import { readPieces } from "../src/syntax/parse.ts";

// Properties take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));

const snippets = [
  "x",
  " ",
  "\n",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "~",
  "=",
  ",",
  ":",
  ";",
  '"',
  "-",
  "2.5",
  "//",
  "plate p {",
  "latent z ~ Normal(0, 1)\n",
  "\u2212",
  "prev ",
];
const change = fc.record({ at: fc.nat(), length: fc.nat(8), text: fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 3 })) });

/** Small edits in a row, each of what the one before left. */
const edits = fc.array(change, { minLength: 1, maxLength: 5 });

function applyChange(text: string, { at, length, text: fresh }: { at: number; length: number; text: string }): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + fresh + text.slice(from + length);
}

describe("edits of the examples", () => {
  test("read the same incrementally as from the start", () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), edits, (start, changes) => {
        const parser = createIncrementalParser({ name: "m.pgm", text: start });
        parser.parse();
        let text = start;
        for (const { at, length, text: fresh } of changes) {
          const from = at % (text.length + 1);
          const to = Math.min(text.length, from + length);
          text = text.slice(0, from) + fresh + text.slice(to);
          expect(parser.edit(from, to, fresh)).toEqual(parse({ name: "m.pgm", text }));
          expect(parser.source().text).toBe(text);
        }
      }),
    );
  });

  test("read the same statement by statement as by a match of the whole", () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), edits, (start, changes) => {
        const text = changes.reduce(applyChange, start);
        const source = { name: "m.pgm", text };
        expect(readPieces(source)).toEqual(parseRecovering(source));
      }),
      { numRuns: 300 },
    );
  });

  test("are read without throwing, and a failure always says why, at places inside the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), edits, (start, changes) => {
        const text = changes.reduce(applyChange, start);
        const { program, diagnostics } = parseRecovering({ name: "m.pgm", text });
        if (program === null) expect(diagnostics.length).toBeGreaterThan(0);
        for (const d of diagnostics) {
          expect(d.text!.span.start).toBeLessThanOrEqual(d.text!.span.end);
          expect(d.text!.span.end).toBeLessThanOrEqual(text.length);
          expect(d.suggestion?.span.end ?? 0).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("keep the statements that they do not touch", () => {
    const text = "model M\nparam a : real\nparam b : real\n";
    const parser = createIncrementalParser({ name: "m.pgm", text });
    const before = parser.parse();
    const after = parser.edit(text.indexOf("b"), text.indexOf("b") + 1, "bb");
    if (!before.ok || !after.ok) throw new Error("both texts are right");
    expect(after.value.statements[0]).toBe(before.value.statements[0]);
    expect(after.value.statements[1]).toMatchObject({ targets: [{ name: { text: "bb", span: { start: 29, end: 31 } } }] });
  });
});

test.each(["(", "[", "-", "2^", "prev ", "plate p {\n", "a + ", '"', "{"])("%s over and over is a mistake, not a crash", (text) => {
  const long = `model M\nlet y = ${text.repeat(20_000)}`;
  expect(parseRecovering({ name: "m.pgm", text: long }).diagnostics.length).toBeGreaterThan(0);
});
