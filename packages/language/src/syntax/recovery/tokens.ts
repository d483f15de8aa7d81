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

const pattern = new RegExp(
  [
    "(?<blank>[ \\t\\r\\n\\uFEFF]+|//[^\\n]*)",
    `(?<word>[${letters}][${letters}0-9]*)`,
    `(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![${letters}0-9.]))`,
    `(?<badnumber>[0-9][${letters}0-9.]*|\\.[0-9][${letters}0-9.]*)`,
    '(?<string>"(?:[^"\\\\\\n]|\\\\.)*")',
    '(?<badstring>"[^\\n]*)',
    "(?<symbol>==|!=|[{}()\\[\\],:=~+\\-*/^%;])",
    "(?<unknown><-|:=|<=|>=|\\*\\*|&&|\\|\\||[\\s\\S])",
  ].join("|"),
  "gu",
);

/** The tokens of a text; comments and blanks are left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let startsLine = true;
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups as Record<string, string | undefined>;
    if (groups.blank !== undefined) {
      startsLine ||= groups.blank.includes("\n");
      continue;
    }
    const written = groups.badstring?.trimEnd() ?? match[0];
    tokens.push({ ...kindOf(groups), text: written, start: match.index, end: match.index + written.length, startsLine });
    startsLine = false;
  }
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Pick<Token, "kind" | "broken"> {
  if (groups.word !== undefined) return { kind: "word", broken: false };
  if (groups.symbol !== undefined) return { kind: "symbol", broken: false };
  if (groups.number !== undefined || groups.badnumber !== undefined) return { kind: "number", broken: groups.number === undefined };
  if (groups.unknown !== undefined) return { kind: "unknown", broken: true };
  return { kind: "string", broken: groups.string === undefined };
}

/** True for the symbol with this text. */
export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** True for the word with this text. */
export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}
