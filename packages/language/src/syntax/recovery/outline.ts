import { headWords, isStatementWord, joiningWords } from "../keywords.ts";
import { type Problem, problem } from "./problem.ts";
import { isSymbol, isWord, type Token } from "./tokens.ts";

/** A statement's tokens, or a plate's with what is inside; `open` is null where its brace is missing. */
export type Piece =
  | { readonly kind: "statement"; readonly tokens: readonly Token[] }
  | { readonly kind: "plate"; readonly tokens: readonly Token[]; readonly open: Token | null; readonly body: Piece[]; close: Token | null };

type PlatePiece = Extract<Piece, { readonly kind: "plate" }>;

/** A text cut into statements, and what is wrong with its braces and separators. */
export interface Outline {
  readonly pieces: readonly Piece[];
  readonly problems: readonly Problem[];
  /**
   * Where the lines of this text could stand in a larger one and be cut as they are here: anywhere between statements, only where
   * a closing brace or the end follows (something is left open), or nowhere.
   */
  readonly fits: "anywhere" | "at-end" | "nowhere";
}

interface Cutter {
  readonly tokens: readonly Token[];
  readonly text: string;
  /** Fewer braces are closed than opened. */
  readonly lacksClosing: boolean;
  readonly pieces: Piece[];
  readonly plates: PlatePiece[];
  readonly problems: Problem[];
  current: Token[];
  depth: number;
  inLabels: boolean;
}

const openers = new Set([",", "(", "[", ":", "~", "=", "==", "!=", "+", "-", "*", "/", "^", "%"]);
const plateLike = /^(plates?|plat|palte|plte|pl?ate|chain|chian|chains|repeat|loop|foreach|for)$/i;

/** Cuts a text at its separators, braces and at words that begin statements, whatever else is wrong with it. */
export function outline(tokens: readonly Token[], text: string): Outline {
  const braces = (symbol: string): number => tokens.filter((token) => isSymbol(token, symbol)).length;
  const lacksClosing = braces("{") > braces("}");
  const cutter: Cutter = { tokens, text, lacksClosing, pieces: [], plates: [], problems: [], current: [], depth: 0, inLabels: false };
  tokens.forEach((token, at) => {
    read(cutter, token, at);
  });
  const { depth, inLabels, current } = cutter;
  endStatement(cutter);
  const whole = beginsAnywhere(tokens[0]) && !inLabels && !lacksClosing && cutter.plates.length === 0;
  const fits = !whole ? "nowhere" : depth === 0 && !expectsMore(current.at(-1)) ? "anywhere" : "at-end";
  for (const plate of cutter.plates) if (plate.open !== null) cutter.problems.push(unclosed(plate, text.trimEnd().length));
  return { pieces: cutter.pieces, problems: cutter.problems, fits };
}

/** Whether a token begins a statement at the start of a line, whatever stands before it. */
function beginsAnywhere(token: Token | undefined): boolean {
  return token === undefined || (token.kind === "word" ? !isJoining(token.text) : token.kind !== "symbol");
}

function read(cutter: Cutter, token: Token, at: number): void {
  const next = cutter.tokens[at + 1];
  if (begins(cutter, token, next)) {
    const unreadable = cutter.current.length > 0 && cutter.current.every(({ broken }) => broken);
    if (!token.startsLine && token.kind === "word" && !unreadable) cutter.problems.push(unseparated(token, cutter.tokens[at - 1]!));
    endStatement(cutter);
  }
  if (cutter.inLabels && (isSymbol(token, "~") || isWord(token, "from"))) cutter.inLabels = false;
  if (isSymbol(token, ";") && !cutter.inLabels) endStatement(cutter);
  else if (isSymbol(token, "{")) readOpening(cutter, token, next);
  else if (isSymbol(token, "}") && !cutter.inLabels) close(cutter, token);
  else keep(cutter, token);
}

function keep(cutter: Cutter, token: Token): void {
  cutter.current.push(token);
  if (isSymbol(token, "}")) cutter.inLabels = false;
  if (isSymbol(token, "(") || isSymbol(token, "[")) cutter.depth += 1;
  if (isSymbol(token, ")") || isSymbol(token, "]")) cutter.depth = Math.max(0, cutter.depth - 1);
}

function begins(cutter: Cutter, token: Token, next: Token | undefined): boolean {
  const last = cutter.current.at(-1);
  if (last === undefined) return afterPlate(cutter, token);
  if (token.startsLine && cutter.depth === 0 && !joins(token, cutter.current[0], next)) return true;
  if (token.startsLine && cutter.current.length > 1 && isHeadWord(cutter.current[0]!.text)) return true;
  const isWordOfStatement = token.kind === "word" && (isStatementWord(token.text) || (token.startsLine && isHeadWord(token.text)));
  if (isWordOfStatement) return beginsWithWord(cutter, token, last, next);
  if (!token.startsLine || cutter.depth > 0 || cutter.inLabels || expectsMore(last)) return false;
  return token.kind === "word" ? !isJoining(token.text) : token.kind !== "symbol";
}

