import fc from "fast-check";
import type {
  ColumnPattern,
  Expr,
  FromClause,
  LabelLiteral,
  PlateStatement,
  Program,
  Statement,
  Target,
  TypeExpr,
} from "../../src/syntax/program.ts";
import { expression, freeText, loops, name, nameText, nowhere, numberText, patternExpression } from "./expression.ts";

const span = fc.constant(nowhere);

const plainLabel = fc.oneof(
  nameText,
  fc.constantFrom("in", "type", "prev"),
  numberText,
  numberText.map((text) => `-${text}`),
);

const label: fc.Arbitrary<LabelLiteral> = fc.oneof(
  fc.record({ text: plainLabel, quoted: fc.constant(false), span }),
  fc.record({ text: freeText, quoted: fc.constant(true), span }),
);

const labels = fc.array(label, { minLength: 1, maxLength: 3 });

const type: fc.Arbitrary<TypeExpr> = fc.oneof(
  fc.record({ kind: fc.constant("named" as const), name, args: fc.array(expression, { maxLength: 2 }), span }),
  fc.record({ kind: fc.constant("labels" as const), labels, span }),
);

const target: fc.Arbitrary<Target> = fc.record({ name, indices: fc.array(expression, { maxLength: 2 }), span });
const targets = fc.array(target, { minLength: 1, maxLength: 3 });

/** Texts and expressions; neighbouring texts are one text, and empty ones are none. */
const patternParts: fc.Arbitrary<(string | Expr)[]> = fc
  .array(fc.tuple(freeText, fc.option(patternExpression)), { maxLength: 2 })
  .map((pairs) =>
    pairs.flatMap(([text, hole], at) => {
      const joined = at > 0 && pairs[at - 1]![1] === null ? [] : [text];
      return [...joined.filter((part) => part !== ""), ...(hole === null ? [] : [hole])];
    }),
  );

const column: fc.Arbitrary<ColumnPattern> = fc.oneof(
  fc.record({ parts: nameText.map((text) => [text]), quoted: fc.constant(false), span }),
  fc.record({ parts: patternParts, quoted: fc.constant(true), span }),
);

const from: fc.Arbitrary<FromClause> = fc.oneof(
  fc.record({ columns: column.map((only) => [only]), list: fc.constant(false), span }),
  fc.record({ columns: fc.array(column, { minLength: 1, maxLength: 3 }), list: fc.constant(true), span }),
);

const maybe = fc.option(expression);

const leaf: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ kind: fc.constant("const" as const), name, value: expression, span }),
  fc.record({ kind: fc.constant("type" as const), name, labels: fc.option(labels), span }),
  fc.record({ kind: fc.constant("param" as const), targets, type: fc.option(type), prior: maybe, fixed: maybe, init: maybe, span }),
  fc.record({
    kind: fc.constant("node" as const),
    role: fc.constantFrom("observed" as const, "latent" as const, "given" as const, "initial" as const),
    targets,
    type: fc.option(type),
    law: maybe,
    from: fc.option(from),
    span,
  }),
  fc.record({ kind: fc.constant("let" as const), target, value: expression, span }),
  fc.record({ kind: fc.constant("factor" as const), value: expression, loops, span }),
);

const plateHead = fc.record({
  kind: fc.constant("plate" as const),
  word: fc.constantFrom("plate" as const, "chain" as const),
  name,
  range: fc.oneof(
    fc.constant({ by: null, over: null }),
    column.map((by) => ({ by, over: null })),
    expression.map((over) => ({ by: null, over })),
  ),
  weightedBy: fc.option(column),
  span,
});

const { statement } = fc.letrec<{ statement: Statement }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc
      .tuple(plateHead, fc.array(tie("statement"), { maxLength: 3 }))
      .map(([{ range, ...head }, body]): PlateStatement => ({ ...head, ...range, body })),
  ),
}));

/** Programs with every kind of statement; all spans are empty, and there are no comments. */
export const program: fc.Arbitrary<Program> = fc.record({
  kind: fc.constantFrom("model" as const, "network" as const),
  name,
  statements: fc.array(statement, { maxLength: 5 }),
  comments: fc.constant([]),
  span,
});
