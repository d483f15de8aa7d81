import { lineColumn } from "../source.ts";
import { type DataPlace, type Diagnostic, describeDiagnostic, type Severity, type Suggestion, type TextPlace } from "./diagnostic.ts";
import { displayWidth, printable } from "./display-width.ts";

/** What a piece of a rendered diagnostic is, so that a terminal or a page can dress it. */
export type DiagnosticPart = "place" | "severity" | "code" | "message" | "gutter" | "underline" | "help";

/** Dresses a piece of a rendered diagnostic, by what it is and how grave. */
export type DiagnosticPainter = (part: DiagnosticPart, text: string, severity: Severity) => string;

/** How a diagnostic is written: plain text unless `colour` asks for ANSI colours or `paint` dresses the pieces. */
export interface RenderOptions {
  readonly colour?: boolean;
  readonly paint?: DiagnosticPainter;
  /** Lines of the model wider than this are cut around the underlined span; 120 when left out. */
  readonly width?: number;
}

const plainPainter: DiagnosticPainter = (_part, text) => text;

const severityColours: Readonly<Record<Severity, number>> = { error: 31, warning: 33, note: 36 };

/** Terminal colours: severity and underline by how grave, the sentence bold, gutter and code dim. */
const ansiPainter: DiagnosticPainter = (part, text, severity) => {
  if (part === "severity" || part === "underline") return `\u001b[1;${severityColours[severity]}m${text}\u001b[0m`;
  if (part === "message") return `\u001b[1m${text}\u001b[0m`;
  return part === "gutter" || part === "code" ? `\u001b[2m${text}\u001b[0m` : text;
};

type Painter = (part: DiagnosticPart, text: string) => string;

/**
 * A diagnostic as text of several lines, without a line end: place, severity, code and sentence; the line of the model with
 * the span underlined; what to do next; the edit that would mend it.
 */
export function renderDiagnostic(d: Diagnostic, options: RenderOptions = {}): string {
  const painter = options.paint ?? (options.colour ? ansiPainter : plainPainter);
  const paint: Painter = (part, text) => painter(part, printable(text), d.severity);
  const { message, help } = describeDiagnostic(d);
  const place = placeOf(d);
  const head = `${paint("severity", d.severity)}${paint("code", `[${d.code}]`)}: ${paint("message", message)}`;
  const lines = [place === null ? head : `${paint("place", place)}: ${head}`];
  if (d.text !== null) lines.push(...codeFrame(d.text, options.width ?? 120, paint));
  if (d.text !== null && d.data !== null) lines.push(printable(`  data: ${describeDataPlace(d.data)}`));
  if (help !== null) lines.push(paint("help", `  help: ${help}`));
  if (d.suggestion !== null && d.text !== null) lines.push(paint("help", `  ${describeSuggestion(d.suggestion, d.text)}`));
  return lines.join("\n");
}

function placeOf(d: Diagnostic): string | null {
  if (d.text !== null) {
    const { line, column } = lineColumn(d.text.source.text, d.text.span.start);
    return `${d.text.source.name}:${line}:${column}`;
  }
  return d.data === null ? null : describeDataPlace(d.data);
}

/** `faithful.csv, row 12 (line 13), column "height"` */
export function describeDataPlace(place: DataPlace): string {
  const row = place.row === null ? [] : [`row ${place.row + 1}${place.line === null ? "" : ` (line ${place.line})`}`];
  const line = place.row === null && place.line !== null ? [`line ${place.line}`] : [];
  const column = place.column === null ? [] : [`column "${place.column}"`];
  return [place.table, ...row, ...line, ...column].join(", ");
}

/** The edit in words: a question for a replacement, an order for an insertion or a deletion; with its line, if that is not shown. */
function describeSuggestion(suggestion: Suggestion, place: TextPlace): string {
  const { start, end } = suggestion.span;
  const { text } = place.source;
  const old = text
    .slice(start, end)
    .replace(/\p{Cf}/gu, "")
    .trim();
  const fresh = suggestion.text.trim();
  const line = lineColumn(text, start).line;
  const elsewhere = line === lineColumn(text, place.span.start).line ? "" : ` in line ${line}`;
  if (old === "" && fresh === "") return `write a plain space${elsewhere || " here"}`;
  if (old !== "") return fresh === "" ? `leave out \`${old}\`${elsewhere}` : `did you mean \`${fresh}\`${elsewhere}?`;
  const below = suggestion.text.startsWith("\n") ? ` below line ${line}` : elsewhere;
  return `write \`${fresh}\`${below || " here"}`;
}

/** The first line of the span with the span underlined; at least one character is. */
function codeFrame(place: TextPlace, width: number, paint: Painter): string[] {
  const { source, span } = place;
  const { line, column } = lineColumn(source.text, span.start);
  const lineStart = Math.min(span.start, source.text.length) - column + 1;
  const lineEnd = source.text.indexOf("\n", lineStart);
  const written = source.text.slice(lineStart, lineEnd < 0 ? source.text.length : lineEnd).trimEnd();
  const text = written.replace(/[^\P{Cc}\t]/gu, " ");
  const from = column - 1;
  const to = Math.max(from + 1, Math.min(span.end - lineStart, text.length));
  const cut = cutAround(text, from, to, width);
  const gutter = String(line);
  const blank = " ".repeat(gutter.length);
  const underline = `${cut.pad}${"^".repeat(cut.marks)}`;
  const shown = cut.text === "" ? "" : ` ${cut.text}`;
  return [`${paint("gutter", ` ${gutter} |`)}${shown}`, `${paint("gutter", ` ${blank} |`)} ${paint("underline", underline)}`];
}

/** The part of a line that is shown, the blanks before the marks (tabs stay tabs) and how many marks there are, in columns. */
function cutAround(text: string, from: number, to: number, width: number): { text: string; pad: string; marks: number } {
  const start = whole(text, text.length <= width || to < width - 10 ? 0 : Math.max(0, from - Math.floor(width / 3)));
  const end = whole(text, Math.min(text.length, start + width));
  const shown = `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
  const before = `${start > 0 ? "…" : ""}${text.slice(start, from).padEnd(from - start)}`;
  const marks = Math.max(1, displayWidth(text.slice(from, Math.min(to, end))));
  return { text: shown, pad: before.replace(/[^\t]/gu, (character) => " ".repeat(displayWidth(character))), marks };
}

/** An offset that does not cut a pair of surrogates. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
