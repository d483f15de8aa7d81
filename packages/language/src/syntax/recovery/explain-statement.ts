import { nearestName } from "@platewise/core";
import { headWords, isStatementWord, statementWords } from "../keywords.ts";
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
import { explainExpression, explainLoops, explainSet } from "./explain-expression.ts";
import { explainBy, explainColumn, explainColumns, explainLabels, explainTarget, explainTargets, explainType } from "./explain-parts.ts";
import { expectEnd, expectName, failOnBroken, failUnexpected } from "./explain-token.ts";
import type { Edit, Problem } from "./problem.ts";
import { isSymbol, isWord, type Token } from "./tokens.ts";

const typeWords = new Set(["real", "positive", "probability", "vector", "matrix", "simplex", "covariance", "diagonal", "spherical", "int"]);

const synonyms: Readonly<Record<string, string>> = {
  parameter: "param",
  parameters: "param",
  params: "param",
  constant: "const",
  obs: "observed",
  observe: "observed",
  visible: "observed",
  hidden: "latent",
  unobserved: "latent",
  init: "initial",
  enum: "type",
  levels: "type",
  input: "given",
  covariate: "given",
  repeat: "plate",
  loop: "plate",
  foreach: "plate",
  potential: "factor",
  define: "let",
};

/** The first thing wrong with a statement (or with the line that opens a plate); null where nothing is seen. */
export function explainStatement(tokens: readonly Token[], text: string, firstLine: number): Problem | null {
  const cursor = cursorOver(tokens, text, firstLine);
  const first = peek(cursor);
  if (first.kind !== "word") failUnexpected(cursor);
  else if (isStatementWord(first.text)) {
    advance(cursor);
    explainers[first.text]!(cursor, first);
  } else if ((headWords as readonly string[]).includes(first.text)) fail(cursor, "second-header", { word: first.text }, first);
  else explainFirstWord(cursor, first);
  return cursor.found;
}

const explainers: Readonly<Record<string, (cursor: Cursor, word: Token) => void>> = {
  const: explainConst,
  type: explainTypeStatement,
  param: explainParam,
  observed: explainNode,
  latent: explainNode,
  given: explainNode,
  initial: explainNode,
  let: explainLet,
  plate: explainPlateHead,
  chain: explainPlateHead,
  factor: explainFactor,
};

function explainFirstWord(cursor: Cursor, first: Token): void {
  if (isWord(first, "for")) {
    failOnLoop(cursor);
    return;
  }
  if (failOnTypeFirst(cursor, 0)) return;
  const next = peek(cursor, 1);
  const meant = synonyms[first.text.toLowerCase()] ?? nearestName(first.text, statementWords);
  if (next.kind === "symbol" && next.text !== "(" && next.text !== "," && isName(first)) {
    const sign = cursor.tokens.find((token) => isSymbol(token, "~") || isSymbol(token, "="));
    if (sign !== undefined) {
      fail(cursor, "missing-declaration", { name: first.text, sign: sign.text }, first);
      repairLast(cursor, {
        start: first.start,
        end: first.start,
        text: sign.text === "~" ? "latent " : `${isConstant(cursor, sign) ? "const" : "let"} `,
      });
      return;
    }
  }
  fail(cursor, "misspelt-keyword", { found: first.text, meant }, first, meant === null ? null : replace(first, meant));
}

/** True where nothing but numbers stands behind `sign`. */
function isConstant(cursor: Cursor, sign: Token): boolean {
  return cursor.tokens.every((token) => token.start <= sign.start || token.kind === "number" || token.kind === "symbol");
}

/** Lets reading go on as if the text were edited so. */
function repairLast(cursor: Cursor, repair: Edit): void {
  if (cursor.found !== null) cursor.found = { ...cursor.found, repair };
}

