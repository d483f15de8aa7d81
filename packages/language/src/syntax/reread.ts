import type { Span } from "@platewise/core";
import { tooDeepAt } from "./nesting.ts";
import type { PlateStatement, Program, Statement } from "./program.ts";
import type { Readings } from "./recovery/mend.ts";
import { type ReadLines, type Recovered, readLines, recover } from "./recovery/recover.ts";
import { isSymbol, tokenize } from "./recovery/tokens.ts";
import { shiftStatement } from "./rewrite.ts";

/** A part of a text that was replaced: where it stands now, and how much longer (or shorter) the text has become. */
export interface Replaced extends Span {
  readonly by: number;
}

/** Two replacements in a row as one, which holds both. */
export function joinReplaced(first: Replaced, second: Replaced): Replaced {
  const start = Math.min(first.start, second.start);
  return { start, end: Math.max(first.end + second.by, second.end), by: first.by + second.by };
}

/** The lines that an edit touched, as they stand now. */
interface Touched extends Replaced {
  readonly text: string;
  readonly readings: Readings;
}

/**
 * What could be read of a text that differs in one place from that of `program`, which had no mistakes: only the touched lines
 * are read, what follows is moved. Null where that can't be told from these lines: they don't hold whole statements of one
 * plate, before the edit and after it, or they do not end what they begin.
 */
export function rereadLines(program: Program, text: string, replaced: Replaced, readings: Readings): Recovered | null {
  if (tooDeepAt(text) !== null) return null;
  const { start, end, by } = replaced;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (start === 0 || lineStart <= program.name.span.end) return rereadHeader(program, text, replaced, readings);
  const read = rereadStatements(program.statements, { start: lineStart, end: lineEnd(text, end), by, text, readings });
  if (read === null) return null;
  return { program: { kind: program.kind, name: program.name, statements: read.statements }, problems: read.problems };
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline;
}

/** The same for an edit at or above the model's name: all lines from the first one on are read. */
function rereadHeader(program: Program, text: string, { end: editEnd, by }: Replaced, readings: Readings): Recovered | null {
  const end = lineEnd(text, Math.max(editEnd, program.name.span.end + by));
  const { touched, after } = split(program.statements, { start: 0, end: end - by });
  if (touched.some(({ span }) => span.end > end - by)) return null;
  const { program: head, problems } = recover(text, readings, end);
  if (head === null || problems.length > 0) return null;
  return { program: { ...head, statements: [...head.statements, ...shifted(after, by)] }, problems };
}

/** Statements before, on and after some lines. */
interface Parts {
  readonly before: readonly Statement[];
  readonly touched: readonly Statement[];
  readonly after: readonly Statement[];
}

function split(statements: readonly Statement[], { start, end }: Span): Parts {
  const indexOf = (test: (span: Span) => boolean): number => {
    const at = statements.findIndex(({ span }) => test(span));
    return at < 0 ? statements.length : at;
  };
  const [first, next] = [indexOf((span) => span.end > start), indexOf((span) => span.start >= end)];
  return { before: statements.slice(0, first), touched: statements.slice(first, next), after: statements.slice(next) };
}

function inPlace({ before, after }: Parts, fresh: ReadLines | null, by: number): ReadLines | null {
  return fresh && { statements: [...before, ...fresh.statements, ...shifted(after, by)], problems: fresh.problems };
}

function shifted(statements: readonly Statement[], by: number): readonly Statement[] {
  return by === 0 ? statements : statements.map((statement) => shiftStatement(statement, by));
}

function rereadStatements(statements: readonly Statement[], lines: Touched): ReadLines | null {
  const parts = split(statements, { start: lines.start, end: lines.end - lines.by });
  const [plate] = parts.touched;
  if (plate?.kind === "plate" && surrounds(plate, lines)) return inPlace(parts, rereadPlate(plate, lines), lines.by);
  return rereadWhole(parts, lines) ?? rereadWithNext(statements, parts.after, lines);
}

/** The first word of the next statement ends what the lines leave open. */
function rereadWithNext(statements: readonly Statement[], [next]: readonly Statement[], lines: Touched): ReadLines | null {
  if (next === undefined) return null;
  const end = lineEnd(lines.text, next.span.end + lines.by);
  return rereadWhole(split(statements, { start: lines.start, end: end - lines.by }), { ...lines, end });
}

function rereadWhole(parts: Parts, { start, end, by, text, readings }: Touched): ReadLines | null {
  const whole = parts.touched.every(({ span }) => span.start >= start && span.end <= end - by);
  return whole ? inPlace(parts, readLines({ text, start, end, last: parts.after.length === 0 }, readings), by) : null;
}

function surrounds({ span }: PlateStatement, { start, end, by }: Touched): boolean {
  return span.start < start && span.end > end - by;
}

function rereadPlate(plate: PlateStatement, lines: Touched): ReadLines | null {
  const { span } = plate;
  const body = isOpen(plate, lines) ? rereadStatements(plate.body, lines) : null;
  if (body === null) return null;
  const moved = { ...plate, body: body.statements, span: { start: span.start, end: span.end + lines.by } };
  return { statements: [moved], problems: body.problems };
}

/** Whether the brace that opens a plate stands before the lines. */
function isOpen({ body: [first], span }: PlateStatement, { text, start }: Touched): boolean {
  return (first !== undefined && first.span.end <= start) || isSymbol(tokenize(text, span.start, start).at(-1), "{");
}
