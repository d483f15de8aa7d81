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

const letters = "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u1FFF\\u3040-\\uD7FF";

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

const letter = 1;
const digit = 2;
const blank = 3;
const single = 4;

/** What an ASCII character is to a reader of tokens; `single` ones are symbols whatever follows. */
const classes = new Uint8Array(128);
const classify = (characters: string, kind: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
classify("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", letter);
classify("0123456789", digit);
classify(" \t\r\n", blank);
classify("{}()[],~+-^%;", single);

const beyondAscii = 5;

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? classes[code]! : beyondAscii;
}

/** The tokens of a text, or of its lines from `start` up to `end`; comments and blanks are left out. */
export function tokenize(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = [];
  let at = skipBlank(text, start);
  let startsLine = true;
  while (at < end) {
    const token: Token = plainToken(text, at, startsLine) ?? tokenAt(text, at, startsLine);
    tokens.push(token);
    at = skipBlank(text, token.end);
    startsLine = at > token.end && hasLineEnd(text, token.end, at);
  }
  return tokens;
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    if (classAt(text, at) === blank || text.charCodeAt(at) === byteOrderMark) at += 1;
    else if (text.startsWith("//", at)) at = lineEnd(text, at);
    else break;
  }
  return at;
}

const byteOrderMark = 0xfeff;

function lineEnd(text: string, start: number): number {
  const at = text.indexOf("\n", start);
  return at < 0 ? text.length : at;
}

function hasLineEnd(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === 10) return true;
  return false;
}

/** The token at `start` where its first characters settle what it is: a word, a short symbol, a whole number. Null for the rest. */
function plainToken(text: string, start: number, startsLine: boolean): Token | null {
  const first = classAt(text, start);
  if (first === single) return { kind: "symbol", text: text[start]!, start, end: start + 1, startsLine, broken: false };
  if (first !== letter && first !== digit) return null;
  let end = start + 1;
  while (classAt(text, end) === digit || (first === letter && classAt(text, end) === letter)) end += 1;
  const next = text[end];
  if (classAt(text, end) === beyondAscii && end < text.length) return null;
  if (first === digit && (next === "." || classAt(text, end) === letter)) return null;
  return { kind: first === letter ? "word" : "number", text: text.slice(start, end), start, end, startsLine, broken: false };
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
