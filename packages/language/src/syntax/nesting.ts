/** How deep brackets and plates may nest, and how many operators may follow one another without a bracket or comma. */
export const nestingLimit = 200;

const operators = new Set([..."+-*/^%"]);
const openings = new Set([..."([{"]);
const closings = new Set([...")]}"]);
const breaks = new Set([...",~=;"]);

/**
 * The offset at which a text nests too deep or strings too many operators together, so that no later stage runs out of
 * stack; null for all texts that people write.
 */
export function tooDeepAt(text: string): number | null {
  let depth = 0;
  let chain = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"' || (character === "/" && text[at + 1] === "/")) at = skip(text, at, character === '"');
    else if (operators.has(character)) chain += 1;
    else if (openings.has(character)) depth += 1;
    else if (closings.has(character)) depth = Math.max(0, depth - 1);
    else if (text.startsWith("prev ", at)) chain += 1;
    if (depth > nestingLimit || chain > nestingLimit) return at;
    if (breaks.has(character) || openings.has(character) || beginsLine(text, at)) chain = 0;
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

function beginsLine(text: string, at: number): boolean {
  return text[at] === "\n" && /^[ \t]*[A-Za-z}]/.test(text.slice(at + 1, at + 40));
}
