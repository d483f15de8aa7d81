import type { Outcome, Source } from "@platewise/core";
import { asOutcome, type RecoveredProgram, readProgram } from "./parse.ts";
import type { Program } from "./program.ts";
import { newReadings, nextReadings } from "./recovery/mend.ts";
import { rereadLines } from "./reread.ts";

/** A text that is read again after every edit; only what an edit touches is matched and built anew. */
export interface IncrementalParser {
  /** The text as it stands. */
  readonly source: () => Source;
  /** The program of the text as it stands. */
  readonly parse: () => Outcome<Program>;
  /** The same, with what could be read in spite of mistakes. */
  readonly parseRecovering: () => RecoveredProgram;
  /** Replaces the text from `start` up to `end`, and reads the result. */
  readonly edit: (start: number, end: number, replacement: string) => Outcome<Program>;
}

/** Makes a parser that remembers what it has read of `source`; edits change the parser, not `source`. */
export function createIncrementalParser(source: Source): IncrementalParser {
  let current = source;
  let readings = newReadings();
  let latest: RecoveredProgram | null = null;

  const readAll = (): RecoveredProgram => {
    readings = nextReadings(readings);
    return readProgram(current, readings);
  };
  const parseRecovering = (): RecoveredProgram => {
    latest ??= readAll();
    return latest;
  };
  const parse = (): Outcome<Program> => asOutcome(parseRecovering());
  const edit = (start: number, end: number, replacement: string): Outcome<Program> => {
    const { name, text } = current;
    current = { name, text: text.slice(0, start) + replacement + text.slice(end) };
    const written = { start, end: start + replacement.length, by: current.text.length - text.length };
    const program =
      latest?.program && latest.diagnostics.length === 0 ? rereadLines(latest.program, current, written, nextReadings(readings)) : null;
    latest = program === null ? null : { program, diagnostics: [] };
    return parse();
  };
  return { source: () => current, parse, parseRecovering, edit };
}