function explainConst(cursor: Cursor): void {
  const type = peek(cursor);
  if (typeWords.has(type.text) && isName(peek(cursor, 1))) {
    misplaced(cursor, type.text, "a constant has no type, only a value", { start: type.start, end: peek(cursor, 1).start, text: "" });
    return;
  }
  expectName(cursor, "the name of a constant");
  if (isSymbol(peek(cursor), ":")) {
    const sign = cursor.tokens.find((token) => isSymbol(token, "="));
    const edit = sign === undefined ? null : { start: previous(cursor).end, end: sign.start, text: " " };
    misplaced(cursor, ":", "a constant has no type, only a value", edit);
    return;
  }
  expectEquals(cursor, "a constant is its value");
  explainExpression(cursor);
  expectEnd(cursor);
}

function explainTypeStatement(cursor: Cursor): void {
  expectName(cursor, "the name of a type");
  if (atEnd(cursor)) return;
  expectEquals(cursor, "a type is a set of labels");
  const last = previous(cursor);
  if (takeSymbol(cursor, "{")) explainLabels(cursor);
  else if (!failOnBroken(cursor, peek(cursor)))
    fail(cursor, "missing-value", { what: "labels in braces", after: last.text }, behind(last), inBraces(cursor));
  expectEnd(cursor);
}

/** The edit that puts braces around labels that stand in other brackets or in none; null where there are none. */
function inBraces(cursor: Cursor): Edit | null {
  const [first, last] = [peek(cursor), cursor.tokens.at(-1)!];
  if (atEnd(cursor)) return null;
  const pair = `${first.text}${last.text}`;
  const bracketed = pair === "[]" || pair === "()";
  const span = { start: first.start, end: last.end };
  const inside = bracketed ? cursor.text.slice(first.end, last.start) : cursor.text.slice(span.start, span.end);
  return replace(span, `{${inside.trim().replace(/\s*\|\s*/g, ", ")}}`);
}

function explainLet(cursor: Cursor, word: Token): void {
  explainTarget(cursor, "an expression");
  if (isSymbol(peek(cursor), "~") && isSymbol(peek(cursor, 2), "(")) {
    const where = "`let` gives an expression a name; a random node is `latent` or `observed`";
    fail(cursor, "misplaced-clause", { clause: "let", where }, word, replace(word, "latent"));
  }
  if (isSymbol(peek(cursor), ":")) {
    misplaced(cursor, ":", "the type of a `let` is that of its expression");
    return;
  }
  expectEquals(cursor, "`let` gives an expression a name; a random node is `latent` or `observed`");
  explainExpression(cursor);
  expectEnd(cursor);
}

function expectEquals(cursor: Cursor, why: string): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (takeSymbol(cursor, "=") || failOnBroken(cursor, token)) return;
  const wrong = token.kind === "symbol" && ["~", ":", "=="].includes(token.text);
  if (wrong) fail(cursor, "wrong-sign", { found: token.text, meant: "=", why }, token, replace(token, "="));
  else fail(cursor, "missing-equals", { after: last.text }, behind(last), atEnd(cursor) ? null : insertBehind(last, " ="));
}

function misplaced(cursor: Cursor, clause: string, where: string, edit: Edit | null = null): void {
  fail(cursor, "misplaced-clause", { clause, where }, peek(cursor), edit);
}

/** Fails on `real a` and `vector(2) m[K]`, where the type stands before the name; `skipped` words introduce the statement. */
function failOnTypeFirst(cursor: Cursor, skipped: number): boolean {
  const rest = cursor.tokens.slice(skipped);
  const [type, open] = rest;
  if (type === undefined || !typeWords.has(type.text)) return false;
  const sized = isSymbol(open, "(") || isSymbol(open, "[");
  const close = sized ? rest.findIndex((token) => isSymbol(token, open?.text === "(" ? ")" : "]")) : 0;
  const name = close < 0 ? undefined : rest[close + 1];
  if (name === undefined || !isName(name)) return false;
  const ends = rest.findIndex((token) => ["~", "=", ":"].includes(token.text) || isWord(token, "init") || isWord(token, "from"));
  const last = ends < 0 ? cursor.tokens.at(-1)! : rest[ends - 1]!;
  const sizes = sized ? `(${cursor.text.slice(open!.end, rest[close]!.start)})` : "";
  const targets = cursor.text.slice(name.start, last.end);
  const edit = { start: type.start, end: last.end, text: `${skipped === 0 ? "param " : ""}${targets} : ${type.text}${sizes}` };
  fail(cursor, "misplaced-clause", { clause: type.text, where: "a type stands behind the name, after `:`" }, type, edit);
  return true;
}

