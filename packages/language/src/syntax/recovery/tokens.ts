import { InternalError } from "@platewise/core";

/** A piece of a text as the recovery sees it. `broken` tokens are mistakes in themselves. */
export interface Token {
  readonly kind: "word" | "number" | "string" | "symbol" | "unknown" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Nothing but blanks stands before it on its line. */
  readonly startsLine: boolean;
  readonly broken: boolean;
}

const letters = "A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u3040-\uD7FF";

const blank = /(?:[ \t\r\n\uFEFF]|\/\/[^\n]*)+/y;
const word = new RegExp(`[${letters}][${letters}0-9]*`, "y");
const number = new RegExp(`[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![${letters}0-9.])`, "y");
const brokenNumber = new RegExp(`[0-9][${letters}0-9.]*|\\.[0-9][${letters}0-9.]*`, "y");
const string = /"(?:[^"\\\n]|\\.)*"/y;
const brokenString = /"[^\n]*/y;
const symbol = /==|!=|[{}()[\],:=~+\-*/^%;]/y;
const unknown = /<-|:=|<=|>=|\*\*|&&|\|\||[\s\S]/uy;

type Kind = Pick<Token, "kind" | "broken">;

/** In this order; `:=`, `**` and comments between signs are unknown as a whole, not as symbols. */
const kinds: readonly (readonly [RegExp, Kind])[] = [
  [word, { kind: "word", broken: false }],
  [/:=|\*\*|\/\*[\s\S]*?\*\//y, { kind: "unknown", broken: true }],
  [symbol, { kind: "symbol", broken: false }],
  [number, { kind: "number", broken: false }],
  [brokenNumber, { kind: "number", broken: true }],
  [string, { kind: "string", broken: false }],
  [brokenString, { kind: "string", broken: true }],
  [unknown, { kind: "unknown", broken: true }],
];

/** The tokens of a text; comments and blanks are left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlank(text, 0);
  let startsLine = true;
  while (at < text.length) {
    const token = tokenAt(text, at, startsLine);
    tokens.push(token);
    at = skipBlank(text, token.end);
    const newline = text.indexOf("\n", token.end);
    startsLine = newline >= 0 && newline < at;
  }
  return tokens;
}

function skipBlank(text: string, at: number): number {
  blank.lastIndex = at;
  return blank.test(text) ? blank.lastIndex : at;
}

function tokenAt(text: string, start: number, startsLine: boolean): Token {
  for (const [pattern, { kind, broken }] of kinds) {
    pattern.lastIndex = start;
    if (!pattern.test(text)) continue;
    const written = text.slice(start, pattern.lastIndex);
    const kept = kind === "string" && broken ? written.trimEnd() : written;
    return { kind, text: kept, start, end: start + kept.length, startsLine, broken };
  }
  throw new InternalError(`no token at offset ${start}`);
}

/** True for the symbol with this text. */
export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** True for the word with this text. */
export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}
