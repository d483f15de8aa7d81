import { printStatement } from "./print-statement.ts";
import type { Comment, Program, Statement } from "./program.ts";

/** The lines written so far and how far the comments and blank lines of the program have been used up. */
interface Layout {
  readonly lines: string[];
  readonly comments: readonly Comment[];
  readonly blankLines: readonly number[];
  nextComment: number;
  nextBlank: number;
  /** The last line may still take a comment behind it. */
  open: boolean;
  /** Nothing but the opening of a plate has been written since the last line. */
  fresh: boolean;
}

/**
 * The canonical text of a program: two spaces for each plate, one statement to a line, comments kept, runs of blank lines
 * cut to one. Formatting the result again changes nothing, and parsing it gives the same program but for its spans.
 */
export function format(program: Program): string {
  const { comments, blankLines = [] } = program;
  const layout: Layout = { lines: [], comments, blankLines, nextComment: 0, nextBlank: 0, open: false, fresh: true };
  const { start, end } = program.name.span;
  writeComments(layout, start, 0);
  writeLine(layout, `${program.kind} ${program.name.text}`, 0);
  forgetBlanks(layout, end);
  writeStatements(layout, program.statements, 0);
  writeComments(layout, Number.POSITIVE_INFINITY, 0);
  return `${layout.lines.join("\n")}\n`;
}

function writeStatements(layout: Layout, statements: readonly Statement[], depth: number): void {
  for (const statement of statements) {
    writeComments(layout, statement.span.start, depth);
    writeBlank(layout, statement.span.start);
    if (statement.kind === "plate") {
      writeLine(layout, printStatement(statement), depth);
      layout.fresh = true;
      writeStatements(layout, statement.body, depth + 1);
      writeComments(layout, statement.span.end - 1, depth + 1);
      writeLine(layout, "}", depth);
    } else {
      writeInnerComments(layout, statement.span.end, depth);
      writeLine(layout, printStatement(statement), depth);
    }
    forgetBlanks(layout, statement.span.end);
  }
}

function writeLine(layout: Layout, text: string, depth: number): void {
  layout.lines.push("  ".repeat(depth) + text);
  layout.open = true;
  layout.fresh = false;
}

/** Comments before `offset`: behind the last line where they stood behind code, else on lines of their own. */
function writeComments(layout: Layout, offset: number, depth: number): void {
  for (let comment = nextComment(layout, offset); comment; comment = nextComment(layout, offset)) {
    const last = layout.lines.length - 1;
    if (comment.trailing && layout.open) layout.lines[last] = `${layout.lines[last]} ${comment.text}`;
    else {
      writeBlank(layout, comment.span.start);
      writeLine(layout, comment.text, depth);
    }
    layout.open = false;
  }
}

/** Comments in the middle of a statement, which becomes one line: they go before it. */
function writeInnerComments(layout: Layout, offset: number, depth: number): void {
  for (let comment = nextComment(layout, offset); comment; comment = nextComment(layout, offset)) writeLine(layout, comment.text, depth);
}

function nextComment(layout: Layout, offset: number): Comment | null {
  const comment = layout.comments[layout.nextComment];
  if (comment === undefined || comment.span.start >= offset) return null;
  layout.nextComment += 1;
  return comment;
}

function writeBlank(layout: Layout, offset: number): void {
  if (forgetBlanks(layout, offset) && !layout.fresh) layout.lines.push("");
}

/** Uses up the blank lines before `offset`; true if there were any. */
function forgetBlanks(layout: Layout, offset: number): boolean {
  const before = layout.nextBlank;
  while ((layout.blankLines[layout.nextBlank] ?? Number.POSITIVE_INFINITY) < offset) layout.nextBlank += 1;
  return layout.nextBlank > before;
}
