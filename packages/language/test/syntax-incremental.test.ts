import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { check, createIncrementalParser, format, parse, parseRecovering } from "../src/index.ts";
import { newReadings } from "../src/syntax/recovery/mend.ts";
import { recover } from "../src/syntax/recovery/recover.ts";
import { rereadLines } from "../src/syntax/reread.ts";
import { applyEdit, type Change, changes } from "./arbitraries/edit.ts";
import { program } from "./arbitraries/program.ts";

// Properties take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));

/** Models that mean something, and texts of every kind of statement. */
const texts = fc.oneof(fc.constantFrom(...fixtures), program.map(format));

const named = (text: string) => ({ name: "m.pgm", text });

function checked(read: ReturnType<typeof parseRecovering>, text: string) {
  return read.program && check(read.program, { source: named(text), mistakes: read.diagnostics });
}

describe("a text under edits", () => {
  test("is read and checked as it would be from the start", () => {
    fc.assert(
      fc.property(texts, changes, fc.boolean(), (start, all, undone) => {
        const parser = createIncrementalParser(named(start));
        parser.parse();
        let text = start;
        for (const change of all) {
          const edit = change(text);
          const before = text;
          text = applyEdit(text, edit);
          expect(parser.edit(edit.start, edit.end, edit.text)).toEqual(parse(named(text)));
          expect(parser.source()).toEqual(named(text));
          const fresh = parseRecovering(named(text));
          expect(parser.parseRecovering()).toEqual(fresh);
          expect(checked(parser.parseRecovering(), text)).toEqual(checked(fresh, text));
          if (!undone) continue;
          parser.edit(edit.start, edit.start + edit.text.length, before.slice(edit.start, edit.end));
          text = before;
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is read without throwing, and a failure always says why, at places inside the text", () => {
    fc.assert(
      fc.property(texts, changes, (start, all) => {
        const text = all.reduce((old, change: Change) => applyEdit(old, change(old)), start);
        const { program, diagnostics } = parseRecovering(named(text));
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

  test("keeps the statements that the edit does not touch", () => {
    const text = "model M\nparam a : real\nparam b : real\nparam c : real\n";
    const parser = createIncrementalParser(named(text));
    const before = parser.parse();
    const after = parser.edit(text.indexOf("b"), text.indexOf("b") + 1, "d");
    if (!before.ok || !after.ok) throw new Error("both texts are right");
    expect(after.value.statements[0]).toBe(before.value.statements[0]);
    expect(after.value.statements[1]).toMatchObject({ targets: [{ name: { text: "d", span: { start: 29, end: 30 } } }] });
    expect(after.value.statements[2]).toBe(before.value.statements[2]);
  });
});

const nested = `// Two plates.
model M
param a : real; param b : real
plate row {
  observed x ~ Normal(a, 1)
  plate i in 2 {
    latent z : real
      ~ Normal(b, 1)
  }
}
param c : real
`;

/** What could be read of `nested` when the first `old` in it becomes `fresh`; null where the whole text must be. */
function reread(old: string, fresh: string) {
  const before = parse(named(nested));
  if (!before.ok) throw new Error("the text is right");
  const start = nested.indexOf(old);
  const replaced = { start, end: start + fresh.length, by: fresh.length - old.length };
  return rereadLines(
    before.value,
    nested.replace(old, () => fresh),
    replaced,
    newReadings(),
  );
}

test.each([
  ["Two plates", "One"],
  ["model M", "\nnetwork Name"],
  ["M", "M; const K = 2"],
  ["param a", "param aa"],
  ["real", "reel ("],
  ["param a : real", "param 2a : real"],
  ["observed x", "oberved x"],
  ["Normal(a, 1)", "Poisson(2)"],
  ["Normal(a, 1)", "Normal(a, "],
  ["param c : real", "param c : simplex("],
  ["x ~ Normal(a, 1)", "x ~ Normal(a, 1)\n  given u : real // new"],
  ["  observed x", "  plate j in 3 { latent w ~ Normal(0, 1) }\n  observed x"],
  ["param c : real\n", ""],
  ["param c : real\n", "\nparam c : real\nparam d : real"],
])("of an edit in whole lines, %j to %j, only these lines are read", (old, fresh) => {
  expect(reread(old, fresh)).toEqual(
    recover(
      nested.replace(old, () => fresh),
      newReadings(),
    ),
  );
});

test.each([
  ["b : real", "b : {real"],
  ["observed x", "(x"],
  ["observed x", "init x"],
  ["plate i in 2", "plate i in 3"],
  ["~ Normal(b", "~ Normal(a"],
  ["  }\n", ""],
  ["  observed x ~ Normal(a, 1)\n", "}\nplate other {\n"],
  ["M", ""],
])("of an edit that may change what stands around it, %j to %j, nothing is guessed", (old, fresh) => {
  expect(reread(old, fresh)).toBeNull();
});

test.each(["(", "[", "-", "2^", "prev ", "plate p {\n", "a + ", '"', "{"])("%s over and over is a mistake, not a crash", (text) => {
  const long = `model M\nlet y = ${text.repeat(20_000)}`;
  expect(parseRecovering(named(long)).diagnostics.length).toBeGreaterThan(0);
});
