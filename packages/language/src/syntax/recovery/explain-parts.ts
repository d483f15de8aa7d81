import {
  advance,
  atEnd,
  behind,
  type Cursor,
  cursorOver,
  fail,
  insertBehind,
  isName,
  peek,
  previous,
  replace,
  takeSymbol,
  takeWord,
} from "./cursor.ts";
import { explainExpression, explainIndex, failOnRange } from "./explain-expression.ts";
import { explainList, failMissingClosing } from "./explain-list.ts";
import { expectName, failOnBroken, failUnexpected, isQuotationMark } from "./explain-token.ts";
import type { Edit } from "./problem.ts";
import { isSymbol, isWord, type Token, tokenize } from "./tokens.ts";

/** Reads `a, b[K], c`; `what` is what they are, as in "a node". */
export function explainTargets(cursor: Cursor, what: string): void {
  do {
    explainTarget(cursor, what);
    const token = peek(cursor);
    const more = isSymbol(peek(cursor, 1), ",") || isSymbol(peek(cursor, 1), ":");
    if (isName(token) && !token.startsLine && more) failOnMissingComma(cursor, token);
  } while (takeSymbol(cursor, ","));
}

function failOnMissingComma(cursor: Cursor, token: Token): void {
  const last = previous(cursor);
  fail(cursor, "missing-comma", { left: last.text, right: token.text }, behind(last), insertBehind(last, ","));
}

/** Reads `a` or `b[K]`. */
export function explainTarget(cursor: Cursor, what: string): void {
  const name = peek(cursor);
  expectName(cursor, `the name of ${what}`);
  if (isSymbol(peek(cursor), "(")) failOnBrackets(cursor, name, "[", "]");
  else if (takeSymbol(cursor, "[")) explainTargetIndices(cursor, name);
}

/** Reads the indices of a declared name; those of `a[2][3]` stand in one pair of brackets. */
function explainTargetIndices(cursor: Cursor, name: Token): void {
  const open = previous(cursor);
  explainList(cursor, explainSize);
  const last = cursor.tokens.findLast((token) => isSymbol(token, "]"));
  if (!isSymbol(peek(cursor), "[") || last === undefined || isSymbol(cursor.tokens[cursor.at - 2], ":")) return;
  const span = { start: open.start, end: last.end };
  const found = cursor.text.slice(span.start, span.end);
  const meant = found.replace(/\]\s*\[/g, ", ");
  fail(cursor, "wrong-brackets", { name: name.text, found, meant }, span, replace(span, meant));
}

function explainSize(cursor: Cursor): void {
  if (!failOnRange(cursor)) explainIndex(cursor);
}

/** Fails on brackets of the wrong kind behind a name; the edit changes both. */
function failOnBrackets(cursor: Cursor, name: Token, open: string, close: string): void {
  const first = peek(cursor);
  const end = cursor.tokens.findIndex((token, at) => at > cursor.at && isSymbol(token, first.text === "(" ? ")" : "]"));
  const last = cursor.tokens[end];
  if (last === undefined) {
    fail(cursor, "wrong-brackets", { name: name.text, found: first.text, meant: open }, first, replace(first, open));
    return;
  }
  const inside = cursor.text.slice(first.end, last.start);
  const span = { start: first.start, end: last.end };
  const details = { name: name.text, found: `${first.text}${inside}${last.text}`, meant: `${open}${inside}${close}` };
  fail(cursor, "wrong-brackets", details, span, replace(span, details.meant));
}

/** Reads a type behind its colon. */
export function explainType(cursor: Cursor): void {
  const token = peek(cursor);
  if (takeSymbol(cursor, "{")) {
    explainLabels(cursor);
    return;
  }
  if (token.kind !== "word") {
    if (!failOnBroken(cursor, token))
      fail(cursor, "missing-value", { what: "a type", after: previous(cursor).text }, behind(previous(cursor)));
    return;
  }
  if (failOnBounds(cursor, token)) return;
  expectName(cursor, "a type");
  if (isSymbol(peek(cursor), "[")) failOnBrackets(cursor, token, "(", ")");
  else if (takeSymbol(cursor, "(")) explainList(cursor, (inside) => explainExpression(inside, "a size"));
}

