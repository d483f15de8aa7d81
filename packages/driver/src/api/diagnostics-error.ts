import type { Diagnostic } from "@platewise/core";
import { renderDiagnostic } from "@platewise/core";

/** The user's mistakes, thrown together by the functions that return a bare value: told as on the terminal, and as data in `diagnostics`. */
export class DiagnosticsError extends Error {
  override readonly name = "DiagnosticsError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => renderDiagnostic(d)).join("\n\n"));
    this.diagnostics = diagnostics;
  }
}
