import type { DiagnosticCode, DiagnosticDetails, Span } from "@platewise/core";
import { keywords } from "../keywords.ts";
import { type Edit, type Problem, problem } from "./problem.ts";
import { isSymbol, isWord, type Token } from "./tokens.ts";

/**
 * A walk over the tokens of one bad statement, looking for the first thing wrong. `fail` keeps the first problem and moves
 * to the end, so that nothing is said about what follows.
 */
export interface Cursor {
  readonly tokens: readonly Token[];
  readonly text: string;
  /** The number of the text's first line in the file. */
  readonly firstLine: number;
  /** Opening brackets that are not closed yet. */
  readonly opens: Token[];
  at: number;
  found: Problem | null;
}

/** A cursor at the first token. */
export function cursorOver(tokens: readonly Token[], text: string, firstLine = 1): Cursor {
  return { tokens, text, firstLine, opens: [], at: 0, found: null };
}

/** The token that comes next (or `ahead` tokens later); behind the last one, an empty token of kind `end`. */
export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.at + ahead] ?? endToken(cursor);
}

function endToken(cursor: Cursor): Token {
  const end = cursor.tokens.at(-1)?.end ?? 0;
  return { kind: "end", text: "", start: end, end, startsLine: true, broken: false };
}

/** The token read last. */
export function previous(cursor: Cursor): Token {
  return cursor.tokens[cursor.at - 1] ?? endToken(cursor);
}

/** Reads one token. */
export function advance(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

/** Reads the symbol if it comes next. */
export function takeSymbol(cursor: Cursor, text: string): boolean {
  if (!isSymbol(peek(cursor), text)) return false;
  cursor.at += 1;
  return true;
}

/** Reads the word if it comes next. */
export function takeWord(cursor: Cursor, text: string): boolean {
  if (!isWord(peek(cursor), text)) return false;
  cursor.at += 1;
  return true;
}

/** Keeps the first problem and moves to the end. */
export function fail<C extends DiagnosticCode>(
  cursor: Cursor,
  code: C,
  details: DiagnosticDetails<C>,
  at: Span,
  edit: Edit | null = null,
): void {
  cursor.found ??= problem(code, details, at, edit);
  cursor.at = cursor.tokens.length;
}

/** The place right behind a token, for what is missing there. */
export function behind(token: Token): Span {
  return { start: token.end, end: token.end };
}

/** The edit that puts `text` behind a token. */
export function insertBehind(token: Token, text: string): Edit {
  return { start: token.end, end: token.end, text };
}

/** The edit that replaces a token (or any span). */
export function replace(at: Span, text: string): Edit {
  return { start: at.start, end: at.end, text };
}

/** True for a word that can name things. */
export function isName(token: Token): boolean {
  return token.kind === "word" && !keywords.has(token.text);
}

/** True for a token that an operand may begin with. */
export function startsValue(token: Token): boolean {
  if (token.kind === "word") return !keywords.has(token.text) || token.text === "prev" || token.text === "sum";
  return token.kind === "number" || token.kind === "string" || isSymbol(token, "(") || isSymbol(token, "[");
}

/** True once a problem has been found or all has been read. */
export function atEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.tokens.length;
}