/** Fails on bounds in angle brackets, `real<lower=0>`; the two kinds that have a type of their own are mended. */
function failOnBounds(cursor: Cursor, type: Token): boolean {
  const [, bounds, upper] = /^\w+\s*<\s*(lower\s*=\s*0\s*(,\s*upper\s*=\s*1\s*)?)>/.exec(cursor.text.slice(type.start)) ?? [];
  if (bounds === undefined) return false;
  const span = { start: type.start, end: cursor.text.indexOf(">", type.start) + 1 };
  fail(cursor, "unknown-character", { character: "<", meant: null }, span, replace(span, upper === undefined ? "positive" : "probability"));
  return true;
}

/** Reads labels and the closing brace; the opening one has been read. */
export function explainLabels(cursor: Cursor): void {
  const open = previous(cursor);
  do explainLabel(cursor);
  while (takeSymbol(cursor, ","));
  if (takeSymbol(cursor, "}")) return;
  const token = peek(cursor);
  if (!failOnBroken(cursor, token)) failMissingClosing(cursor, open, "}");
}

function explainLabel(cursor: Cursor): void {
  const first = peek(cursor);
  const last = previous(cursor);
  const run = labelRun(cursor);
  if (run.length === 0) failOnNoLabel(cursor, last);
  else if (first.kind === "string") {
    if (failOnBroken(cursor, first)) return;
    advance(cursor);
    if (run.length > 1) failOnMissingComma(cursor, peek(cursor));
  } else if (isPlainLabel(run)) cursor.at += run.length;
  else if (isQuotationMark(first)) failOnBroken(cursor, first);
  else if (isWholeSet(cursor, run)) failOnNoCommas(cursor, run);
  else {
    const span = { start: first.start, end: run.at(-1)!.end };
    const text = cursor.text.slice(span.start, span.end);
    fail(cursor, "unquoted-label", { text }, span, replace(span, `"${text}"`));
  }
}

/** One label would be no choice: words between the braces, and no comma, are several labels. */
function isWholeSet(cursor: Cursor, run: readonly Token[]): boolean {
  return isSymbol(previous(cursor), "{") && isSymbol(peek(cursor, run.length), "}") && run.every((token) => isPlainLabel([token]));
}

function failOnNoCommas(cursor: Cursor, run: readonly Token[]): void {
  const [left, right] = run as readonly [Token, Token];
  const span = { start: left.start, end: run.at(-1)!.end };
  const edit = replace(span, run.map(({ text }) => text).join(", "));
  fail(cursor, "missing-comma", { left: left.text, right: right.text }, behind(left), edit);
}

function failOnNoLabel(cursor: Cursor, last: Token): void {
  const closes = isSymbol(peek(cursor), "}");
  if (isSymbol(last, ",") && closes) fail(cursor, "extra-comma", {}, last, replace(last, ""));
  else if (isSymbol(peek(cursor), ",")) fail(cursor, "extra-comma", {}, peek(cursor), replace(peek(cursor), ""));
  else fail(cursor, "missing-label", { after: last.text }, behind(last));
}

/** The tokens of one label, up to a comma, a brace or what can't belong to a label. */
function labelRun(cursor: Cursor): Token[] {
  const run: Token[] = [];
  for (let ahead = 0; ; ahead += 1) {
    const token = peek(cursor, ahead);
    const stops = token.kind === "end" || (token.startsLine && ahead > 0) || (token.kind === "symbol" && /^[,{}~:;=[\]]$/.test(token.text));
    if (stops || (isWord(token, "from") && ahead > 0)) return run;
    run.push(token);
  }
}

function isPlainLabel(run: readonly Token[]): boolean {
  const [first, second] = run;
  if (run.length === 1) return first!.kind === "word" || (first!.kind === "number" && !first!.broken);
  return run.length === 2 && isSymbol(first, "-") && second!.kind === "number" && !second!.broken && second!.start === first!.end;
}

