import { Command, CommanderError, Option } from "commander";
import { type CommandSpec, commandList, type OptionSpec } from "./command-list.ts";
import { type Io, lineWidth } from "./io.ts";

export { CommanderError };

/** What commander found: the command, its words and its options. */
export interface Parsed {
  readonly spec: CommandSpec;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The parser of a command line, whose commands have options only where `words` name them. `found` is called for a call that parses;
 * help is written; mistakes are thrown.
 */
export function makeProgram(words: readonly string[], io: Io, version: string, found: (parsed: Parsed) => void): Command {
  const program = new Command("pgm");
  program
    .description("Fits probabilistic models, written as plates and ~ lines, to data.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .usage("COMMAND [options]")
    .configureHelp({ subcommandTerm: (command) => termOf(command.name()) })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => lineWidth(io.stdout),
      getErrHelpWidth: () => lineWidth(io.stderr),
    })
    .addHelpText("after", "\nA file - is standard input. `pgm COMMAND --help` tells more about a command.");
  for (const spec of commandList) {
    const command = addCommand(program, spec, found);
    if (words.includes(spec.name)) addOptions(command, spec);
  }
  return program;
}

function addCommand(program: Command, spec: CommandSpec, found: (parsed: Parsed) => void): Command {
  const command = program.command(`${spec.name}${spec.load ? ` ${spec.args}` : ""}`);
  command.description(spec.load ? spec.about : `(not there yet) ${spec.about}`).helpOption("--help", "print this help");
  const needed = spec.options.filter(({ required }) => required).map(({ flags }) => ` ${flags}`);
  command.usage(`${spec.args}${needed.join("")} [options]`);
  if (!spec.load) command.argument("[words...]").allowUnknownOption();
  if (spec.examples) command.addHelpText("after", `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join("\n")}`);
  command.action(() => found({ spec, args: command.args, options: command.opts() }));
  return command;
}

function addOptions(command: Command, spec: CommandSpec): void {
  for (const option of spec.options) command.addOption(makeOption(option));
  command.option("--json", "one JSON document on standard output, diagnostics as JSON on standard error");
  command.option("--quiet", "no report, no warnings: only results that were asked for, and errors");
}

function termOf(name: string): string {
  return `${name} ${commandList.find((spec) => spec.name === name)?.args ?? ""}`;
}

function makeOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.notYet ? `(not there yet) ${spec.about}` : spec.about);
  if (spec.group !== undefined) option.helpGroup(spec.group);
  if (spec.required) option.makeOptionMandatory();
  if (spec.many) option.argParser((text: string, earlier: readonly string[] = []) => [...earlier, text]);
  return option;
}