/** Fails on `for i in 1:N`, and reads on as if it were a plate. */
function failOnLoop(cursor: Cursor): void {
  const [first, last] = [peek(cursor), cursor.tokens.at(-1)!];
  const span = { start: first.start, end: last.end };
  const name = cursor.tokens.slice(1).find(isName)?.text ?? "row";
  const size = cursor.tokens.findLast((token) => token.kind === "number" || isName(token))?.text ?? "";
  fail(cursor, "loop-statement", { text: cursor.text.slice(span.start, span.end) }, span);
  repairLast(cursor, replace(span, /^[0-9]+$|^.{2,}$/.test(size) && size !== name ? `plate ${name} in ${size}` : `plate ${name}`));
}

/** What has been read so far, without the statement's first word. */
function subject(cursor: Cursor): string {
  return cursor.text.slice(cursor.tokens[1]?.start ?? 0, previous(cursor).end);
}

/** Reads `: type`, or says that the colon is missing where a type follows. */
function explainTypeClause(cursor: Cursor): void {
  const token = peek(cursor);
  if (takeSymbol(cursor, ":")) {
    explainType(cursor);
    return;
  }
  const next = peek(cursor, 1);
  const bare = next.kind === "end" || isSymbol(next, "~") || isSymbol(next, "=") || isWord(next, "init") || isWord(next, "from");
  const isType = isSymbol(token, "{") || (isName(token) && (typeWords.has(token.text) || bare));
  if (!isType) return;
  const last = previous(cursor);
  const type = token.kind === "word" ? token.text : "{…}";
  fail(cursor, "missing-colon", { name: subject(cursor), type }, behind(last), insertBehind(last, " :"));
}

/** Reads `~ law`, or says that the tilde is missing where a law follows. */
function explainLaw(cursor: Cursor, why: string): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (takeSymbol(cursor, "~")) {
    explainExpression(cursor, "a distribution");
    return;
  }
  const isLaw = isName(token) && isSymbol(peek(cursor, 1), "(");
  if (isLaw) fail(cursor, "missing-tilde", { name: subject(cursor), law: token.text }, behind(last), insertBehind(last, " ~"));
  else if (isSymbol(token, "=") && why !== "") fail(cursor, "wrong-sign", { found: "=", meant: "~", why }, token, replace(token, "~"));
  else if (isSymbol(token, "=="))
    fail(
      cursor,
      "wrong-sign",
      { found: "==", meant: why === "" ? "=" : "~", why: why || "`=` fixes a parameter" },
      token,
      replace(token, why === "" ? "=" : "~"),
    );
}

function explainParam(cursor: Cursor): void {
  if (failOnTypeFirst(cursor, 1)) return;
  explainTargets(cursor, "a parameter");
  explainTypeClause(cursor);
  const { at } = cursor;
  explainLaw(cursor, "");
  if (takeSymbol(cursor, "=")) explainExpression(cursor);
  if (takeWord(cursor, "init")) explainInit(cursor);
  const token = peek(cursor);
  const order = "the order is `: type`, `~ prior`, `= value`, `init value`, each at most once";
  if (isSymbol(token, "~") || isSymbol(token, "=") || isSymbol(token, ":") || isWord(token, "init")) misplaced(cursor, token.text, order);
  else if (isWord(token, "from")) misplaced(cursor, "from", "a parameter is not read from the data");
  expectEnd(cursor, cursor.at > at);
}

