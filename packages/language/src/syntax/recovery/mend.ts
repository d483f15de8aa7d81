import { lineColumn } from "@platewise/core";
import grammar from "../../generated/pgm.ohm-bundle.js";
import { statementOf } from "../ast.ts";
import type { Statement } from "../program.ts";
import { mapOffsets, shiftStatement } from "../rewrite.ts";
import { readByShape, type Shapes, type StatementRule, type StatementText } from "../shapes.ts";
import { explainStatement } from "./explain-statement.ts";
import { type Edit, type Problem, problem } from "./problem.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Statements by their texts, with the offset at which they stood. */
type Statements = Map<string, { readonly tree: Statement; readonly at: number }>;

/** What one rule has read: statements of the text before, statements of this text so far, and all shapes. */
interface RuleReadings {
  readonly before: Statements;
  readonly now: Statements;
  readonly shapes: Shapes;
}

/** What has been read of a text and of the one before it: statements, and first lines of plates. */
export type Readings = Readonly<Record<StatementRule, RuleReadings>>;

/** Nothing read yet. */
export function newReadings(): Readings {
  const none = (): RuleReadings => ({ before: new Map(), now: new Map(), shapes: new Map() });
  return { Statement: none(), PlateHead: none() };
}

/** Shapes kept before they are all forgotten. */
const mostShapes = 10_000;

/** The readings with which to read the next text. */
export function nextReadings(readings: Readings): Readings {
  const next = ({ now, shapes }: RuleReadings): RuleReadings => ({
    before: now,
    now: new Map(),
    shapes: shapes.size > mostShapes ? new Map() : shapes,
  });
  return { Statement: next(readings.Statement), PlateHead: next(readings.PlateHead) };
}

/** The tree of a statement, perhaps after mending, or null; and what is wrong with it. */
export interface ReadStatement {
  readonly tree: Statement | null;
  readonly problems: readonly Problem[];
}

/** Reads a statement, or finds it among those that have been read. One with mistakes is mended as far as they say how. */
export function readStatement(statement: StatementText, readings: Readings): ReadStatement {
  const { text, tokens, rule } = statement;
  const { before, now, shapes } = readings[rule];
  const start = tokens[0]!.start;
  const written = text.slice(start, tokens.at(-1)!.end);
  const known = before.get(written);
  const tree = known === undefined ? readByShape(statement, shapes) : shiftStatement(known.tree, start - known.at);
  if (tree === null) return mendStatement(statement, written);
  now.set(written, { tree, at: start });
  return { tree, problems: [] };
}

const mostProblems = 5;

/** Reads a statement with mistakes by making the edits that they suggest, as long as each has one. */
function mendStatement({ text, tokens: [first], rule }: StatementText, written: string): ReadStatement {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  const { start } = first!;
  const { line } = lineColumn(text, start);
  const toFile = (offset: number): number => start + edits.reduceRight(undo, offset);
  let mended = written;
  while (problems.length < mostProblems) {
    const match = grammar.match(mended, rule);
    if (!match.failed()) return { tree: mapOffsets(statementOf(match), toFile), problems };
    const tokens = tokenize(mended);
    if (tokens.length === 0) break;
    const found = explainStatement(tokens, mended, line) ?? unexplained(tokens, match.getRightmostFailurePosition());
    problems.push(inFile(found, toFile));
    const edit = found.repair ?? found.edit;
    if (edit === null) break;
    mended = mended.slice(0, edit.start) + edit.text + mended.slice(edit.end);
    edits.push(edit);
  }
  return { tree: null, problems };
}

/** Where an offset behind `edit` was before it. */
function undo(offset: number, edit: Edit): number {
  if (offset <= edit.start) return offset;
  const inserted = edit.start + edit.text.length;
  return offset >= inserted ? offset - inserted + edit.end : Math.min(offset, edit.end);
}

function inFile(found: Problem, toFile: (offset: number) => number): Problem {
  const span = { start: toFile(found.span.start), end: toFile(found.span.end) };
  const { edit } = found;
  return { ...found, span, edit: edit === null ? null : { start: toFile(edit.start), end: toFile(edit.end), text: edit.text } };
}

/** What is said where nothing better is known: the token at which reading stopped. */
function unexplained(tokens: readonly Token[], offset: number): Problem {
  const at = tokens.findIndex((token) => token.end > offset);
  const token = tokens[at] ?? tokens.at(-1);
  const after = at < 0 ? (tokens.at(-2)?.text ?? "") : (tokens[at - 1]?.text ?? "");
  const span = token === undefined ? { start: offset, end: offset } : { start: token.start, end: token.end };
  return problem("unexpected-text", { found: token?.text ?? "", after }, span);
}
