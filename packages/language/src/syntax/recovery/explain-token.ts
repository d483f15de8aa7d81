import { advance, atEnd, behind, type Cursor, fail, insertBehind, isName, peek, previous, replace, startsValue } from "./cursor.ts";
import type { Edit } from "./problem.ts";
import { isSymbol, type Token } from "./tokens.ts";

const lookalikes: Readonly<Record<string, string>> = {
  "\u2212": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u201c": '"',
  "\u201d": '"',
  "'": '"',
  "\u2018": '"',
  "\u2019": '"',
  "`": '"',
  "\u00d7": "*",
  "\u00b7": "*",
  "**": "^",
  "\u00b2": "^2",
  "\u00b3": "^3",
  "\u00f7": "/",
  "\u223c": "~",
  "\u02dc": "~",
  "<-": "~",
  ":=": "=",
  "\u2260": "!=",
  "\u00a0": " ",
  "#": "//",
};

/** What a character was meant to be: also wide forms of East Asian scripts, and blanks and invisible characters of all kinds. */
function lookalikeOf(text: string): string | null {
  if (/^[\uff01-\uff5e]$/.test(text)) return String.fromCharCode(text.charCodeAt(0) - 0xfee0);
  return lookalikes[text] ?? (/^[\s\p{Cf}]$/u.test(text) ? " " : null);
}

function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Fails on a token that is a mistake in itself; false if it is none. */
export function failOnBroken(cursor: Cursor, token: Token): boolean {
  if (token.kind === "string") return failOnString(cursor, token);
  if (!token.broken) return false;
  if (token.kind === "number") fail(cursor, "malformed-number", { text: token.text }, token, mendNumber(token));
  else failOnCharacter(cursor, token);
  return true;
}

function failOnCharacter(cursor: Cursor, token: Token): void {
  const quoted = quotedRun(cursor, token);
  if (quoted !== null) {
    fail(cursor, "unknown-character", { character: token.text, meant: '"' }, quoted, quoted);
    return;
  }
  if (token.text.startsWith("/*")) {
    fail(cursor, "unknown-character", { character: "/*", meant: "//" }, token, commentEdit(cursor, token));
    return;
  }
  const meant = lookalikeOf(token.text);
  const character = token.text === "\u00a0" ? "non-breaking space" : meant === " " ? codePointName(token.text) : token.text;
  fail(
    cursor,
    "unknown-character",
    { character, meant: meant === " " ? "a plain space" : meant },
    token,
    meant === null ? null : replace(token, meant),
  );
}

/** True for a quotation mark of another kind than the language's. */
export function isQuotationMark(token: Token): boolean {
  return token.broken && lookalikes[token.text] === '"';
}

/** A text between quotation marks of another kind, as it should be written; null where the second one is not on the line. */
function quotedRun(cursor: Cursor, token: Token): Edit | null {
  const found = isQuotationMark(token)
    ? /^([^\n"'`\u2018\u2019\u201c\u201d]*)["'`\u2018\u2019\u201c\u201d]/.exec(cursor.text.slice(token.end))
    : null;
  return found === null ? null : { start: token.start, end: token.end + found[0].length, text: `"${found[1]}"` };
}

/** A comment between signs as a comment to the end of its line; taken out where something follows on the line. */
function commentEdit(cursor: Cursor, token: Token): Edit {
  const ends = /^[ \t\r]*(\n|$)/.test(cursor.text.slice(token.end));
  const lines = token.text
    .slice(2, -2)
    .trim()
    .split(/\s*\n\s*/);
  return replace(token, ends ? lines.map((line) => `// ${line}`.trimEnd()).join("\n") : "");
}

function mendNumber(token: Token): Edit | null {
  if (/^\.[0-9]+$/.test(token.text)) return replace(token, `0${token.text}`);
  if (/^[0-9]+\.$/.test(token.text)) return replace(token, token.text.slice(0, -1));
  if (/^[0-9]+(_[0-9]+)+$/.test(token.text)) return replace(token, token.text.replaceAll("_", ""));
  return null;
}

function failOnString(cursor: Cursor, token: Token): boolean {
  if (token.broken) {
    const inside = /^"[^,(){}[\]]*/.exec(token.text)![0].trimEnd();
    const at = token.start + inside.length;
    fail(cursor, "unclosed-string", {}, token, inside.length < 2 ? null : { start: at, end: at, text: '"' });
    return true;
  }
  const bad = /\\(?!["\\ntr{}]|u\{[0-9a-fA-F]+\})./s.exec(token.text.replace(/\\\\/g, "  "));
  if (bad === null) return false;
  const start = token.start + bad.index;
  fail(cursor, "bad-escape", { escape: bad[0] }, { start, end: start + 2 }, { start, end: start, text: "\\" });
  return true;
}

/** Fails on the next token, which nothing better is known to say about. */
export function failUnexpected(cursor: Cursor): void {
  const token = peek(cursor);
  if (failOnBroken(cursor, token)) return;
  const closes = token.kind === "symbol" && [")", "]", "}"].includes(token.text);
  if (closes) fail(cursor, "stray-closing", { close: token.text }, token, replace(token, ""));
  else fail(cursor, "unexpected-text", { found: token.text, after: cursor.at === 0 ? "" : previous(cursor).text }, token);
}

/** The statement must end here, behind a value or (`afterValue` is false) another part, after which no operator can stand. */
export function expectEnd(cursor: Cursor, afterValue = true): void {
  if (atEnd(cursor)) return;
  const token = peek(cursor);
  const last = previous(cursor);
  if (token.broken) failUnexpected(cursor);
  else if (isSymbol(token, ",")) fail(cursor, "extra-comma", {}, token, replace(token, ""));
  else if (afterValue && startsValue(token)) fail(cursor, "missing-operator", { left: last.text, right: token.text }, token);
  else failUnexpected(cursor);
}

/** Reads a name; `what` says whose, as in "the name of a node". */
export function expectName(cursor: Cursor, what: string): void {
  const token = peek(cursor);
  if (isName(token)) advance(cursor);
  else if (token.kind === "word") fail(cursor, "keyword-as-name", { word: token.text, what }, token);
  else if (token.broken) failOnBroken(cursor, token);
  else if (isSymbol(token, ",")) fail(cursor, "extra-comma", {}, token, replace(token, ""));
  else fail(cursor, "missing-name", { what, after: previous(cursor).text }, behind(previous(cursor)));
}

/** Reads a joining word. */
export function expectWord(cursor: Cursor, word: string): void {
  const last = previous(cursor);
  const token = peek(cursor);
  if (token.kind === "word" && token.text === word) advance(cursor);
  else if (token.broken) failOnBroken(cursor, token);
  else fail(cursor, "missing-word", { word, after: last.text }, behind(last), insertBehind(last, ` ${word}`));
}
