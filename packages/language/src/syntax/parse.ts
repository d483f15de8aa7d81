import { type Diagnostic, failure, type Outcome, type Source, success } from "@platewise/core";
import grammar from "../generated/pgm.ohm-bundle.js";
import { type MatchedProgram, programOf } from "./ast.ts";
import type { Program } from "./program.ts";
import { scanTrivia } from "./trivia.ts";

/** Adds what stands around the statements: comments, blank lines, the span of the whole text. */
export function completeProgram(matched: MatchedProgram, text: string): Program {
  return { ...matched, ...scanTrivia(text), span: { start: 0, end: text.length } };
}

/** Reads a `.pgm` text. All the mistakes of a file are returned together. */
export function parse(source: Source): Outcome<Program> {
  const match = grammar.match(source.text);
  if (match.succeeded()) return success(completeProgram(programOf(match, new Map()), source.text));
  return failure([]);
}

/** What could be read of a text, with every mistake found; `program` is null where not even its first line was. */
export interface RecoveredProgram {
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Like `parse`, but statements without mistakes are returned beside the mistakes of the others. */
export function parseRecovering(source: Source): RecoveredProgram {
  const match = grammar.match(source.text);
  if (match.succeeded()) return { program: completeProgram(programOf(match, new Map()), source.text), diagnostics: [] };
  return { program: null, diagnostics: [] };
}
