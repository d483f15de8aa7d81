import { nearestName, type Span } from "@platewise/core";
import { headWords } from "../keywords.ts";
import type { Name, PlateStatement, Program, Statement } from "../program.ts";
import type { StatementRule } from "../shapes.ts";
import { cursorOver, isName } from "./cursor.ts";
import { failOnBroken } from "./explain-token.ts";
import { type Readings, type ReadStatement, readStatement } from "./mend.ts";
import { outline, type Piece } from "./outline.ts";
import { type Edit, type Problem, problem } from "./problem.ts";
import { isSymbol, isWord, type Token, tokenize } from "./tokens.ts";

/** What a file holds, before comments are added. */
export type ReadText = Pick<Program, "kind" | "name" | "statements">;

/** What could be read of a text, and the mistakes, in the order of the text. */
export interface Recovered {
  readonly program: ReadText | null;
  readonly problems: readonly Problem[];
}

interface Reader {
  readonly text: string;
  readonly readings: Readings;
  readonly problems: Problem[];
}

/** Reads a text statement by statement, or its first lines up to `end`. */
export function recover(text: string, readings: Readings, end: number = text.length): Recovered {
  const tokens = tokenize(text, 0, end);
  const [first] = tokens;
  if (first === undefined) return { program: null, problems: [problem("empty-model", {}, { start: 0, end: 0 })] };
  const cut = outline(tokens, text);
  const reader: Reader = { text, readings, problems: [...cut.problems] };
  const { kind, name, rest } = readHeader(reader, withoutBroken(reader, cut.pieces), first);
  const statements = readPieces(reader, rest);
  reader.problems.sort((a, b) => a.span.start - b.span.start);
  return { program: { kind, name, statements }, problems: reader.problems };
}

/** Statements, and the mistakes in them. */
export interface ReadLines {
  readonly statements: readonly Statement[];
  readonly problems: readonly Problem[];
}

/** Whole lines of a text, from `start` up to `end`. `last`: a closing brace or the end of the text follows. */
export interface Lines extends Span {
  readonly text: string;
  readonly last: boolean;
}

/** The statements of some lines; null where what they are depends on other lines. */
export function readLines({ text, start, end, last }: Lines, readings: Readings): ReadLines | null {
  const { pieces, problems, fits } = outline(tokenize(text, start, end), text);
  if (problems.length > 0 || fits === "nowhere" || (fits === "at-end" && !last)) return null;
  const reader: Reader = { text, readings, problems: [] };
  const statements = readPieces(reader, pieces);
  return { statements, problems: reader.problems.sort((a, b) => a.span.start - b.span.start) };
}

interface Header {
  readonly kind: Program["kind"];
  readonly name: Name;
  readonly rest: readonly Piece[];
}

function readHeader(reader: Reader, pieces: readonly Piece[], start: Token): Header {
  const [piece, ...others] = pieces;
  const tokens = piece?.tokens ?? [];
  const first = tokens[0] ?? start;
  const meant = headWordOf(tokens);
  if (piece === undefined || meant === null) {
    const edit = { start: first.start, end: first.start, text: "model Untitled\n" };
    reader.problems.push(problem("missing-header", { found: first.text }, first, edit));
    return { kind: "model", name: { text: "Untitled", span: { start: 0, end: 0 } }, rest: pieces };
  }
  if (isSymbol(start, ";")) reader.problems.push(problem("unexpected-text", { found: ";", after: "" }, start));
  if (meant !== first.text)
    reader.problems.push(problem("misspelt-keyword", { found: first.text, meant }, first, { ...first, text: meant }));
  const name = readModelName(reader, meant, tokens);
  if (piece.kind === "statement") return { kind: meant, name, rest: others };
  if (piece.open !== null) reader.problems.push(problem("unexpected-text", { found: "{", after: tokens.at(-1)!.text }, piece.open));
  return { kind: meant, name, rest: [...piece.body, ...others] };
}

/** The pieces from the header on: lines before it that begin with a character of no meaning are told by themselves. */
function withoutBroken(reader: Reader, pieces: readonly Piece[]): readonly Piece[] {
  const header = pieces.findIndex(({ tokens }) => headWordOf(tokens) !== null);
  const before = pieces.slice(0, Math.max(0, header));
  if (!before.every(({ tokens }) => tokens[0]?.broken)) return pieces;
  for (const { tokens } of before) read(reader, tokens, "Statement");
  return pieces.slice(before.length);
}

