import type { Diagnostic } from "@platewise/core";
import { describeDiagnostic } from "@platewise/core";

/** The user's mistakes, thrown together by the functions that return a bare value; `diagnostics` holds them as data. */
export class DiagnosticsError extends Error {
  override readonly name = "DiagnosticsError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => describeDiagnostic(d).message).join("\n"));
    this.diagnostics = diagnostics;
  }
}
