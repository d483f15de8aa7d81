import type { Diagnostic } from "./driver.ts";

/** Ends a command with diagnostics and an exit status; thrown from wherever a mistake is found. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly diagnostics: readonly Diagnostic[];
  readonly status: number;

  constructor(diagnostics: readonly Diagnostic[], status: number) {
    super("the command cannot be done");
    this.diagnostics = diagnostics;
    this.status = status;
  }
}
