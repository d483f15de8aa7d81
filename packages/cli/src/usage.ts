import { CommandError } from "./command-error.ts";
import { type Diagnostic, type DiagnosticCode, type DiagnosticDetails, diagnostic, type Outcome } from "./driver.ts";
import { status } from "./status.ts";

/** A call that cannot be understood: exit status 2. */
export function wrongUsage<C extends DiagnosticCode>(code: C, details: DiagnosticDetails<C>): CommandError {
  return new CommandError([diagnostic(code, details) as Diagnostic], status.usage);
}

/** A mistake of the user that is found while the command runs: exit status 1. `text` is its place in a file. */
export function mistake<C extends DiagnosticCode>(code: C, details: DiagnosticDetails<C>, text?: Diagnostic["text"]): CommandError {
  return new CommandError([diagnostic(code, details, text ? { text } : {}) as Diagnostic], status.mistake);
}

/** The value of an outcome; its errors end the command with status 1. Warnings and notes are added to `findings`. */
export function unwrap<T>(outcome: Outcome<T>, findings: Diagnostic[] = []): T {
  if (!outcome.ok) throw new CommandError([...findings, ...outcome.diagnostics], status.mistake);
  findings.push(...outcome.diagnostics);
  return outcome.value;
}
