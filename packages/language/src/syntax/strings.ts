const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** The value of what stands between a string's quotes: `\"`, `\\`, `\n`, `\t`, `\r`, `\{`, `\}` and `\u{hex}` are undone. */
export function unescapeString(inside: string): string {
  if (!inside.includes("\\")) return inside;
  return inside.replace(/\\(?:u\{([0-9a-fA-F]+)\}|(.))/gs, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (escapes[character] ?? character) : characterAt(hex),
  );
}

function characterAt(hex: string): string {
  const point = Number.parseInt(hex, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
}

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\", "{": "\\{", "}": "\\}" };

function escapeCharacter(character: string): string {
  return names[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`;
}

/** A value in quotes, as the language writes it. */
export function quoteString(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return `"${value.replace(/["\\\u0000-\u001f\u007f\ufeff]/g, escapeCharacter)}"`;
}

/** The text between two holes of a column pattern: like `quoteString` without the quotes, and braces are escaped too. */
export function escapePatternText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return value.replace(/["\\{}\u0000-\u001f\u007f\ufeff]/g, escapeCharacter);
}
