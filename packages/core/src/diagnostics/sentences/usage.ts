const didYouMean = (near: string | null): string => (near === null ? "" : `; did you mean \`${near}\`?`);

/** What the tool says about how it was called: commands, options, and the files named there. */
export const usageSentences = {
  "unknown-command": {
    about: "The word after `pgm` is not a command.",
    says: (d: { command: string; near: string | null }) => `there is no command \`${d.command}\`${didYouMean(d.near)}`,
    help: () => "`pgm --help` lists the commands",
  },
  "unknown-option": {
    about: "The command has no such option.",
    says: (d: { option: string; command: string; near: string | null }) =>
      `\`pgm ${d.command}\` has no option \`${d.option}\`${didYouMean(d.near)}`,
    help: (d: { command: string }) => `\`pgm ${d.command} --help\` lists its options`,
  },
  "missing-argument": {
    about: "A command needs a file or an option that was not given.",
    says: (d: { command: string; argument: string }) => `\`pgm ${d.command}\` needs ${d.argument}`,
    help: (d: { command: string }) => `\`pgm ${d.command} --help\` shows how it is called`,
  },
  "missing-option-value": {
    about: "An option that takes a value stands without one.",
    says: (d: { option: string }) => `the option \`${d.option}\` needs a value after it`,
  },
  "extra-argument": {
    about: "A command was given more words than it takes.",
    says: (d: { command: string; taken: string; extra: readonly string[] }) =>
      `\`pgm ${d.command}\` takes only ${d.taken}; found ${d.extra.map((word) => `\`${word}\``).join(", ")} besides`,
    help: () => "put a path that holds spaces in quotes",
  },
  "bad-option-value": {
    about: "The value of an option is not of the kind that it takes.",
    says: (d: { option: string; value: string; expected: string }) => `\`${d.option}\` takes ${d.expected}; found \`${d.value}\``,
  },
  "options-exclude-each-other": {
    about: "Two options were given of which only one can hold.",
    says: (d: { first: string; second: string; why: string }) => `\`${d.first}\` and \`${d.second}\` do not go together: ${d.why}`,
  },
  "standard-input-twice": {
    about: "`-` stands for two files, but standard input can be read once.",
    says: (d: { first: string; second: string }) =>
      `\`-\` stands for both ${d.first} and ${d.second}, but standard input can be read only once`,
    help: () => "put one of them in a file",
  },
  "command-not-yet": {
    about: "The command is planned, but this version does not have it.",
    says: (d: { command: string; version: string }) =>
      `\`pgm ${d.command}\` is not there yet: version ${d.version} has check, fit, infer, score, sample, inspect, compare, format and convert`,
  },
  "option-not-yet": {
    about: "The option, or this value of it, is planned, but this version does not have it.",
    says: (d: { option: string; version: string; instead: string }) =>
      `\`${d.option}\` is not there yet in version ${d.version}: ${d.instead}`,
  },
  "file-unreadable": {
    about: "A model or a file of parameters can't be opened.",
    says: (d: { what: string; path: string; reason: string; others: readonly string[] }) =>
      `${d.what} \`${d.path}\` can't be read: ${d.reason}`,
    help: (d: { others: readonly string[] }) =>
      d.others.length > 0 ? `the folder has ${d.others.map((name) => `\`${name}\``).join(", ")}` : "check the path",
  },
  "file-unwritable": {
    about: "An output file can't be made. This is found before the work begins.",
    says: (d: { path: string; reason: string }) => `\`${d.path}\` can't be written: ${d.reason}`,
  },
  "not-json": {
    about: "A file of parameters is not JSON.",
    says: (d: { path: string; problem: string }) => `\`${d.path}\` is not JSON: ${d.problem}`,
    help: () => "expected a fit.json, or an object with a value for each parameter",
  },
  "not-parameters": {
    about: "A file of parameters is JSON, but holds something else.",
    says: (d: { path: string; found: string }) => `\`${d.path}\` holds no parameters: found ${d.found}`,
    help: () => 'expected a fit.json as `pgm fit --out` writes it, or an object such as { "mean": [1.5, 2] }',
  },
  "not-formatted": {
    about: "`pgm format --check` found a file that is not in the canonical layout.",
    says: (d: { path: string }) => `\`${d.path}\` is not in the canonical layout`,
    help: (d: { path: string }) => `\`pgm format ${d.path}\` rewrites it`,
  },
  "out-of-memory": {
    about: "The tables that the budget allows are more than this computer's memory holds.",
    says: (_: Readonly<Record<string, never>>) => "there is not enough memory for the tables of this model and data",
    help: () => "a smaller `--budget` refuses with the cost; `pgm inspect --stage plan` names the memory that tables take",
  },
  "internal-error": {
    about: "The tool itself failed. This is our bug, whatever the input was.",
    says: (d: { message: string; stack: readonly string[]; version: string; node: string; platform: string }) =>
      [`this is a bug in pgm, not in your model or data: ${d.message}`, ...d.stack.map((line) => `  ${line}`)].join("\n"),
    help: (d: { version: string; node: string; platform: string }) =>
      `please report it with the lines above, the command, the model and (if you may share them) some rows of the data; platewise ${d.version}, node ${d.node}, ${d.platform}`,
  },
};
