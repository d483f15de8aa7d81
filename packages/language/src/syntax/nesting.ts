/** How deep brackets and plates may nest, and how many operators may follow one another without a bracket or comma. */
export const nestingLimit = 200;

const opening = 1;
const closing = 2;
const operator = 3;
const breaking = 4;
const quote = 5;
const lineEnd = 6;
const prevStart = 7;

/** What a character means for nesting; 0 for most. */
const classes = new Uint8Array(128);
const classify = (characters: string, kind: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
classify("([{", opening);
classify(")]}", closing);
classify("+-*/^%", operator);
classify(",~=;", breaking);
classify('"', quote);
classify("\n", lineEnd);
classify("p", prevStart);

/**
 * The offset at which a text nests too deep or strings too many operators together, so that no later stage runs out of
 * stack; null for all texts that people write.
 */
export function tooDeepAt(text: string): number | null {
  let depth = 0;
  let chain = 0;
  for (let at = 0; at < text.length; at += 1) {
    const kind = classes[text.charCodeAt(at)] ?? 0;
    if (kind === 0) continue;
    if (kind === quote || (kind === operator && text.startsWith("//", at))) at = skip(text, at, kind === quote);
    else if (kind === operator || (kind === prevStart && text.startsWith("prev ", at))) chain += 1;
    else if (kind === opening) depth += 1;
    else if (kind === closing) depth = Math.max(0, depth - 1);
    if (depth > nestingLimit || chain > nestingLimit) return at;
    if (kind === breaking || kind === opening || (chain > 0 && kind === lineEnd && beginsStatement(text, at))) chain = 0;
  }
  return null;
}

/** The last offset of a string or comment that begins at `at`. */
function skip(text: string, at: number, isString: boolean): number {
  const lineEnd = text.indexOf("\n", at);
  const stop = lineEnd < 0 ? text.length : lineEnd;
  if (!isString) return stop - 1;
  const close = text.indexOf('"', at + 1);
  return close < 0 || close > stop ? stop - 1 : close;
}

function beginsStatement(text: string, at: number): boolean {
  return /^[ \t]*[A-Za-z}]/.test(text.slice(at + 1, at + 40));
}