function explainInit(cursor: Cursor): void {
  const token = peek(cursor);
  if (isSymbol(token, "=")) fail(cursor, "unexpected-text", { found: "=", after: "init" }, token, replace(token, ""));
  else explainExpression(cursor);
}

function explainNode(cursor: Cursor): void {
  if (failOnTypeFirst(cursor, 1)) return;
  explainTargets(cursor, "a node");
  explainTypeClause(cursor);
  const { at } = cursor;
  explainLaw(cursor, "a node is distributed as its law");
  if (takeWord(cursor, "from")) explainColumns(cursor);
  const token = peek(cursor);
  if (isSymbol(token, "~") || isSymbol(token, ":") || isWord(token, "from"))
    misplaced(cursor, token.text, "the order is `: type`, `~ law`, `from columns`, each at most once");
  else if (isWord(token, "init")) misplaced(cursor, "init", "only a `param` has a starting value");
  expectEnd(cursor, cursor.at > at);
}

function explainFactor(cursor: Cursor): void {
  explainExpression(cursor, "a table or an expression");
  if (isSymbol(peek(cursor), "~")) {
    misplaced(cursor, "~", "a factor has no distribution");
    return;
  }
  if (isWord(peek(cursor), "for")) explainLoops(cursor);
  expectEnd(cursor);
}

function explainPlateHead(cursor: Cursor, word: Token): void {
  const name = peek(cursor);
  const joins = ["by", "in", "weighted"].includes(name.text);
  if (failOnBroken(cursor, name)) return;
  if (name.kind !== "word" || joins) {
    fail(cursor, "missing-name", { what: `a name for the ${word.text}`, after: word.text }, behind(word));
    return;
  }
  advance(cursor);
  explainRange(cursor);
  if (takeWord(cursor, "weighted")) explainBy(cursor);
  const token = peek(cursor);
  if (isWord(token, "by") || isWord(token, "in"))
    misplaced(cursor, token.text, "the order is `by column` or `in set`, then `weighted by column`");
  else if (isSymbol(token, ":") && peek(cursor, 1).kind === "end")
    fail(cursor, "unexpected-text", { found: ":", after: previous(cursor).text }, token, replace(token, ""));
  expectEnd(cursor, false);
}

function explainRange(cursor: Cursor): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (takeWord(cursor, "by")) explainColumn(cursor);
  else if (takeWord(cursor, "in")) explainSet(cursor);
  else if (isName(token) && isWord(peek(cursor, 1), "by")) failBeforeBy(cursor, token);
  else if (failOnBroken(cursor, token) || failOnSize(cursor)) return;
  else if (token.kind === "number") fail(cursor, "missing-word", { word: "in", after: last.text }, behind(last), insertBehind(last, " in"));
  else if (token.kind === "string" || isName(token))
    fail(cursor, "missing-word", { word: "by", after: last.text }, behind(last), insertBehind(last, " by"));
}

/** Fails on a size behind other signs or words than `in`: `plate i[3]`, `plate i = 3`, `plate i over 3`. */
function failOnSize(cursor: Cursor): boolean {
  const last = previous(cursor);
  const { start } = peek(cursor);
  const [text, , first, second] = /^(\[\s*(\w+)\s*\]|(?:[=:]|over\b|of\b)\s*(\w+))\s*$/.exec(cursor.text.slice(start)) ?? [];
  const size = first ?? second;
  if (text === undefined || size === undefined) return false;
  fail(cursor, "missing-word", { word: "in", after: last.text }, peek(cursor), {
    start: last.end,
    end: start + text.length,
    text: ` in ${size}`,
  });
  return true;
}

/** Fails on a word that is not known before `by`: `weight by` and the like, or a word too many. */
function failBeforeBy(cursor: Cursor, token: Token): void {
  const last = previous(cursor);
  if (/^weigh/i.test(token.text)) fail(cursor, "missing-word", { word: "weighted", after: last.text }, token, replace(token, "weighted"));
  else fail(cursor, "unexpected-text", { found: token.text, after: last.text }, token, replace(token, ""));
}
