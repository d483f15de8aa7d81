import { advance, atEnd, behind, type Cursor, fail, isName, peek, previous, replace, startsValue, takeSymbol } from "./cursor.ts";
import { expectClosing, explainList, isCloser } from "./explain-list.ts";
import { expectName, expectWord, failOnBroken } from "./explain-token.ts";
import type { Edit } from "./problem.ts";
import { isSymbol, isWord, type Token } from "./tokens.ts";

const arithmetic = new Set(["+", "-", "*", "/", "^", "%"]);

function takesArithmetic(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind !== "symbol" || !arithmetic.has(token.text)) return false;
  advance(cursor);
  return true;
}

function takesComparison(cursor: Cursor): boolean {
  return takeSymbol(cursor, "==") || takeSymbol(cursor, "!=");
}

/** Reads an expression; `what` is what the author was to write there. */
export function explainExpression(cursor: Cursor, what = "a value"): void {
  explainChain(cursor, what);
  if (!takesComparison(cursor)) return;
  explainChain(cursor, "a value");
  const token = peek(cursor);
  if (takesComparison(cursor)) fail(cursor, "chained-comparison", { operator: token.text }, token);
}

function explainChain(cursor: Cursor, what: string): void {
  explainOperand(cursor, what);
  while (takesArithmetic(cursor)) explainOperand(cursor, "a value");
}

function explainOperand(cursor: Cursor, what: string): void {
  while (takeSymbol(cursor, "-"));
  explainPrimary(cursor, what);
  explainSubscripts(cursor);
}

function explainSubscripts(cursor: Cursor): void {
  while (takeSymbol(cursor, "[")) explainList(cursor, explainIndex);
}

/** Reads an index in square brackets. */
export function explainIndex(cursor: Cursor): void {
  explainExpression(cursor, "an index");
}

function explainPrimary(cursor: Cursor, what: string): void {
  const token = peek(cursor);
  if (failOnBroken(cursor, token)) return;
  if (token.kind === "number" || token.kind === "string") advance(cursor);
  else if (token.kind === "word") explainWord(cursor, token);
  else if (takeSymbol(cursor, "(")) explainParentheses(cursor);
  else if (takeSymbol(cursor, "[")) explainArray(cursor);
  else failOnValue(cursor, token, what);
}

function explainWord(cursor: Cursor, token: Token): void {
  if (isWord(token, "prev")) {
    advance(cursor);
    explainPrimary(cursor, "a node");
    explainSubscripts(cursor);
  } else if (isWord(token, "sum")) explainSum(cursor);
  else if (isWord(token, "if") && startsValue(peek(cursor, 1)) && !isSymbol(peek(cursor, 1), "(")) failOnCondition(cursor, token);
  else if (isName(token)) explainReference(cursor);
  else if (isWord(token, "for") || isWord(token, "from") || isWord(token, "init")) failOnValue(cursor, token, "a value");
  else fail(cursor, "keyword-as-name", { word: token.text, what: "a value" }, token);
}

function failOnCondition(cursor: Cursor, token: Token): void {
  const where = "there are no conditions; a state picks from a list, as in `mean[sex]`, and `sex == male` is 1 or 0";
  fail(cursor, "misplaced-clause", { clause: token.text, where }, token);
}

function explainReference(cursor: Cursor): void {
  const [word, next] = [peek(cursor), peek(cursor, 1)];
  if (/^(previous|prior|last|lag)$/i.test(word.text) && isName(next) && !next.startsLine)
    fail(cursor, "unexpected-text", { found: word.text, after: previous(cursor).text }, word, replace(word, "prev"));
  advance(cursor);
  if (!takeSymbol(cursor, "(") || takeSymbol(cursor, ")")) return;
  explainList(cursor, explainArgument);
}

function explainArgument(cursor: Cursor): void {
  if (peek(cursor).kind === "word" && isSymbol(peek(cursor, 1), "=")) {
    expectName(cursor, "the name of an argument");
    advance(cursor);
  }
  explainExpression(cursor, "an argument");
}

function explainParentheses(cursor: Cursor): void {
  const open = previous(cursor);
  cursor.opens.push(open);
  explainExpression(cursor);
  expectClosing(cursor, open);
}

function explainArray(cursor: Cursor): void {
  if (!takeSymbol(cursor, "]")) explainList(cursor, explainExpression);
}

function explainSum(cursor: Cursor): void {
  const word = advance(cursor);
  const open = peek(cursor);
  if (!takeSymbol(cursor, "(")) {
    fail(cursor, "missing-value", { what: "`(… for i in n)`", after: word.text }, behind(word));
    return;
  }
  cursor.opens.push(open);
  explainExpression(cursor);
  const next = peek(cursor);
  if (isSymbol(next, ",")) fail(cursor, "missing-word", { word: "for", after: previous(cursor).text }, next, replace(next, " for"));
  else if (isSymbol(next, ")"))
    fail(cursor, "missing-value", { what: "`for i in n`", after: previous(cursor).text }, behind(previous(cursor)));
  explainLoops(cursor);
  expectClosing(cursor, open);
}

/** Reads what an index runs over: a size or a set of labels, no range. */
export function explainSet(cursor: Cursor): void {
  if (!failOnRange(cursor)) explainExpression(cursor, "a size or a set of labels");
}

/** Fails on `1:3`, `1..3` and the like. */
export function failOnRange(cursor: Cursor): boolean {
  const written = /^([0-9]+)(:|\.\.\.?)(\w+)/.exec(cursor.text.slice(peek(cursor).start));
  if (written === null) return false;
  const [text, first, , last] = written as unknown as [string, string, string, string];
  const { start } = peek(cursor);
  const span = { start, end: start + text.length };
  fail(cursor, "range-for-size", { text }, span, first === "1" ? replace(span, last) : null);
  if (first !== "1" && cursor.found !== null) cursor.found = { ...cursor.found, repair: replace(span, last) };
  return true;
}

/** Reads `for i in 3, j in 4`. */
export function explainLoops(cursor: Cursor): void {
  expectWord(cursor, "for");
  do {
    expectName(cursor, "the name of an index");
    const token = peek(cursor);
    if (isSymbol(token, "="))
      fail(
        cursor,
        "wrong-sign",
        { found: "=", meant: "in", why: "an index runs over a set, as in `for i in 3`" },
        token,
        replace(token, "in"),
      );
    expectWord(cursor, "in");
    explainSet(cursor);
    const again = peek(cursor);
    if (isWord(again, "for"))
      fail(cursor, "wrong-sign", { found: "for", meant: ",", why: "one `for` holds all the indices" }, again, joined(cursor));
  } while (takeSymbol(cursor, ","));
}

/** The edit that puts a comma in the place of a second `for`. */
function joined(cursor: Cursor): Edit {
  return { start: previous(cursor).end, end: peek(cursor).end, text: "," };
}

function failOnValue(cursor: Cursor, token: Token, what: string): void {
  const last = previous(cursor);
  if (isSymbol(token, "{")) fail(cursor, "misplaced-labels", {}, token);
  else if (isSymbol(token, "+")) fail(cursor, "unexpected-text", { found: "+", after: last.text }, token, replace(token, ""));
  else if (isSymbol(token, ",") || (isSymbol(last, ",") && (isCloser(token) || atEnd(cursor)))) failOnComma(cursor, token, last);
  else fail(cursor, "missing-value", { what, after: last.text }, behind(last));
}

function failOnComma(cursor: Cursor, token: Token, last: Token): void {
  const comma = isSymbol(token, ",") ? token : last;
  fail(cursor, "extra-comma", {}, comma, replace(comma, ""));
}
