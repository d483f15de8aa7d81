import type { Outcome, Source } from "@platewise/core";
import grammar from "../generated/pgm.ohm-bundle.js";
import type { StatementCache } from "./ast.ts";
import { asOutcome, type RecoveredProgram, readMatch } from "./parse.ts";
import type { Program } from "./program.ts";

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

/** Statements kept beyond those of the text as it stands, before the rest are forgotten. */
const spareStatements = 10_000;

/** Makes a parser that remembers what it has read of `source`; edits change the parser, not `source`. */
export function createIncrementalParser(source: Source): IncrementalParser {
  const matcher = grammar.matcher();
  matcher.setInput(source.text);
  const cache: StatementCache = new Map();
  let latest: RecoveredProgram | null = null;

  const currentSource = (): Source => ({ name: source.name, text: matcher.getInput() });
  const parseRecovering = (): RecoveredProgram => {
    if (cache.size > spareStatements) cache.clear();
    latest ??= readMatch(currentSource(), () => matcher.match(), cache);
    return latest;
  };
  const parse = (): Outcome<Program> => asOutcome(parseRecovering());
  const edit = (start: number, end: number, replacement: string): Outcome<Program> => {
    matcher.replaceInputRange(start, end, replacement);
    latest = null;
    return parse();
  };
  return { source: currentSource, parse, parseRecovering, edit };
}
