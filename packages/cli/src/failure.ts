import { CommandError } from "./command-error.ts";
import { type Diagnostic, DiagnosticsError, diagnostic, version } from "./driver.ts";
import { sourceFrames } from "./source-frames.ts";
import { status } from "./status.ts";

const framesShown = 5;

/** What the engine says where memory for an array is not to be had. */
const OUT_OF_MEMORY = /^(Array buffer allocation failed|Invalid typed array length: \d+)$/;

/** What to say of anything that was thrown, and the exit status: an error that we did not foresee is our bug. */
export function diagnosticsOf(error: unknown): Pick<CommandError, "diagnostics" | "status"> {
  if (error instanceof CommandError) return error;
  if (error instanceof DiagnosticsError) return { diagnostics: error.diagnostics, status: status.mistake };
  if (error instanceof RangeError && OUT_OF_MEMORY.test(error.message)) {
    return { diagnostics: [diagnostic("out-of-memory", {}) as Diagnostic], status: status.mistake };
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const details = {
    message: message.replace(" (this is our bug: please report it)", "") || "an error without a message",
    stack: sourceFrames(frames.slice(0, framesShown).map((line) => line.trim())),
    version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  return { diagnostics: [diagnostic("internal-error", details) as Diagnostic], status: status.bug };
}
