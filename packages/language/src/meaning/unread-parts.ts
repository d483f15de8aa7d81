import type { Diagnostic, DiagnosticCode, Source } from "@platewise/core";

/** Findings that say that something is missing: it may stand in a part of the text that could not be read. */
const absences: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "nothing-observed",
  "plate-reads-nothing",
  "initial-without-node",
  "missing-initial",
  "missing-law",
  "unused-param",
  "unused-name",
  "unused-latent",
]);

const unknowns: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(["unknown-name", "unknown-type", "unknown-size", "unknown-override"]);

/**
 * Leaves out what may follow from mistakes of writing: findings on a line with such a mistake or about what a missing bracket would
 * close, names that occur on such a line, and whatever is found to be missing.
 */
export function withoutConsequences(
  findings: readonly Diagnostic[],
  source: Source,
  mistakes: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (mistakes.length === 0) return findings;
  const lines = unreadLines(source.text, mistakes);
  const closings = mistakes.flatMap(({ code, suggestion }) =>
    code === "missing-closing" && suggestion !== null ? suggestion.span.start : [],
  );
  const words = new Set(lines.flatMap(({ start, end }) => source.text.slice(start, end).match(/[\p{L}_][\p{L}\d_]*/gu) ?? []));
  return findings.filter((finding) => {
    const { start: at, end } = finding.text?.span ?? { start: 0, end: 0 };
    if (closings.some((closing) => at < closing && closing <= end)) return false;
    if (standAlone.has(finding.code) && finding.suggestion !== null) return true;
    if (absences.has(finding.code) || lines.some((line) => at >= line.start && at <= line.end)) return false;
    return !unknowns.has(finding.code) || !words.has((finding.details as { readonly name: string }).name);
  });
}

/** Findings about a word that is misspelt, whatever stands around it. */
const standAlone: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(["unknown-distribution", "unknown-type", "unknown-function"]);

/** Mistakes whose suggestion leaves no doubt how the rest of the line reads. */
const mended: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "misspelt-keyword",
  "missing-closing",
  "missing-tilde",
  "missing-colon",
  "wrong-sign",
]);

/** Lines with a mistake that leaves their reading in doubt. */
function unreadLines(text: string, mistakes: readonly Diagnostic[]): readonly { readonly start: number; readonly end: number }[] {
  return mistakes.flatMap(({ code, text: place, suggestion }) => {
    if (place === null || (mended.has(code) && suggestion !== null)) return [];
    const start = text.lastIndexOf("\n", place.span.start - 1) + 1;
    const end = text.indexOf("\n", Math.max(place.span.end, start));
    return [{ start, end: end < 0 ? text.length : end }];
  });
}
