import type { Diagnostic, Source, Span } from "@platewise/core";
import { draftDiagnostic, type Named, type Numbers } from "./draft.ts";

/** How a format's text falls into words, marks, strings and comments. */
export interface Lexicon {
  /** What messages call the format. */
  readonly format: string;
  /** Characters that stand for themselves. */
  readonly marks: string;
  /** A word, sticky. */
  readonly word: RegExp;
  /** What begins a comment that runs to the end of its line, if there is any. */
  readonly lineComment: string | null;
  /** What opens and closes a comment within lines, if there is any. */
  readonly blockComment: readonly [open: string, close: string] | null;
}

/**
 * A place in a text, and the token there. After the first problem the token is the end of the text for good, so that every
 * loop of a reader comes to its end; what was read is then of no use.
 */
export interface Cursor {
  readonly source: Source;
  readonly lexicon: Lexicon;
  kind: "word" | "string" | "mark" | "end";
  /** The word, the mark, or the value of the string. */
  text: string;
  start: number;
  end: number;
  problem: Diagnostic | null;
}

/** A cursor at the first token. */
export function createCursor(source: Source, lexicon: Lexicon): Cursor {
  const cursor: Cursor = { source, lexicon, kind: "end", text: "", start: 0, end: 0, problem: null };
  advance(cursor);
  return cursor;
}

const blanks = /\s*/y;

/** The first offset from `at` on that is neither blank nor in a comment; −1 where a comment is not closed (at `at`). */
export function skipBlanks({ source: { text }, lexicon }: Cursor, from: number, onComment?: (inside: string) => void): number {
  const { lineComment, blockComment } = lexicon;
  for (let at = from; ; ) {
    blanks.lastIndex = at;
    blanks.test(text);
    at = Math.max(at, blanks.lastIndex);
    if (lineComment !== null && text.startsWith(lineComment, at)) {
      const end = text.indexOf("\n", at);
      const stop = end < 0 ? text.length : end;
      onComment?.(text.slice(at + lineComment.length, stop));
      at = stop;
    } else if (blockComment !== null && text.startsWith(blockComment[0], at)) {
      const end = text.indexOf(blockComment[1], at + blockComment[0].length);
      if (end < 0) return at;
      onComment?.(text.slice(at + blockComment[0].length, end));
      at = end + blockComment[1].length;
    } else return at;
  }
}

/** Goes to the next token. */
export function advance(cursor: Cursor): void {
  if (cursor.problem !== null) return;
  const { text } = cursor.source;
  const at = skipBlanks(cursor, cursor.end);
  const { blockComment, marks, word } = cursor.lexicon;
  cursor.start = at;
  const first = text.charAt(at);
  if (blockComment !== null && text.startsWith(blockComment[0], at)) fail(cursor, `\`${blockComment[1]}\` behind the comment`);
  else if (first === "") setToken(cursor, "end", "", at);
  else if (first === '"') readString(cursor);
  else if (marks.includes(first)) setToken(cursor, "mark", first, at + 1);
  else {
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? "";
    if (found === "") fail(cursor, "a name or a number");
    else setToken(cursor, "word", found, at + found.length);
  }
}

function setToken(cursor: Cursor, kind: Cursor["kind"], text: string, end: number): void {
  cursor.kind = kind;
  cursor.text = text;
  cursor.end = end;
}

/** A string in double quotes, in which a backslash stands before a quote or a backslash. */
function readString(cursor: Cursor): void {
  const { text } = cursor.source;
  let end = cursor.start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" && /["\\]/.test(text.charAt(end + 1)) ? 2 : 1;
  if (end >= text.length) fail(cursor, "a closing double quote for this one");
  else setToken(cursor, "string", text.slice(cursor.start + 1, end).replace(/\\(["\\])/g, "$1"), end + 1);
}

/** A value in double quotes, as `readString` reads it. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

const shownLength = 40;

/** What stands somewhere, in words. */
export function foundText(text: string): string {
  if (text === "") return "the end of the file";
  const line = text.split("\n", 1)[0] ?? "";
  return `\`${line.length > shownLength ? `${line.slice(0, shownLength)}…` : line}\``;
}

/** Where a cursor is. */
export const spanOf = ({ start, end }: Cursor): Span => ({ start, end });

/** Notes the first problem: what was expected at the token. */
export function fail(cursor: Cursor, expected: string): void {
  if (cursor.problem !== null) return;
  const { source, lexicon, start } = cursor;
  const stop = Math.max(cursor.end, Math.min(start + 1, source.text.length));
  const found = foundText(source.text.slice(start, stop));
  cursor.problem = draftDiagnostic(cursor, "network-syntax", { format: lexicon.format, expected, found }, { span: { start, end: stop } });
  setToken(cursor, "end", "", source.text.length);
}

/** Notes that something at the token has no counterpart here. */
export function failUnsupported(cursor: Cursor, what: string): void {
  if (cursor.problem !== null) return;
  const details = { format: cursor.lexicon.format, what };
  cursor.problem = draftDiagnostic(cursor, "network-unsupported", details, { span: spanOf(cursor) });
  setToken(cursor, "end", "", cursor.source.text.length);
}

/** Whether the token is this mark or this word. */
export const isAt = (cursor: Cursor, text: string): boolean => cursor.text === text && (cursor.kind === "mark" || cursor.kind === "word");

/** Takes a mark or a word if it is there. */
export function takeIf(cursor: Cursor, text: string): boolean {
  if (!isAt(cursor, text)) return false;
  advance(cursor);
  return true;
}

/** Takes a mark or a word that must be there. */
export function take(cursor: Cursor, text: string, where: string): void {
  if (!takeIf(cursor, text)) fail(cursor, `\`${text}\` ${where}`);
}

/** Reads items up to a mark, and takes it. Every item must go on or fail. */
export function takeUntil(cursor: Cursor, mark: string, item: () => void): void {
  while (!isAt(cursor, mark) && cursor.kind !== "end") item();
  take(cursor, mark, "before this");
}

/** Takes a name: a word or a string. */
export function takeName(cursor: Cursor, expected: string): Named {
  const name = { text: cursor.text, span: spanOf(cursor) };
  if (cursor.kind !== "word" && cursor.kind !== "string") fail(cursor, expected);
  else advance(cursor);
  return name;
}

const numberText = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** The number that a text writes; null where it writes none. */
export const parseNumber = (text: string): number | null => (numberText.test(text) ? Number(text) : null);

/** Takes a number if one is there. */
export function takeNumber(cursor: Cursor, into: Numbers): boolean {
  const value = cursor.kind === "word" ? parseNumber(cursor.text) : null;
  if (value === null) return false;
  into.values.push(value);
  into.starts.push(cursor.start);
  into.ends.push(cursor.end);
  advance(cursor);
  return true;
}

/** The comments before the first token, line by line. */
export function headComments(cursor: Cursor): readonly string[] {
  const comments: string[] = [];
  skipBlanks(cursor, 0, (inside) => comments.push(...commentLines(inside)));
  return comments;
}

/** A comment's lines, without blanks around them; empty ones are left out. */
export const commentLines = (inside: string): readonly string[] =>
  inside
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
