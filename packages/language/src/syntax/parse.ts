import { type Diagnostic, diagnostic, failure, type Outcome, type Source, success } from "@platewise/core";
import type { MatchResult } from "ohm-js";
import grammar from "../generated/pgm.ohm-bundle.js";
import { type MatchedProgram, programOf, type StatementCache } from "./ast.ts";
import { nestingLimit, tooDeepAt } from "./nesting.ts";
import type { Program } from "./program.ts";
import { type Problem, problem } from "./recovery/problem.ts";
import { recover } from "./recovery/recover.ts";
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
  if (source.text.length < longText) return readMatch(source, (text) => grammar.match(text), new Map());
  return readPieces(source);
}

/** From this many characters on, a text is matched statement by statement, which keeps what the matcher remembers small. */
const longText = 10_000;

/** Reads a text without a match of the whole. */
export function readPieces(source: Source): RecoveredProgram {
  const tooDeep = failOnDepth(source);
  if (tooDeep !== null) return tooDeep;
  const { program, problems } = recover(source.text, null, new Map());
  return withProblems(source, program, problems);
}

/** Reads a text by a match of the whole, or piece by piece where that fails. */
export function readMatch(source: Source, match: (text: string) => MatchResult, cache: StatementCache): RecoveredProgram {
  const { text } = source;
  const tooDeep = failOnDepth(source);
  if (tooDeep !== null) return tooDeep;
  const matched = match(text);
  if (!matched.failed()) return { program: complete(programOf(matched, cache), text), diagnostics: [] };
  const { program, problems } = recover(text, matched.getRightmostFailurePosition(), cache);
  return withProblems(source, program, problems);
}

function failOnDepth(source: Source): RecoveredProgram | null {
  const deep = tooDeepAt(source.text);
  if (deep === null) return null;
  return withProblems(source, null, [problem("too-deep", { limit: nestingLimit }, { start: deep, end: deep + 1 })]);
}

/** A failure where anything is wrong. */
export function asOutcome({ program, diagnostics }: RecoveredProgram): Outcome<Program> {
  return program === null || diagnostics.length > 0 ? failure(diagnostics) : success(program);
}

function withProblems(source: Source, program: MatchedProgram | null, problems: readonly Problem[]): RecoveredProgram {
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
function complete(matched: MatchedProgram, text: string): Program {
  return { ...matched, ...scanTrivia(text), span: { start: 0, end: text.length } };
}
