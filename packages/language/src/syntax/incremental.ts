import type { Outcome, Source } from "@platewise/core";
import { asOutcome, type RecoveredProgram, readProgram, withPlaces } from "./parse.ts";
import type { Program } from "./program.ts";
import { newReadings, nextReadings } from "./recovery/mend.ts";
import { joinReplaced, type Replaced, rereadLines } from "./reread.ts";

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

/** A program without mistakes, and what has been replaced in its text since. */
interface Sound {
  readonly program: Program;
  readonly since: Replaced | null;
}

/** Makes a parser that remembers what it has read of `source`; edits change the parser, not `source`. */
export function createIncrementalParser(source: Source): IncrementalParser {
  let current = source;
  let readings = newReadings();
  let latest: RecoveredProgram | null = null;
  let sound: Sound | null = null;

  const readAll = (): RecoveredProgram => {
    readings = nextReadings(readings);
    return readProgram(current, readings);
  };
  const reread = (): RecoveredProgram | null => {
    if (sound === null || sound.since === null) return null;
    const read = rereadLines(sound.program, current.text, sound.since, nextReadings(readings));
    return read && withPlaces(current, read);
  };
  const parseRecovering = (): RecoveredProgram => {
    if (latest !== null) return latest;
    latest = reread() ?? readAll();
    if (latest.program !== null && latest.diagnostics.length === 0) sound = { program: latest.program, since: null };
    return latest;
  };
  const parse = (): Outcome<Program> => asOutcome(parseRecovering());
  const edit = (start: number, end: number, replacement: string): Outcome<Program> => {
    const { name, text } = current;
    current = { name, text: text.slice(0, start) + replacement + text.slice(end) };
    const written = { start, end: start + replacement.length, by: current.text.length - text.length };
    if (sound !== null) sound = { ...sound, since: sound.since === null ? written : joinReplaced(sound.since, written) };
    latest = null;
    return parse();
  };
  return { source: () => current, parse, parseRecovering, edit };
}
