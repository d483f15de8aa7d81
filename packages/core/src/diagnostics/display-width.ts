const nothing = /[\p{Mn}\p{Me}\u200B-\u200F\u2060\uFEFF]/u;
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u;

/** A text whose control characters, which would steer a terminal, are shown as replacement characters; tabs and line ends stay. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\t\n]/gu, "\uFFFD");

/**
 * The columns that a text takes on a terminal: two for each wide character of East Asian scripts and most emoji, none for marks that join
 * the character before them, one for any other (Unicode Standard Annex 11, in outline).
 */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += nothing.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}
