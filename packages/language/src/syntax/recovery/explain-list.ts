import { lineColumn } from "@platewise/core";
import { keywords } from "../keywords.ts";
import { advance, atEnd, behind, type Cursor, fail, insertBehind, peek, previous, replace, startsValue, takeSymbol } from "./cursor.ts";
import { failOnBroken, failUnexpected } from "./explain-token.ts";
import { isSymbol, type Token } from "./tokens.ts";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Reads `item, item, …` and the closing bracket; the opening one has just been read. */
export function explainList(cursor: Cursor, item: (cursor: Cursor) => void): void {
  const open = previous(cursor);
  cursor.opens.push(open);
  do {
    if (isExtraComma(cursor)) return;
    item(cursor);
  } while (takeSymbol(cursor, ","));
  expectClosing(cursor, open);
}

function isExtraComma(cursor: Cursor): boolean {
  const last = previous(cursor);
  const token = peek(cursor);
  const comma = isSymbol(token, ",") ? token : last;
  const misses = isSymbol(comma, ",") && (comma === token || isCloser(token));
  if (misses) fail(cursor, "extra-comma", {}, comma, replace(comma, ""));
  return misses;
}

/** True for a closing bracket of any kind. */
export function isCloser(token: Token): boolean {
  return token.kind === "symbol" && (token.text === ")" || token.text === "]" || token.text === "}");
}

/** Reads the bracket that closes `open`, or says what is missing before the next token. */
export function expectClosing(cursor: Cursor, open: Token): void {
  const close = closers[open.text]!;
  const token = peek(cursor);
  if (isSymbol(token, close)) {
    advance(cursor);
    cursor.opens.pop();
  } else if (cursor.found === null) failOnClosing(cursor, open, close);
}

function failOnClosing(cursor: Cursor, open: Token, close: string): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (failOnBroken(cursor, token)) return;
  if (isSymbol(token, "=") && open.text === "[" && closesOuter(cursor, { ...token, kind: "symbol", text: ")" }))
    failMissingClosing(cursor, open, close);
  else if (isSymbol(token, "="))
    fail(cursor, "wrong-sign", { found: "=", meant: "==", why: "`=` only gives an argument its name" }, token, replace(token, "=="));
  else if (isSymbol(token, ":") && open.text === "(" && last.kind === "word")
    fail(cursor, "wrong-sign", { found: ":", meant: "=", why: "`=` gives an argument its name" }, token, replace(token, " ="));
  else if (isCloser(token) && !closesOuter(cursor, token))
    fail(cursor, "wrong-closing", { close, open: open.text, found: token.text }, token, replace(token, close));
  else if (startsValue(token) && !token.startsLine) failBetweenItems(cursor, last, token);
  else if (endsStatement(cursor, token)) failMissingClosing(cursor, open, close);
  else failUnexpected(cursor);
}

function failBetweenItems(cursor: Cursor, last: Token, token: Token): void {
  if (isSymbol(token, "(") || isSymbol(token, "[")) fail(cursor, "missing-operator", { left: last.text, right: token.text }, token);
  else fail(cursor, "missing-comma", { left: last.text, right: token.text }, behind(last), insertBehind(last, ","));
}

/** Fails where `close` is missing: behind the last token read. */
export function failMissingClosing(cursor: Cursor, open: Token, close: string): void {
  const last = (open.text === "[" ? beforeArgument(cursor, open) : null) ?? previous(cursor);
  const line = lineColumn(cursor.text, open.start).line + cursor.firstLine - 1;
  fail(cursor, "missing-closing", { close, open: open.text, line }, behind(last), insertBehind(last, close));
}

/** The last token of an index that was not closed before the next argument, `mean[kind, sd[kind]` or `mean[kind, sd = 1`. */
function beforeArgument(cursor: Cursor, open: Token): Token | null {
  if (!cursor.opens.some((outer) => outer.text === "(")) return null;
  const { tokens } = cursor;
  let depth = 0;
  for (let at = tokens.indexOf(open) + 1; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth += 1;
    else if (isCloser(token)) depth -= 1;
    if (depth < 0) return null;
    const begins = tokens[at + 1]?.kind === "word" && ["[", "=", "("].includes(tokens[at + 2]?.text ?? "");
    if (depth === 0 && isSymbol(token, ",") && begins) return tokens[at - 1] ?? null;
  }
  return null;
}

function closesOuter(cursor: Cursor, token: Token): boolean {
  return cursor.opens.slice(0, -1).some((outer) => closers[outer.text] === token.text);
}

function endsStatement(cursor: Cursor, token: Token): boolean {
  if (atEnd(cursor) || token.startsLine || isCloser(token)) return true;
  return token.kind === "word" ? keywords.has(token.text) : isSymbol(token, "~") || isSymbol(token, ":") || isSymbol(token, "{");
}
