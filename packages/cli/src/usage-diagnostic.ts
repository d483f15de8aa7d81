import type { CommanderError } from "commander";
import type { CommandError } from "./command-error.ts";
import type { CommandSpec } from "./command-list.ts";
import { wrongUsage } from "./usage.ts";

/** What the parser of the command line complains of, in our words. */
export function usageError(error: CommanderError, words: readonly string[], commandList: readonly CommandSpec[]): CommandError {
  const spec = commandList.find(({ name }) => words.includes(name));
  const command = spec?.name ?? "COMMAND";
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const near = /Did you mean (?:one of )?([^,?]+)/.exec(error.message)?.[1] ?? null;
  switch (error.code) {
    case "commander.unknownCommand":
      return wrongUsage("unknown-command", { command: quoted, near });
    case "commander.unknownOption":
      return wrongUsage("unknown-option", { option: quoted, command, near });
    case "commander.missingArgument":
      return wrongUsage("missing-argument", { command, argument: quoted.startsWith("model") ? "a model file" : `<${quoted}>` });
    case "commander.missingMandatoryOptionValue":
      return wrongUsage("missing-argument", { command, argument: `the option \`${quoted}\`` });
    case "commander.optionMissingArgument":
      return wrongUsage("missing-option-value", { option: quoted });
    case "commander.excessArguments":
      return wrongUsage("extra-argument", {
        command,
        taken: isPair(spec) ? "an input and an output" : "one model file",
        extra: extraWords(words, spec),
      });
    default:
      throw error;
  }
}

/** Whether a command goes from one file to another. */
const isPair = (spec: CommandSpec | undefined): boolean => spec?.args.split(" ").length === 2;

/** The words that stand where no option takes them, after those that the command takes. */
function extraWords(words: readonly string[], spec: CommandSpec | undefined): string[] {
  const options = spec?.options ?? [];
  const takesValue = (word: string): boolean => options.some(({ flags }) => flags.includes("<") && flags.split(/[ ,]+/).includes(word));
  const plain = words
    .slice(words.indexOf(spec?.name ?? "") + 1)
    .filter((word, at, rest) => !/^-./.test(word) && !takesValue(rest[at - 1] ?? ""));
  return plain.slice(isPair(spec) ? 2 : 1);
}
