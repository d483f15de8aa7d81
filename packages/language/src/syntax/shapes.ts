import type { Span } from "@platewise/core";
import grammar from "../generated/pgm.ohm-bundle.js";
import { statementOf } from "./ast.ts";
import { keywords } from "./keywords.ts";
import type { Statement } from "./program.ts";
import type { Token } from "./recovery/tokens.ts";
import { rewriteStatement } from "./rewrite.ts";

/** The rules of the grammar for what is read by itself: a statement, or a plate's first line up to its brace. */
export type StatementRule = "Statement" | "PlateHead";

/**
 * What statements have in common that differ only in names, numbers, plain texts in quotes and blanks: the tree of the one
 * that says `a` for every name, `0` for every number and `"a"` for every text. `tokenAt` has the token of each of its characters.
 */
interface Shape {
  readonly tree: Statement;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly tokenAt: readonly number[];
}

/** Shapes by their texts; null for those that the rule does not know. */
export type Shapes = Map<string, Shape | null>;

/** The tokens of a statement, with the text that they are part of and the rule that it follows. */
export interface StatementText {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly rule: StatementRule;
}

/** The tree of a statement without mistakes, otherwise null. The grammar is asked once for each shape of the rule. */
export function readByShape({ text, tokens, rule }: StatementText, shapes: Shapes): Statement | null {
  if (tokens.some((token) => token.broken)) return null;
  const key = shapeText(tokens);
  let shape = shapes.get(key);
  if (shape === undefined) {
    shape = readShape(key, tokens, rule);
    shapes.set(key, shape);
  }
  return shape === null ? null : fill(shape, tokens, text);
}

/** Any name as `a`, any number as `0`, any plain text in quotes as `"a"`, any blank as one space, all else as it is. */
function shapeText(tokens: readonly Token[]): string {
  let written = "";
  let end = tokens[0]!.start;
  for (const token of tokens) {
    if (token.start > end) written += " ";
    written += shapeOf(token);
    end = token.end;
  }
  return written;
}

function shapeOf({ kind, text }: Token): string {
  if (kind === "word") return keywords.has(text) ? text : "a";
  if (kind === "number") return "0";
  return kind === "string" && plainString.test(text) ? '"a"' : text;
}

/** Texts in quotes that mean what they say: without escapes or braces. */
const plainString = /^"[ !#-[\]-z|~-\uFFFF\t]+"$/;

function readShape(written: string, tokens: readonly Token[], rule: StatementRule): Shape | null {
  const match = grammar.match(written, rule);
  if (!match.succeeded()) return null;
  const [starts, ends, tokenAt]: [number[], number[], number[]] = [[], [], []];
  let at = 0;
  tokens.forEach((token, index) => {
    if (index > 0 && token.start > tokens[index - 1]!.end) at += 1;
    starts.push(at);
    at += shapeOf(token).length;
    ends.push(at);
    tokenAt.length = at;
    tokenAt.fill(index, starts[index]);
  });
  return { tree: statementOf(match), starts, ends, tokenAt };
}

/** The tree of a shape with the places and words of these tokens. A place is the edge of a token, or lies inside a pattern in quotes. */
function fill({ tree, starts, ends, tokenAt }: Shape, tokens: readonly Token[], text: string): Statement {
  const span = ({ start, end }: Span): Span => {
    const [first, last] = [tokenAt[start]!, tokenAt[end - 1]!];
    return { start: tokens[first]!.start + start - starts[first]!, end: tokens[last]!.end + end - ends[last]! };
  };
  const word = (_word: string, { start, end }: Span): string => text.slice(start, end);
  const quoted = (known: string, { start, end }: Span): string => {
    const written = text.slice(start, end);
    return plainString.test(written) ? written.slice(1, -1) : known;
  };
  return rewriteStatement(tree, { span, word, quoted });
}
