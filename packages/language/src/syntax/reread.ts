import type { Source, Span } from "@platewise/core";
import { tooDeepAt } from "./nesting.ts";
import { complete } from "./parse.ts";
import type { PlateStatement, Program, Statement } from "./program.ts";
import type { Readings } from "./recovery/mend.ts";
import { readLines, recover } from "./recovery/recover.ts";
import { isSymbol, tokenize } from "./recovery/tokens.ts";
import { shiftStatement } from "./rewrite.ts";

/** A part of a text that was replaced: where it stands now, and how much longer (or shorter) the text has become. */
export interface Replaced extends Span {
  readonly by: number;
}

/** The lines that an edit touched, as they stand now. */
interface Lines extends Replaced {
  readonly text: string;
  readonly readings: Readings;
}

/**
 * The program of a text that differs in one place from that of `program`, which had no mistakes: only the touched lines are
 * read, what follows is moved. Null where that can't be told from these lines: they don't hold whole statements of one
 * plate, before the edit and after it, or there is a mistake in them.
 */
export function rereadLines(program: Program, { text }: Source, replaced: Replaced, readings: Readings): Program | null {
  if (tooDeepAt(text) !== null) return null;
  const { start, end, by } = replaced;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (start === 0 || lineStart <= program.name.span.end) return rereadHeader(program, text, replaced, readings);
  const statements = rereadStatements(program.statements, { start: lineStart, end: lineEnd(text, end), by, text, readings });
  return statements === null ? null : complete({ kind: program.kind, name: program.name, statements }, text);
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline;
}

/** The same for an edit at or above the model's name: all lines from the first one on are read. */
function rereadHeader(program: Program, text: string, { end: editEnd, by }: Replaced, readings: Readings): Program | null {
  const end = lineEnd(text, Math.max(editEnd, program.name.span.end + by));
  const { touched, after } = split(program.statements, { start: 0, end: end - by });
  if (touched.some(({ span }) => span.end > end - by)) return null;
  const { program: head, problems } = recover(text, readings, end);
  if (head === null || problems.length > 0) return null;
  return complete({ ...head, statements: [...head.statements, ...shifted(after, by)] }, text);
}

/** Statements before, on and after some lines. */
function split(statements: readonly Statement[], { start, end }: Span) {
  const indexOf = (test: (span: Span) => boolean): number => {
    const at = statements.findIndex(({ span }) => test(span));
    return at < 0 ? statements.length : at;
  };
  const [first, next] = [indexOf((span) => span.end > start), indexOf((span) => span.start >= end)];
  return { before: statements.slice(0, first), touched: statements.slice(first, next), after: statements.slice(next) };
}

function shifted(statements: readonly Statement[], by: number): readonly Statement[] {
  return by === 0 ? statements : statements.map((statement) => shiftStatement(statement, by));
}

function rereadStatements(statements: readonly Statement[], lines: Lines): readonly Statement[] | null {
  const { start, end, by } = lines;
  const { before, touched, after } = split(statements, { start, end: end - by });
  const [plate] = touched;
  const fresh = plate?.kind === "plate" && surrounds(plate, lines) ? rereadPlate(plate, lines) : rereadWhole(touched, lines);
  return fresh === null ? null : [...before, ...fresh, ...shifted(after, by)];
}

function surrounds({ span }: PlateStatement, { start, end, by }: Lines): boolean {
  return span.start < start && span.end > end - by;
}

function rereadPlate(plate: PlateStatement, lines: Lines): readonly Statement[] | null {
  const { span } = plate;
  if (!isOpen(plate, lines)) return null;
  const body = rereadStatements(plate.body, lines);
  return body === null ? null : [{ ...plate, body, span: { start: span.start, end: span.end + lines.by } }];
}

/** Whether the brace that opens a plate stands before the lines. */
function isOpen({ body: [first], span }: PlateStatement, { text, start }: Lines): boolean {
  return (first !== undefined && first.span.end <= start) || isSymbol(tokenize(text, span.start, start).at(-1), "{");
}

function rereadWhole(touched: readonly Statement[], { start, end, by, text, readings }: Lines): readonly Statement[] | null {
  const whole = touched.every(({ span }) => span.start >= start && span.end <= end - by);
  return whole ? readLines(text, { start, end }, readings) : null;
}
