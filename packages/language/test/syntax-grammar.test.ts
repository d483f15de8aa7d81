import { readdirSync, readFileSync } from "node:fs";
import type { Span } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import grammar from "../src/generated/pgm.ohm-bundle.js";
import { format, parse, type Statement } from "../src/index.ts";
import { statementOf } from "../src/syntax/ast.ts";
import { tooDeepAt } from "../src/syntax/nesting.ts";
import { tokenize } from "../src/syntax/recovery/tokens.ts";
import { shiftStatement } from "../src/syntax/rewrite.ts";
import { applyEdit, type Change, changes } from "./arbitraries/edit.ts";
import { program } from "./arbitraries/program.ts";

// Properties take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
const texts = fc.oneof(fc.constantFrom(...fixtures), program.map(format));
const edited = fc.tuple(texts, changes).map(([start, all]) => all.reduce((old, change: Change) => applyEdit(old, change(old)), start));

/** The places of statements and, of plates, of their first lines and of what is inside. */
interface Place extends Span {
  readonly head: Span;
  readonly body: readonly Place[];
}

const spanOf = ({ startIdx, endIdx }: { startIdx: number; endIdx: number }): Span => ({ start: startIdx, end: endIdx });

/** The statements of a text as a match of the whole has them. */
const places = grammar.createSemantics().addOperation<Place[]>("places", {
  Program: (_header, _end, body, _rest) => body.places(),
  Statements: (_separators, all, _ends) => all.children.flatMap((one) => one.places()),
  Statement(one) {
    const span = spanOf(this.source);
    return one.ctorName === "PlateStatement" ? one.places() : [{ ...span, head: span, body: [] }];
  },
  PlateStatement(head, _open, body, _close) {
    return [{ ...spanOf(this.source), head: spanOf(head.source), body: body.places() }];
  },
});

function expectTrees(text: string, statements: readonly Statement[], expected: readonly Place[]): void {
  expect(statements.map(({ span }) => span)).toEqual(expected.map(({ start, end }) => ({ start, end })));
  statements.forEach((statement, at) => {
    const { head, body } = expected[at]!;
    const alone = grammar.match(text.slice(head.start, head.end), statement.kind === "plate" ? "PlateHead" : "Statement");
    const tree = shiftStatement(statementOf(alone), head.start);
    if (statement.kind === "plate") expectTrees(text, statement.body, body);
    expect(statement).toEqual(statement.kind === "plate" ? { ...tree, body: statement.body, span: statement.span } : tree);
  });
}

describe("reading statement by statement", () => {
  test("accepts what the grammar's rule of whole programs accepts, and finds the same statements", () => {
    fc.assert(
      fc.property(edited, (text) => {
        if (tooDeepAt(text) !== null) return;
        const match = grammar.match(text);
        const read = parse({ name: "m.pgm", text });
        expect(read.ok).toBe(match.succeeded());
        if (read.ok) expectTrees(text, read.value.statements, places(match).places());
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ";model M\nparam a : real",
    "\ufeffmodel M \ufeff\nparam a : real\ufeff\n",
    "model M\nplate i in 2 { latent z : real }param b : real",
    "model M; ; param a : real;; param b : real ;",
    "model M\nplate row\n{\n observed x ~ Normal(0, 1) }",
    "model M\nparam a : real\n init 2\nfactor a\n for i in 3",
    "model M\nparam a : real\nfor i in 3",
    "model M\nnetwork N",
    "model M plate row {}",
  ])("accepts what the grammar accepts: %j", (text) => {
    expect(parse({ name: "m.pgm", text }).ok).toBe(grammar.match(text).succeeded());
  });

  test("takes shapes for what they stand for", () => {
    const text =
      'model M\nplate a by "b c" {\n  observed abc ~ F(-1.5e3, q) from "a b"\n  observed   x~F(-20,zz)from""\n  observed y ~ F(-0, q) from "{1}"\n}';
    const read = parse({ name: "m.pgm", text });
    if (!read.ok) throw new Error("the text is right");
    expectTrees(text, read.value.statements, places(grammar.match(text)).places());
    const [plate] = read.value.statements;
    const found = plate?.kind === "plate" ? plate.body.map((node) => node.kind === "node" && node.from?.columns[0]?.parts) : [];
    expect(found).toMatchObject([["a b"], [], [{ kind: "number", value: 1 }]]);
  });
});

test("tokens cover all but blanks and comments, each of its kind", () => {
  const letters = "A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u3040-\uD7FF";
  const pieces = fc.constantFrom(
    "ab",
    "é",
    "1",
    "1.5",
    "2e3",
    "1x",
    ".",
    '"',
    '"s"',
    "==",
    ":",
    ":=",
    "*",
    "/",
    "//",
    "\n",
    " ",
    "\ufeff",
    "(",
    "\u2212",
    "<",
    "!",
    "😀",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let end = 0;
      for (const token of tokenize(text)) {
        const gap = text.slice(end, token.start);
        expect(gap).toMatch(/^(?:[ \t\r\n\ufeff]|\/\/[^\n]*(?:\n|$))*$/);
        expect(token.startsLine).toBe(end === 0 || gap.includes("\n"));
        expect(token.text).toBe(text.slice(token.start, token.end));
        expect(token.kind === "word").toBe(new RegExp(`^[${letters}][${letters}0-9]*$`).test(token.text));
        expect(token.kind === "number").toBe(/^\.?[0-9]/.test(token.text));
        end = token.end;
      }
      expect(text.slice(end)).toMatch(/^(?:[ \t\r\n\ufeff]|\/\/[^\n]*(?:\n|$))*$/);
    }),
    { numRuns: 500 },
  );
});