/** `for` and `init` go on only in the statements that have them. */
function joins(token: Token, first: Token | undefined, next: Token | undefined): boolean {
  if (isWord(token, "for")) return isWord(first, "factor");
  return !isWord(token, "init") || next?.kind !== "word" || isWord(first, "param");
}

/** A statement's word inside a statement: a new statement, unless it stands there as a name. */
function beginsWithWord(cutter: Cutter, token: Token, last: Token, next: Token | undefined): boolean {
  const named = next?.kind === "word" && !next.startsLine && !isJoining(next.text);
  if (cutter.inLabels) return token.startsLine && named;
  return expectsMore(last) ? token.startsLine && named : true;
}

/** A word straight behind the closing brace of a plate: a separator is missing there. */
function afterPlate(cutter: Cutter, token: Token): boolean {
  const siblings = cutter.plates.at(-1)?.body ?? cutter.pieces;
  const last = siblings.at(-1);
  if (last?.kind !== "plate" || last.close === null || token.startsLine) return false;
  return token.kind === "word" && cutter.text.slice(last.close.end, token.start).trim() === "";
}

function isJoining(word: string): boolean {
  return (joiningWords as readonly string[]).includes(word);
}

function isHeadWord(word: string): boolean {
  return (headWords as readonly string[]).includes(word);
}

/** True for a token after which a statement can't end. */
function expectsMore(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "symbol") return openers.has(token.text);
  return token.kind === "word" && (isJoining(token.text) || isStatementWord(token.text) || isHeadWord(token.text));
}

function readOpening(cutter: Cutter, token: Token, next: Token | undefined): void {
  if (opensPlate(cutter, next)) {
    const plate: PlatePiece = { kind: "plate", tokens: cutter.current, open: token, body: [], close: null };
    add(cutter, plate);
    cutter.plates.push(plate);
    reset(cutter);
    return;
  }
  cutter.current.push(token);
  cutter.inLabels = true;
}

function opensPlate(cutter: Cutter, next: Token | undefined): boolean {
  const [first] = cutter.current;
  const last = cutter.current.at(-1);
  if (isWord(last, "in") || cutter.inLabels) return false;
  if (first === undefined || (first.kind === "word" && plateLike.test(first.text))) return true;
  if (isSymbol(last, ":") || isSymbol(last, "=")) return false;
  if (first.kind === "word" && isStatementWord(first.text)) return false;
  return next === undefined || next.startsLine || (next.kind === "word" && isStatementWord(next.text));
}

function close(cutter: Cutter, token: Token): void {
  endStatement(cutter);
  blameByIndentation(cutter, token);
  const plate = cutter.plates.pop();
  if (plate !== undefined) plate.close = token;
  else cutter.problems.push(problem("stray-closing", { close: "}" }, token, { start: token.start, end: token.end, text: "" }));
}

/** A closing brace that stands under an outer plate's first word shows that the inner plates were not closed. */
function blameByIndentation(cutter: Cutter, token: Token): void {
  if (!token.startsLine || cutter.plates.length < 2 || !cutter.lacksClosing) return;
  const column = columnOf(cutter.text, token.start);
  const target = cutter.plates.findLastIndex((plate) => columnOf(cutter.text, firstOffset(plate)) === column);
  if (target < 0) return;
  for (const plate of cutter.plates.splice(target + 1)) if (plate.open !== null) cutter.problems.push(unclosed(plate, token.start));
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf("\n", offset - 1);
}

function firstOffset(plate: PlatePiece): number {
  return plate.tokens[0]?.start ?? plate.open?.start ?? 0;
}

function endStatement(cutter: Cutter): void {
  const tokens = cutter.current;
  const [first] = tokens;
  reset(cutter);
  if (first === undefined) return;
  if (!isWord(first, "plate") && !isWord(first, "chain") && !isWord(first, "for")) {
    add(cutter, { kind: "statement", tokens });
    return;
  }
  const plate: PlatePiece = { kind: "plate", tokens, open: null, body: [], close: null };
  add(cutter, plate);
  cutter.plates.push(plate);
}

function add(cutter: Cutter, piece: Piece): void {
  (cutter.plates.at(-1)?.body ?? cutter.pieces).push(piece);
}

function reset(cutter: Cutter): void {
  cutter.current = [];
  cutter.depth = 0;
  cutter.inLabels = false;
}

function unseparated(token: Token, last: Token): Problem {
  const at = { start: last.end, end: last.end };
  return problem("missing-separator", { word: token.text }, at, { ...at, text: ";" });
}

function unclosed(plate: PlatePiece, at: number): Problem {
  const [word, name] = plate.tokens;
  const span = { start: firstOffset(plate), end: plate.open?.end ?? firstOffset(plate) };
  return problem("unclosed-plate", { word: word?.text ?? "", name: name?.text ?? "" }, span, { start: at, end: at, text: "\n}\n" });
}