/** Reads the columns behind `from`. */
export function explainColumns(cursor: Cursor): void {
  const first = peek(cursor);
  if (takeSymbol(cursor, "(")) {
    explainList(cursor, explainColumn);
    return;
  }
  const close = cursor.tokens.findLast((token) => isSymbol(token, "]"));
  if (isSymbol(first, "[") && close !== undefined) {
    const span = { start: first.start, end: close.end };
    fail(cursor, "unparenthesised-columns", {}, span, replace(span, `(${cursor.text.slice(first.end, close.start)})`));
    return;
  }
  explainColumn(cursor);
  if (isName(first) && startsColumnText(peek(cursor))) {
    const span = { start: first.start, end: cursor.tokens.at(-1)!.end };
    const text = cursor.text.slice(span.start, span.end);
    fail(cursor, "unquoted-label", { text }, span, replace(span, JSON.stringify(text)));
  }
  if (!isSymbol(peek(cursor), ",")) return;
  const rest = cursor.tokens.slice(cursor.at);
  const last = rest.findLast((token) => token.kind === "word" || token.kind === "string") ?? first;
  const span = { start: first.start, end: last.end };
  fail(cursor, "unparenthesised-columns", {}, span, replace(span, `(${cursor.text.slice(span.start, span.end)})`));
}

/** True for what follows a column's first word only in a name of several words. */
function startsColumnText(token: Token): boolean {
  if (token.startsLine) return false;
  return isName(token) || isWord(token, "in") || isWord(token, "by") || token.kind === "number" || /^[-(/%+.]$/.test(token.text);
}

/** Reads one column's name. */
export function explainColumn(cursor: Cursor): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (isName(token)) advance(cursor);
  else if (token.kind === "string") explainPattern(cursor, token);
  else if (token.kind === "word" && !token.startsLine)
    fail(cursor, "keyword-as-name", { word: token.text, what: "a column's name without quotes" }, token, quoted(token));
  else if (token.kind === "number") fail(cursor, "unquoted-label", { text: token.text }, token, quoted(token));
  else if (isSymbol(token, ",")) fail(cursor, "extra-comma", {}, token, replace(token, ""));
  else if (!failOnBroken(cursor, token))
    fail(cursor, "missing-from-column", { after: last.text === "by" ? "by" : last.text }, behind(last));
}

function quoted(token: Token): Edit {
  return replace(token, `"${token.text}"`);
}

/** Reads a quoted column name with expressions in braces. */
function explainPattern(cursor: Cursor, token: Token): void {
  if (failOnBroken(cursor, token)) return;
  advance(cursor);
  const inside = token.text.slice(1, -1).replace(/\\./gs, "  ");
  const rest = inside.replace(/\{([^{}]*)\}/g, (hole: string, text: string) =>
    holdsExpression(text) ? " ".repeat(hole.length) : `{${text}}`,
  );
  const bad = /\{[^{}]*\}|[{}]/.exec(rest);
  if (bad === null) return;
  const start = token.start + 1 + bad.index;
  const whole = bad[0].length > 1;
  const problem = whole ? `\`${bad[0]}\` does not hold an expression` : bad[0] === "{" ? "a `{` is not closed" : "a `}` closes nothing";
  fail(cursor, "bad-hole", { text: token.text, problem }, { start, end: start + bad[0].length });
}

function holdsExpression(text: string): boolean {
  const tokens = tokenize(text);
  const inner = cursorOver(tokens, text);
  explainExpression(inner);
  return tokens.length > 0 && inner.found === null && atEnd(inner) && !text.includes("//");
}

/** Reads `by column` or `weighted by column` behind the word before it. */
export function explainBy(cursor: Cursor): void {
  const last = previous(cursor);
  if (takeWord(cursor, "by")) explainColumn(cursor);
  else if (peek(cursor).broken) failUnexpected(cursor);
  else fail(cursor, "missing-word", { word: "by", after: last.text }, behind(last), insertBehind(last, " by"));
}
