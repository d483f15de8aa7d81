type NoDetails = Readonly<Record<string, never>>;

const code = (text: string): string => `\`${text}\``;

/** What the tool says about the writing of a `.pgm` file, one entry for each kind of mistake. */
export const syntaxSentences = {
  "empty-model": {
    about: "The file holds no model.",
    says: (_: NoDetails) => "the file is empty: expected `model NAME` and the model's statements",
    help: () => "begin with a line such as `model Heights`",
  },
  "missing-header": {
    about: "The first line is not `model NAME` or `network NAME`.",
    says: (d: { found: string }) => `expected \`model NAME\` or \`network NAME\` before ${code(d.found)}`,
    help: () => "the first line gives the model its name, as in `model Heights`",
  },
  "second-header": {
    about: "`model` or `network` stands twice in one file.",
    says: (d: { word: string }) => `a file holds one model: this is a second ${code(d.word)}`,
    help: () => "put it in a file of its own",
  },
  "misspelt-keyword": {
    about: "A line begins with a word that no statement begins with.",
    says: (d: { found: string; meant: string | null }) => `no statement begins with ${code(d.found)}`,
    help: (d: { found: string; meant: string | null }) =>
      d.meant === null ? "a statement begins with const, type, param, given, observed, latent, initial, let, plate, chain or factor" : null,
  },
  "loop-statement": {
    about: "A loop of a program stands where a plate belongs.",
    says: (d: { text: string }) => `there are no loops: what ${code(d.text)} repeats stands in a plate`,
    help: () => "`plate row { … }` repeats over the rows of the table, `plate i in 3 { … }` over 0, 1 and 2",
  },
  "missing-declaration": {
    about: "A line declares a name without saying what it is.",
    says: (d: { name: string; sign: string }) =>
      d.sign === "~"
        ? `expected \`observed\` or \`latent\` before ${code(d.name)}: a word says what each name is`
        : `expected \`const\`, \`let\` or \`param\` before ${code(d.name)}: a word says what each name is`,
  },
  "bad-model-name": {
    about: "A model's name is not one word.",
    says: (d: { name: string }) => `${code(d.name)} can't name a model: a name is one word of letters, digits and _`,
  },
  "missing-name": {
    about: "A name is left out.",
    says: (d: { what: string; after: string }) => `expected ${d.what} after ${code(d.after)}`,
  },
  "keyword-as-name": {
    about: "A word of the language is used as a name.",
    says: (d: { word: string; what: string }) => `${code(d.word)} is a word of the language, so it can't be ${d.what}`,
    help: (d: { word: string; what: string }) =>
      d.what.startsWith("a column")
        ? `put the column's name in quotes: "${d.word}"`
        : 'choose another name; a data column of that name is reached by `from "…"`',
  },
  "missing-closing": {
    about: "A bracket, parenthesis or brace is not closed.",
    says: (d: { close: string; open: string; line: number }) =>
      `expected ${code(d.close)} here, to close the ${code(d.open)} of line ${d.line}`,
  },
  "wrong-closing": {
    about: "A bracket is closed by one of another kind.",
    says: (d: { close: string; open: string; found: string }) => `${code(d.open)} is closed by ${code(d.close)}, not by ${code(d.found)}`,
  },
  "missing-opening-brace": {
    about: "A plate's body does not begin with `{`.",
    says: (d: { word: string; name: string }) => `expected \`{\` after ${code(`${d.word} ${d.name}`)}, to open its body`,
  },
  "unclosed-plate": {
    about: "A plate's body does not end with `}`.",
    says: (d: { word: string; name: string }) => `the body of ${code(`${d.word} ${d.name}`.trim())} opens here and is never closed`,
    help: () => "write `}` on a line of its own after its last statement",
  },
  "stray-closing": {
    about: "A closing bracket closes nothing.",
    says: (d: { close: string }) => `${code(d.close)} closes nothing`,
  },
  "missing-tilde": {
    about: "The `~` before a distribution is left out.",
    says: (d: { name: string; law: string }) =>
      `expected \`~\` between ${code(d.name)} and ${code(d.law)}: a node is distributed as its law`,
  },
  "wrong-sign": {
    about: "`=`, `~`, `:` or `==` stands where another of them belongs.",
    says: (d: { found: string; meant: string; why: string }) => `${code(d.found)} should be ${code(d.meant)} here: ${d.why}`,
  },
  "missing-equals": {
    about: "The `=` of a constant, a type or a `let` is left out.",
    says: (d: { after: string }) => `expected \`=\` after ${code(d.after)}`,
  },
  "missing-colon": {
    about: "The `:` before a type is left out.",
    says: (d: { name: string; type: string }) => `expected \`:\` between ${code(d.name)} and its type ${code(d.type)}`,
  },
  "unclosed-string": {
    about: "A text in quotes does not end on its line.",
    says: (_: NoDetails) => "this text in quotes is not closed on its line",
    help: () => 'end it with `"`',
  },
  "bad-escape": {
    about: "A backslash in quotes is followed by something unknown.",
    says: (d: { escape: string }) => `${code(d.escape)} means nothing inside quotes`,
    help: () => 'known are \\", \\\\, \\n, \\t, \\r, \\{, \\} and \\u{…}; a backslash itself is written \\\\',
  },
  "bad-hole": {
    about: "An expression in the braces of a column pattern is wrong or not closed.",
    says: (d: { text: string; problem: string }) => `in the column name ${code(d.text)}: ${d.problem}`,
    help: () => 'an index in braces is put into the name, as in "x{i+1}"; a brace that belongs to the name is written \\{ or \\}',
  },
  "unknown-character": {
    about: "A character that the language does not use.",
    says: (d: { character: string; meant: string | null }) => `the character ${code(d.character)} has no meaning here`,
  },
  "malformed-number": {
    about: "A number is not written as the language writes numbers.",
    says: (d: { text: string }) => `${code(d.text)} is not a number`,
    help: () => "numbers are written 2, 0.5 or 1e-3; a name or label that begins with a digit can't stand here",
  },
  "missing-comma": {
    about: "Two items of a list have no comma between them.",
    says: (d: { left: string; right: string }) => `expected \`,\` between ${code(d.left)} and ${code(d.right)}`,
  },
  "extra-comma": {
    about: "A comma with nothing before or behind it.",
    says: (_: NoDetails) => "nothing stands on one side of this `,`",
  },
  "range-for-size": {
    about: "A range stands where a size or a set of labels belongs.",
    says: (d: { text: string }) => `${code(d.text)} is a range, but a size or a set of labels stands here`,
    help: () => "indices count from 0: a size of 3 means 0, 1 and 2",
  },
  "missing-operator": {
    about: "Two values stand side by side with no operator between them.",
    says: (d: { left: string; right: string }) => `${code(d.left)} is followed by ${code(d.right)} with nothing between them`,
    help: () => "write an operator between them, `*` for a product, or begin a new line for a new statement",
  },
  "missing-value": {
    about: "A value is left out.",
    says: (d: { what: string; after: string }) => `expected ${d.what} after ${code(d.after)}`,
  },
  "chained-comparison": {
    about: "Comparisons are chained.",
    says: (d: { operator: string }) => `comparisons don't chain: a second ${code(d.operator)} can't follow the first`,
    help: () => "compare in parentheses, as in `(a == b) * (b == c)`",
  },
  "missing-from-column": {
    about: "`from`, `by` or `weighted by` without a column.",
    says: (d: { after: string }) => `expected the name of a data column after ${code(d.after)}`,
    help: () => 'write a name, or any text in quotes, as in `from "height in cm"`',
  },
  "unparenthesised-columns": {
    about: "Several columns after `from` without parentheses.",
    says: (_: NoDetails) => "several columns after `from` stand in parentheses",
  },
  "missing-separator": {
    about: "Two statements on one line have nothing between them.",
    says: (d: { word: string }) => `expected a new line or \`;\` before ${code(d.word)}`,
  },
  "missing-word": {
    about: "A joining word such as `in` or `by` is left out.",
    says: (d: { word: string; after: string }) => `expected ${code(d.word)} after ${code(d.after)}`,
  },
  "missing-label": {
    about: "A set of labels is empty or lacks a label.",
    says: (d: { after: string }) => `expected a label after ${code(d.after)}`,
    help: () => 'a set of labels is written {no, yes} or {"1st", "2nd"}',
  },
  "unquoted-label": {
    about: "A label or the name of a column is not in quotes, though it is no plain name or number.",
    says: (d: { text: string }) => `${code(d.text)} needs quotes here: it is not a plain name or number`,
  },
  "misplaced-labels": {
    about: "A set of labels stands where only its name can.",
    says: (_: NoDetails) => "a set of labels can't stand here: give it a name first",
    help: () => "declare it with `type Name = {…}` and use the name",
  },
  "misplaced-clause": {
    about: "The parts of a statement stand in another order than the language asks for.",
    says: (d: { clause: string; where: string }) => `${code(d.clause)} can't stand here: ${d.where}`,
  },
  "wrong-brackets": {
    about: "Round brackets stand where square ones belong, or the other way round.",
    says: (d: { name: string; found: string; meant: string }) => `write ${code(d.name + d.meant)}, not ${code(d.name + d.found)}`,
    help: () => "sizes of a type stand in round brackets, as in `vector(2)`; indices in square ones, as in `mean[K]`",
  },
  "unexpected-text": {
    about: "Something stands where it can't, and no better explanation is known.",
    says: (d: { found: string; after: string }) =>
      d.after === "" ? `${code(d.found)} can't stand here` : `${code(d.found)} can't stand after ${code(d.after)}`,
  },
  "no-such-constant": {
    about: "A model built in TypeScript is given a constant that it does not have.",
    says: (d: { name: string; model: string; constants: readonly string[] }) =>
      d.constants.length === 0
        ? `the model ${d.model} has no constants, so ${code(d.name)} can't be set`
        : `the model ${d.model} has no constant ${code(d.name)}; it has ${d.constants.map(code).join(", ")}`,
  },
  "too-deep": {
    about: "Brackets or plates are nested too deeply, or an expression is too long.",
    says: (d: { limit: number }) => `this is nested more than ${d.limit} deep, or has more than ${d.limit} operators in a row`,
    help: () => "name a part of it with `let`",
  },
} as const;
