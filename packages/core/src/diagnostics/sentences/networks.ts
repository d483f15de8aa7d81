import { counted, listed } from "./phrases.ts";

const code = (text: string): string => `\`${text}\``;
const near = (name: string | null): string => (name === null ? "" : `; did you mean ${code(name)}?`);
const shortened = (x: number): string => String(Number(x.toPrecision(9)));
const few = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).map(code).join(", ")}, … (${names.length} in all)` : listed(names.map(code), "and");

/** What the tool says about networks in the files of other programs, and about turning them into models and back. */
export const networkSentences = {
  "network-syntax": {
    about: "The file of a network is not written as its format asks.",
    says: (d: { format: string; expected: string; found: string }) => `expected ${d.expected}, found ${d.found}`,
    help: (d: { format: string }) => `the file is read as ${d.format}`,
  },
  "network-unsupported": {
    about: "The file uses a part of its format that has no counterpart here.",
    says: (d: { format: string; what: string }) => `${d.what} can't be read: only discrete variables with tables of probabilities can`,
  },
  "network-empty": {
    about: "The file of a network declares no variable.",
    says: (d: { format: string }) => `the ${d.format === "network" ? "network" : `${d.format} file`} declares no variable`,
  },
  "network-unnamed": {
    about: "A variable or a state has the empty text as its name.",
    says: (d: { what: string }) => `${d.what} has no name`,
  },
  "network-duplicate-variable": {
    about: "Two variables of a network have the same name.",
    says: (d: { name: string; line: number | null }) =>
      `a second variable is called ${code(d.name)}${d.line === null ? "" : `; the first is in line ${d.line}`}`,
  },
  "network-duplicate-state": {
    about: "Two states of a variable have the same name.",
    says: (d: { variable: string; state: string }) => `a second state of ${code(d.variable)} is called ${code(d.state)}`,
  },
  "network-state-count": {
    about: "A variable has more or fewer states than the file says.",
    says: (d: { variable: string; declared: number | null; found: number }) =>
      d.declared === null
        ? `${code(d.variable)} has no states`
        : `${code(d.variable)} is said to have ${counted(d.declared, "state", "states")}, but ${d.found} ${d.found === 1 ? "is" : "are"} listed`,
  },
  "network-unknown-variable": {
    about: "A table names a variable that the network does not have.",
    says: (d: { name: string; role: "child" | "parent" | "member"; child: string; near: string | null }) =>
      d.role === "child"
        ? `there is a table for ${code(d.name)}, but no variable of that name${near(d.near)}`
        : d.role === "member"
          ? `the factor of ${code(d.child)} has the variable ${code(d.name)}, but there is none of that name${near(d.near)}`
          : `the table of ${code(d.child)} has the parent ${code(d.name)}, but there is no variable of that name${near(d.near)}`,
  },
  "network-unknown-state": {
    about: "A row of a table names a state that the parent does not have.",
    says: (d: { state: string; variable: string; states: readonly string[]; near: string | null }) =>
      `${code(d.variable)} has no state ${code(d.state)}: expected ${d.states.length > 8 ? few(d.states) : listed(d.states.map(code), "or")}${near(d.near)}`,
  },
  "network-repeated-parent": {
    about: "A table names the same variable twice.",
    says: (d: { child: string; parent: string }) =>
      d.child === d.parent ? `${code(d.child)} is its own parent` : `the table of ${code(d.child)} has the parent ${code(d.parent)} twice`,
  },
  "network-repeated-variable": {
    about: "A factor names the same variable twice.",
    says: (d: { factor: string; variable: string }) => `the factor of ${code(d.factor)} has the variable ${code(d.variable)} twice`,
  },
  "network-repeated-entry": {
    about: "A factor gives the number of one combination of states twice.",
    says: (d: { factor: string }) => `the factor of ${code(d.factor)} has a second number for the same combination of states`,
  },
  "network-states-differ": {
    about: "A variable has another number of states in one factor than in an earlier one.",
    says: (d: { variable: string; first: number; found: number }) =>
      `${code(d.variable)} has ${counted(d.found, "state", "states")} here, but ${d.first} in an earlier factor`,
  },
  "network-repeated-table": {
    about: "A variable has two tables, or a table has a row twice.",
    says: (d: { variable: string; row: string | null }) =>
      d.row === null ? `there is a second table for ${code(d.variable)}` : `the table of ${code(d.variable)} has a second row for ${d.row}`,
  },
  "network-missing-table": {
    about: "A variable has no table, or a table lacks a row.",
    says: (d: { variable: string; row: string | null; missing: number }) =>
      d.row === null
        ? `there is no table for ${code(d.variable)}`
        : `the table of ${code(d.variable)} has no row for ${d.row}${d.missing > 1 ? ` (${d.missing} rows are missing)` : ""}`,
  },
  "network-cycle": {
    about: "Variables of a network are parents of one another in a circle.",
    says: (d: { variables: readonly string[] }) => `the parents run in a circle: ${d.variables.map(code).join(" → ")}`,
  },
  "network-table-length": {
    about: "A table or a row of it has more or fewer numbers than the states ask for.",
    says: (d: { variable: string; part: "table" | "row"; expected: number; found: number; sizes: readonly number[] }) =>
      `${d.part === "row" ? "a row" : "the table"} of ${code(d.variable)} needs ${counted(d.expected, "number", "numbers")}${d.sizes.length > 1 ? ` (${d.sizes.join(" × ")})` : ""}, found ${d.found}`,
  },
  "network-row-length": {
    about: "A row of a table names more or fewer states than there are parents.",
    says: (d: { variable: string; expected: number; found: number }) =>
      `a row of ${code(d.variable)} begins with a state of each parent: expected ${counted(d.expected, "state", "states")}, found ${d.found}`,
  },
  "network-table-size": {
    about: "A table would have more numbers than can be held.",
    says: (d: { variable: string; numbers: number; most: number }) =>
      `the table of ${code(d.variable)} would have ${d.numbers} numbers; at most ${d.most} can be held`,
  },
  "network-bad-probability": {
    about: "A number of a table is negative or without bound.",
    says: (d: { variable: string; found: string; what: string }) =>
      `expected ${d.what} in the table of ${code(d.variable)}, found ${d.found}`,
  },
  "network-row-sum": {
    about: "The probabilities of a row do not sum to 1. A row may miss it by 1e-6 for each of its states, and is then normalised.",
    says: (d: { variable: string; row: string | null; sum: number }) =>
      `the probabilities of ${code(d.variable)}${d.row === null ? "" : ` for ${d.row}`} must sum to 1, found a sum of ${shortened(d.sum)}`,
    help: () => "a miss of up to 1e-6 for each state is rounding, and is normalised",
  },
  "network-normalised": {
    about: "Rows that missed a sum of 1 by no more than rounding were divided by their sum.",
    says: (d: { rows: number; worst: number }) =>
      `${counted(d.rows, "row", "rows")} missed a sum of 1 by up to ${d.worst.toExponential(1)}, and ${d.rows === 1 ? "was" : "were"} normalised`,
  },
  "network-table-order": {
    about: "A table sums to 1 only in another order than that of its format, and is read in that one.",
    says: (d: { variable: string; format: string }) =>
      `in ${d.format} the parents' states change faster than those of ${code(d.variable)}, but so the table does not sum to 1; it is read with the states of ${code(d.variable)} changing fastest`,
  },
  "network-uniform": {
    about: "A table has no numbers, and is taken to be uniform, as the format says.",
    says: (d: { variable: string }) => `the table of ${code(d.variable)} has no numbers, and is taken to be uniform`,
  },
  "network-format": {
    about: "The format of a file can't be told from its name, or there is none of the name that was given.",
    says: (d: { name: string; known: readonly string[]; near: string | null; option: string | null }) =>
      d.option === null
        ? `there is no format ${code(d.name)} of networks${near(d.near)}`
        : `the name ${code(d.name)} does not tell the format`,
    help: (d: { known: readonly string[]; option: string | null }) => {
      const names = listed(d.known.map(code), d.option === null ? "and" : "or");
      return d.option === null ? `the formats are ${names}` : `say it with ${code(d.option)}: ${names}`;
    },
  },
  "network-as-model": {
    about: "A network in the file of another program stands where a model is wanted.",
    says: (d: { path: string; format: string; output: string }) => `${code(d.path)} is not a model, but by its name a ${d.format} file`,
    help: (d: { path: string; output: string }) => `make a model of it with ${code(`pgm convert ${d.path} ${d.output}`)}`,
  },
  "network-undirected": {
    about: "An undirected network stands where only one of conditional tables can.",
    says: (d: { what: string }) => `the file holds a Markov network, whose factors are no conditional probabilities; ${d.what}`,
    help: () => "a Markov network can be written as UAI, as a factor graph of libDAI (`fg`), or as a model (`pgm`)",
  },
  "network-loses": {
    about: "A format can't hold all that a network has.",
    says: (d: { format: string; what: readonly string[] }) => `${d.format} can't hold ${listed(d.what, "and")}, so they are left out`,
  },
  "network-padded": {
    about: "A format knows variables by their factors only, so that a factor of ones is written for a variable without any.",
    says: (d: { format: string; variables: readonly string[] }) =>
      `${few(d.variables)} ${d.variables.length === 1 ? "is" : "are"} in no factor, and ${d.format} knows variables by their factors: ${d.variables.length === 1 ? "a factor of ones is" : "factors of ones are"} written`,
  },
  "network-unwritable": {
    about: "A name has a character that the format can't hold.",
    says: (d: { format: string; name: string; character: string }) =>
      `${d.format} can't hold the character ${d.character} of ${JSON.stringify(d.name)}`,
  },
  "network-no-model": {
    about: "A network can't be written as a model.",
    says: (d: { variable: string; reason: string }) => `${code(d.variable)} can't be a node of a model: ${d.reason}`,
  },
  "network-impossible": {
    about: "A factor of a Markov network is zero everywhere, so that no combination of states is possible.",
    says: (d: { scope: readonly string[] }) =>
      `the product of the factors over ${d.scope.length === 0 ? "no variable" : few(d.scope)} is zero everywhere: nothing is possible`,
  },
  "network-range": {
    about: "The log-potentials of a factor are so far apart that no file holds the numbers of all of them.",
    says: (d: { scope: readonly string[] }) =>
      `the log-potentials over ${d.scope.length === 0 ? "no variable" : few(d.scope)} are more than 1418 apart, or too large: no file holds exp of all of them`,
  },
  "network-rescaled": {
    about: "The numbers of a factor would be too large or too small to be held, and are multiplied by something. Only ratios matter.",
    says: (d: { scope: readonly string[]; by: number }) =>
      `the factor over ${d.scope.length === 0 ? "no variable" : few(d.scope)} is written exp(${shortened(d.by)}) times as large, so that its numbers can be held`,
  },
  "model-no-network": {
    about: "A model is not one of discrete nodes with tables, and so can't be written in the formats of networks.",
    says: (d: { reason: string }) => `the model is no network of discrete nodes with tables: ${d.reason}`,
    help: () => "what can be converted is a model of observed and latent nodes with finitely many states in one plate, without chains",
  },
};