function headWordOf(tokens: readonly Token[]): Program["kind"] | null {
  const [word, second] = tokens;
  if (isWord(word, "model") || isWord(word, "network")) return word!.text as Program["kind"];
  if (word?.kind !== "word" || tokens.length !== 2 || !isName(second!)) return null;
  return nearestName(word.text, headWords) as Program["kind"] | null;
}

function readModelName(reader: Reader, kind: Program["kind"], tokens: readonly Token[]): Name {
  const [word, name] = tokens as [Token, Token | undefined];
  if (name === undefined) {
    const at = { start: word.end, end: word.end };
    reader.problems.push(problem("missing-name", { what: `a name for the ${kind}`, after: word.text }, at, { ...at, text: " Untitled" }));
    return { text: "Untitled", span: at };
  }
  const third = tokens[2];
  if (isName(name) && third?.broken) {
    const behind = cursorOver(tokens.slice(2), reader.text);
    failOnBroken(behind, third);
    if (behind.found !== null) reader.problems.push(behind.found);
    return { text: name.text, span: { start: name.start, end: name.end } };
  }
  const span = { start: name.start, end: tokens.at(-1)!.end };
  const written = reader.text.slice(span.start, span.end);
  if (tokens.length === 2 && isName(name)) return { text: written, span };
  reader.problems.push(badModelName(name, tokens.length, { ...span, text: written }));
  return { text: modelName(written), span };
}

function badModelName(name: Token, count: number, written: Edit): Problem {
  if (count === 2 && name.kind === "word") return problem("keyword-as-name", { word: name.text, what: "the name of a model" }, written);
  const text = modelName(written.text);
  return problem("bad-model-name", { name: written.text }, written, { ...written, text });
}

function modelName(written: string): string {
  const joined = written.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^_+|_+$/g, "");
  return /^\p{L}/u.test(joined) ? joined : `Model_${joined}`;
}

function readPieces(reader: Reader, pieces: readonly Piece[]): Statement[] {
  return pieces.flatMap((piece) =>
    piece.kind === "plate" ? readPlate(reader, piece) : (read(reader, piece.tokens, "Statement").tree ?? []),
  );
}

function read(reader: Reader, tokens: readonly Token[], rule: StatementRule): ReadStatement {
  const statement = readStatement({ text: reader.text, tokens, rule }, reader.readings);
  reader.problems.push(...statement.problems);
  return statement;
}

function readPlate(reader: Reader, piece: Extract<Piece, { readonly kind: "plate" }>): PlateStatement {
  const { tokens, open } = piece;
  const head = tokens.length > 0 ? read(reader, tokens, "PlateHead") : { tree: null, problems: [] };
  const last = tokens.at(-1);
  if (last === undefined && open !== null) reader.problems.push(problem("unexpected-text", { found: "{", after: "" }, open));
  const loops = head.problems.some(({ code }) => code === "loop-statement");
  if (last !== undefined && open === null && head.tree !== null && !loops) reader.problems.push(missingBrace(tokens, last));
  const body = readPieces(reader, piece.body);
  const start = tokens[0]?.start ?? open?.start ?? 0;
  const end = piece.close?.end ?? Math.max(body.at(-1)?.span.end ?? 0, open?.end ?? last?.end ?? 0);
  return { ...(head.tree?.kind === "plate" ? head.tree : unreadHead(tokens, start)), body, span: { start, end } };
}

function missingBrace(tokens: readonly Token[], last: Token): Problem {
  const at = { start: last.end, end: last.end };
  return problem("missing-opening-brace", { word: tokens[0]!.text, name: tokens[1]?.text ?? "" }, at, { ...at, text: " {" });
}

/** A plate whose first line could not be read still holds its statements. */
function unreadHead(tokens: readonly Token[], start: number): PlateStatement {
  const name = tokens.slice(1).find(isName);
  const span = name === undefined ? { start, end: start } : { start: name.start, end: name.end };
  return {
    kind: "plate",
    word: "plate",
    name: { text: name?.text ?? "rows", span },
    by: null,
    over: null,
    weightedBy: null,
    body: [],
    span,
  };
}
