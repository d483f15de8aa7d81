import type { CommandError } from "./command-error.ts";
import { type CommandSpec, commandList } from "./command-list.ts";
import type { Io } from "./io.ts";
import { CommanderError, makeProgram, type Parsed } from "./program.ts";
import type { Request } from "./request.ts";
import { status } from "./status.ts";
import { version } from "./version.ts";

/**
 * Does what the words after `pgm` ask, and gives the exit status: 0 done, 1 the user's mistake, 2 wrong usage, 3 our bug,
 * 130 interrupted. It never throws.
 */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const mode = { json: words.includes("--json"), quiet: words.includes("--quiet") };
  try {
    const parsed = await parseWords(words, io);
    if (typeof parsed === "number") return parsed;
    return await runCommand({ command: parsed.spec.name, args: parsed.args, options: parsed.options, words, io, ...mode }, parsed.spec);
  } catch (error) {
    return fail(error, io, mode);
  }
}

/** What was typed, or the exit status where help or the version was all that was asked. */
async function parseWords(words: readonly string[], io: Io): Promise<Parsed | number> {
  let parsed: Parsed | undefined;
  const program = makeProgram(words, io, version, (found) => {
    parsed = found;
  });
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed" || error.code === "commander.version") return status.done;
    if (error.code === "commander.help") return status.usage;
    throw (await import("./errors.ts")).usageError(error, words, commandList);
  }
  if (parsed) await refuseSwallowedOptions(parsed);
  return parsed ?? status.usage;
}

/** `--data --json` leaves out the file: the next option is not its value. */
async function refuseSwallowedOptions({ spec, options }: Parsed): Promise<void> {
  const isOption = (value: unknown): boolean => typeof value === "string" && /^--./.test(value);
  const swallowed = spec.options.find(({ flags }) => [optionValue(options, flags)].flat().some(isOption));
  if (swallowed) throw (await import("./errors.ts")).wrongUsage("missing-option-value", { option: swallowed.flags });
}

/** The value of an option by its flags, under the name that the parser of the command line gives it. */
function optionValue(options: Parsed["options"], flags: string): unknown {
  const name = /--([\w-]+)/.exec(flags)?.[1] ?? "";
  return options[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
}

async function runCommand(request: Request, spec: CommandSpec): Promise<number> {
  await refusePlanned(request, spec);
  if (!spec.load) return status.mistake;
  const command = await spec.load();
  return command(request);
}

/** Commands and options that are not there yet are the caller's to leave out, so they end with status 1. */
async function refusePlanned(request: Request, spec: CommandSpec): Promise<void> {
  const planned = spec.options.find(({ flags, notYet }) => notYet !== undefined && isGiven(request, flags));
  if (spec.load && !planned) return;
  const { mistake } = await import("./errors.ts");
  if (!spec.load) throw mistake("command-not-yet", { command: spec.name, version });
  throw mistake("option-not-yet", { option: planned?.flags ?? "", version, instead: planned?.notYet ?? "" });
}

/** Whether an option was given; one thread is what there is. */
function isGiven(request: Request, flags: string): boolean {
  const value = optionValue(request.options, flags);
  return value !== undefined && !(flags.startsWith("--threads") && value === "1");
}

async function fail(error: unknown, io: Io, mode: { readonly json: boolean; readonly quiet: boolean }): Promise<number> {
  const { diagnosticsOf, printDiagnostics } = await import("./errors.ts");
  const failed: Pick<CommandError, "diagnostics" | "status"> = diagnosticsOf(error);
  try {
    printDiagnostics(failed.diagnostics, io, mode);
    return failed.status;
  } catch (second) {
    printDiagnostics(diagnosticsOf(second).diagnostics, io, mode);
    return status.bug;
  }
}
