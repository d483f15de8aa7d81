import type { Comment } from "./program.ts";

/** What a text holds besides its program: comments, and the offsets at which runs of blank lines begin. */
export interface Trivia {
  readonly comments: readonly Comment[];
  readonly blankLines: readonly number[];
}

const pattern = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\n(?:[ \t\r]*\n)+/g;

/** Comments and blank lines of a text; what looks like a comment inside a string is none. */
export function scanTrivia(text: string): Trivia {
  const comments: Comment[] = [];
  const blankLines: number[] = [];
  for (const match of text.matchAll(pattern)) {
    const found = match[0];
    if (found.startsWith("\n")) blankLines.push(match.index + 1);
    else if (found.startsWith("/")) comments.push(commentAt(text, match.index, found.trimEnd()));
  }
  return { comments, blankLines };
}

function commentAt(text: string, start: number, written: string): Comment {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return { text: written, trailing: text.slice(lineStart, start).trim() !== "", span: { start, end: start + written.length } };
}
