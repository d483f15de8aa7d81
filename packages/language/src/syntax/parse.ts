import { type Diagnostic, diagnostic, failure, type Outcome, type Source, success } from "@platewise/core";
import { nestingLimit, tooDeepAt } from "./nesting.ts";
import type { Program } from "./program.ts";
import { newReadings, type Readings } from "./recovery/mend.ts";
import { type Problem, problem } from "./recovery/problem.ts";
import { type ReadText, type Recovered, recover } from "./recovery/recover.ts";
import { scanTrivia } from "./trivia.ts";

/** What could be read of a text, with every mistake found; `program` is null where there is nothing to read. */
export interface RecoveredProgram {
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a `.pgm` text. All the mistakes of a file are returned together. */
export function parse(source: Source): Outcome<Program> {
  return asOutcome(parseRecovering(source));
}

/**
 * Like `parse`, but the program is returned beside the mistakes: it holds the statements that have none, and those that a
 * suggestion mends, as mended (their spans are places in the text as it was written).
 */
export function parseRecovering(source: Source): RecoveredProgram {
  return readProgram(source, newReadings());
}

/** Reads a text, statements that have been read before from `readings`. */
export function readProgram(source: Source, readings: Readings): RecoveredProgram {
  const deep = tooDeepAt(source.text);
  if (deep === null) return withPlaces(source, recover(source.text, readings));
  const problems = [problem("too-deep", { limit: nestingLimit }, { start: deep, end: deep + 1 })];
  return withPlaces(source, { program: null, problems });
}

/** A failure where anything is wrong. */
export function asOutcome({ program, diagnostics }: RecoveredProgram): Outcome<Program> {
  return program === null || diagnostics.length > 0 ? failure(diagnostics) : success(program);
}

/** What was read, with what stands around the statements and with mistakes as diagnostics. */
export function withPlaces(source: Source, { program, problems }: Recovered): RecoveredProgram {
  return {
    program: program === null ? null : complete(program, source.text),
    diagnostics: problems.map((found) => toDiagnostic(found, source)),
  };
}

function toDiagnostic({ code, details, span, edit }: Problem, source: Source): Diagnostic {
  const suggestion = edit === null ? undefined : { span: { start: edit.start, end: edit.end }, text: edit.text };
  return diagnostic(code, details, { text: { source, span }, suggestion });
}

/** Adds what stands around the statements: comments, blank lines, the span of the whole text. */
function complete(matched: ReadText, text: string): Program {
  return { ...matched, ...scanTrivia(text), span: { start: 0, end: text.length } };
}
