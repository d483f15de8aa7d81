import fc from "fast-check";
import { keywords } from "../../src/syntax/keywords.ts";
import type { CallArgument, Expr, Loop, Name } from "../../src/syntax/program.ts";

export const nowhere = { start: 0, end: 0 } as const;

const words = fc.stringMatching(/^[A-Za-z_\u00e0-\u00f6\u03b1-\u03c9][A-Za-z0-9_]{0,5}$/);

/** Any word that can name a node, a parameter, a column. */
export const nameText = fc.oneof(fc.constantFrom("K", "x", "mean", "kind", "toss1"), words).filter((word) => !keywords.has(word));

export const name: fc.Arbitrary<Name> = nameText.map((text) => ({ text, span: nowhere }));

export const numberText = fc.oneof(
  fc.nat(999).map(String),
  fc.tuple(fc.nat(99), fc.nat(999)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.tuple(fc.nat(9), fc.integer({ min: -20, max: 20 })).map(([digit, exponent]) => `${digit}e${exponent}`),
);

/** Any text at all, of the kinds that trouble a printer most. */
export const freeText = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('"', "\\", "\n", "{", "}", "/", "\t", "\u0000", "n", "u"), maxLength: 6 }),
);

const number: fc.Arbitrary<Expr> = numberText.map((text) => ({ kind: "number", value: Number(text), text, span: nowhere }));
const reference: fc.Arbitrary<Expr> = nameText.map((text) => ({ kind: "name", name: text, span: nowhere }));
const string: fc.Arbitrary<Expr> = freeText.map((text) => ({ kind: "string", text, span: nowhere }));

const operators = ["+", "-", "*", "/", "^", "%", "==", "!="] as const;

function expressions(leaf: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const { expr } = fc.letrec<{ expr: Expr }>((tie) => {
    const inner = tie("expr");
    const list = fc.array(inner, { minLength: 1, maxLength: 3 });
    const loop: fc.Arbitrary<Loop> = fc.record({ index: name, over: inner });
    const argument: fc.Arbitrary<CallArgument> = fc.record({ name: fc.option(name), value: inner, span: fc.constant(nowhere) });
    return {
      expr: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        leaf,
        fc.record({ kind: fc.constant("previous" as const), operand: inner, span: fc.constant(nowhere) }),
        fc.record({ kind: fc.constant("index" as const), operand: inner, indices: list, span: fc.constant(nowhere) }),
        fc.record({ kind: fc.constant("call" as const), name, args: fc.array(argument, { maxLength: 3 }), span: fc.constant(nowhere) }),
        fc.record({ kind: fc.constant("array" as const), items: fc.array(inner, { maxLength: 3 }), span: fc.constant(nowhere) }),
        fc.record({ kind: fc.constant("unary" as const), operator: fc.constant("-" as const), operand: inner, span: fc.constant(nowhere) }),
        fc.record({
          kind: fc.constant("binary" as const),
          operator: fc.constantFrom(...operators),
          left: inner,
          right: inner,
          span: fc.constant(nowhere),
        }),
        fc.record({
          kind: fc.constant("sum" as const),
          body: inner,
          loops: fc.array(loop, { minLength: 1, maxLength: 2 }),
          span: fc.constant(nowhere),
        }),
      ),
    };
  });
  return expr;
}

/** Every kind of expression, nested in every way. */
export const expression: fc.Arbitrary<Expr> = expressions(fc.oneof(reference, number, string));

/** Expressions that may stand in the braces of a column pattern: without texts in quotes. */
export const patternExpression: fc.Arbitrary<Expr> = expressions(fc.oneof(reference, number));

export const loops: fc.Arbitrary<Loop[]> = fc.array(fc.record({ index: name, over: expression }), { maxLength: 2 });
