/** A half-open range of UTF-16 offsets into a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text with the name that messages give it (a path, `<stdin>`, `<builder>`). */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A place in a text, counted from 1 as editors do. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Line and column (from 1) of `offset`; an offset past the end is the end of the text, and a byte order mark takes no column. */
export function lineColumn(text: string, offset: number): LineColumn {
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const stop = Math.max(first, Math.min(offset, text.length));
  let line = 1;
  let lineStart = first;
  for (let at = text.indexOf("\n"); at >= 0 && at < stop; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: stop - lineStart + 1 };
}
