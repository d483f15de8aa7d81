import grammar from "../../generated/pgm.ohm-bundle.js";
import { type StatementCache, statementOf } from "../ast.ts";
import type { Statement } from "../program.ts";
import { mapOffsets, shiftSpans } from "../shift-spans.ts";
import { explainStatement } from "./explain-statement.ts";
import { type Edit, type Problem, problem } from "./problem.ts";
import { type Token, tokenize } from "./tokens.ts";

/** A statement of a file as text, with its place. */
export interface StatementText {
  readonly text: string;
  readonly start: number;
  /** The number of its first line. */
  readonly line: () => number;
  readonly rule: "Statement" | "PlateHead";
}

/** The tree of a statement, perhaps after mending, or null; and what is wrong with it. */
export interface ReadStatement {
  readonly tree: Statement | null;
  readonly problems: readonly Problem[];
}

const mostProblems = 5;

/** Reads a statement. One with mistakes is mended by the edits that they suggest, as long as each has one. */
export function readStatement(statement: StatementText, cache: StatementCache): ReadStatement {
  const known = cache.get(statement.text);
  if (known !== undefined && (known.tree.kind === "plate") === (statement.rule === "PlateHead"))
    return { tree: shiftSpans(known.tree, statement.start - known.at), problems: [] };
  const match = grammar.match(statement.text, statement.rule);
  if (!match.succeeded()) return mendStatement(statement);
  const tree = shiftSpans(statementOf(match), statement.start);
  cache.set(statement.text, { tree, at: statement.start });
  return { tree, problems: [] };
}

function mendStatement({ text, start, line, rule }: StatementText): ReadStatement {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  const toFile = (offset: number): number => start + edits.reduceRight(undo, offset);
  let mended = text;
  while (problems.length < mostProblems) {
    const match = grammar.match(mended, rule);
    if (!match.failed()) return { tree: mapOffsets(statementOf(match), toFile), problems };
    const tokens = tokenize(mended);
    if (tokens.length === 0) break;
    const found = explainStatement(tokens, mended, line()) ?? unexplained(tokens, match.getRightmostFailurePosition());
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
export function unexplained(tokens: readonly Token[], offset: number): Problem {
  const at = tokens.findIndex((token) => token.end > offset);
  const token = tokens[at] ?? tokens.at(-1);
  const after = at < 0 ? (tokens.at(-2)?.text ?? "") : (tokens[at - 1]?.text ?? "");
  const span = token === undefined ? { start: offset, end: offset } : { start: token.start, end: token.end };
  return problem("unexpected-text", { found: token?.text ?? "", after }, span);
}
