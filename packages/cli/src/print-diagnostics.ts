import { type Diagnostic, diagnosticJson, renderDiagnostic } from "./driver.ts";
import { type Io, lineWidth, showsColour } from "./io.ts";

/** How diagnostics are shown: as JSON or text; `quiet` leaves out all but errors. */
export interface DiagnosticsMode {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Writes diagnostics to standard error: with code frames, or as one JSON list on one line. Nothing for none. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io, mode: DiagnosticsMode): void {
  const shown = mode.quiet ? diagnostics.filter((d) => d.severity === "error") : diagnostics;
  if (shown.length === 0) return;
  if (mode.json) {
    io.stderr.write(`${JSON.stringify(shown.map(diagnosticJson))}\n`);
    return;
  }
  const options = { colour: showsColour(io.stderr, io.env), width: lineWidth(io.stderr) };
  io.stderr.write(`${shown.map((d) => renderDiagnostic(d, options).trimEnd()).join("\n\n")}\n`);
}

/** `2 errors, 1 warning`. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"], name: string): string => {
    const found = diagnostics.filter((d) => d.severity === severity).length;
    return `${found} ${name}${found === 1 ? "" : "s"}`;
  };
  return `${count("error", "error")}, ${count("warning", "warning")}`;
}
