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
import { explainExpression, explainLoops } from "./explain-expression.ts";
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
  input: "given",
  covariate: "given",
  repeat: "plate",
  loop: "plate",
  foreach: "plate",
  for: "plate",
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
  const next = peek(cursor, 1);
  const meant = synonyms[first.text.toLowerCase()] ?? nearestName(first.text, statementWords);
  if (next.kind === "symbol" && next.text !== "(" && next.text !== "," && isName(first)) {
    const sign = cursor.tokens.find((token) => isSymbol(token, "~") || isSymbol(token, "="));
    if (sign !== undefined) {
      fail(cursor, "missing-declaration", { name: first.text, sign: sign.text }, first);
      repairLast(cursor, { start: first.start, end: first.start, text: sign.text === "~" ? "latent " : "let " });
      return;
    }
  }
  fail(cursor, "misspelt-keyword", { found: first.text, meant }, first, meant === null ? null : replace(first, meant));
}

/** Lets reading go on as if the text were edited so. */
function repairLast(cursor: Cursor, repair: Edit): void {
  if (cursor.found !== null) cursor.found = { ...cursor.found, repair };
}

function explainConst(cursor: Cursor): void {
  expectName(cursor, "the name of a constant");
  if (isSymbol(peek(cursor), ":")) {
    misplaced(cursor, ":", "a constant has no type, only a value");
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
  else if (!failOnBroken(cursor, peek(cursor))) fail(cursor, "missing-value", { what: "labels in braces", after: last.text }, behind(last));
  expectEnd(cursor);
}

function explainLet(cursor: Cursor): void {
  explainTarget(cursor, "an expression");
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

function misplaced(cursor: Cursor, clause: string, where: string): void {
  fail(cursor, "misplaced-clause", { clause, where }, peek(cursor));
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
  explainTargets(cursor, "a parameter");
  explainTypeClause(cursor);
  explainLaw(cursor, "");
  if (takeSymbol(cursor, "=")) explainExpression(cursor);
  if (takeWord(cursor, "init")) explainInit(cursor);
  const token = peek(cursor);
  const order = "the order is `: type`, `~ prior`, `= value`, `init value`, each at most once";
  if (isSymbol(token, "~") || isSymbol(token, "=") || isSymbol(token, ":") || isWord(token, "init")) misplaced(cursor, token.text, order);
  else if (isWord(token, "from")) misplaced(cursor, "from", "a parameter is not read from the data");
  expectEnd(cursor);
}

function explainInit(cursor: Cursor): void {
  const token = peek(cursor);
  if (isSymbol(token, "=")) fail(cursor, "unexpected-text", { found: "=", after: "init" }, token, replace(token, ""));
  else explainExpression(cursor);
}

function explainNode(cursor: Cursor): void {
  explainTargets(cursor, "a node");
  explainTypeClause(cursor);
  explainLaw(cursor, "a node is distributed as its law");
  if (takeWord(cursor, "from")) explainColumns(cursor);
  const token = peek(cursor);
  if (isSymbol(token, "~") || isSymbol(token, ":") || isWord(token, "from"))
    misplaced(cursor, token.text, "the order is `: type`, `~ law`, `from columns`, each at most once");
  else if (isWord(token, "init")) misplaced(cursor, "init", "only a `param` has a starting value");
  expectEnd(cursor);
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
  expectEnd(cursor);
}

function explainRange(cursor: Cursor): void {
  const token = peek(cursor);
  const last = previous(cursor);
  if (takeWord(cursor, "by")) explainColumn(cursor);
  else if (takeWord(cursor, "in")) explainExpression(cursor, "a size or a set of labels");
  else if (failOnBroken(cursor, token)) return;
  else if (token.kind === "number") fail(cursor, "missing-word", { word: "in", after: last.text }, behind(last), insertBehind(last, " in"));
  else if (token.kind === "string" || isName(token))
    fail(cursor, "missing-word", { word: "by", after: last.text }, behind(last), insertBehind(last, " by"));
}
