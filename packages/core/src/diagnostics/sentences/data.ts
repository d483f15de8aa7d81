import { listed } from "./phrases.ts";

/** `a, b or c`, each in backquotes; long lists are cut after the eighth. */
function choices(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length > 9) return `${quoted.slice(0, 8).join(", ")}, … (${names.length} in all)`;
  if (quoted.length < 2) return quoted.join("");
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const didYouMean = (near: string | null): string => (near === null ? "" : `; did you mean \`${near}\`?`);
const member = (node: string, indices: readonly number[]): string => (indices.length > 0 ? `${node}[${indices.join(", ")}]` : node);

type NoDetails = Readonly<Record<string, never>>;

/** What the tool says about tables and about the cells that a model reads from them. */
export const dataSentences = {
  "data-file-unreadable": {
    about: "The data file can't be opened.",
    says: (d: { path: string; reason: string; others: readonly string[] }) => `the data file can't be read: ${d.reason}`,
    help: (d: { others: readonly string[] }) =>
      d.others.length > 0
        ? `the folder has ${choices(d.others).replace(/ or (`[^`]*`)$/, " and $1")}`
        : "give the path of a CSV or JSON file, or `-` for standard input",
  },
  "empty-file": {
    about: "The data file has no contents.",
    says: (_: NoDetails) => "the data is empty: expected a line with the names of the columns, and a line per row",
  },
  "no-rows": {
    about: "The table has columns, but no rows.",
    says: (d: { columns: number }) =>
      `the table has ${plural(d.columns, "column")} but no rows: expected at least one row below the header`,
  },
  "not-utf8": {
    about: "The data file is not UTF-8 text.",
    says: (d: { found: string }) => `the data is not UTF-8 text: found ${d.found}`,
    help: () => "save the file again as UTF-8",
  },
  "nul-byte": {
    about: "A cell holds a NUL byte, so the file is damaged or not a text file.",
    says: (_: NoDetails) => "found a NUL byte, which no text file has: the file is damaged, or not CSV",
    help: () => "export the table again as CSV in UTF-8",
  },
  "bad-separator": {
    about: "The separator is not a single character.",
    says: (d: { separator: string }) =>
      `a separator is one character, such as a comma, a semicolon or a tab; found ${JSON.stringify(d.separator)}`,
  },
  "separator-detected": {
    about: "The header has no comma, so another separator is assumed.",
    says: (d: { separator: string; columns: number }) =>
      `the header has no comma, so cells are taken to be separated by ${d.separator} (${plural(d.columns, "column")})`,
  },
  "duplicate-column": {
    about: "Two columns have the same name.",
    says: (d: { name: string; first: number; second: number }) =>
      `columns ${d.first} and ${d.second} are both called \`${d.name}\`: a model that reads \`${d.name}\` can't tell which is meant`,
    help: () => "rename one of them",
  },
  "unnamed-column": {
    about: "A column has no name in the header.",
    says: (d: { position: number }) => `column ${d.position} has no name, so no model can read it`,
  },
  "ragged-row": {
    about: "A row has more or fewer cells than the header.",
    says: (d: { found: number; expected: number }) => `expected ${plural(d.expected, "cell")}, as in the header, found ${d.found}`,
    help: () => "a cell that contains the separator or a line break must stand in double quotes",
  },
  "unclosed-quote": {
    about: "A quoted cell is never closed.",
    says: (_: NoDetails) => "the double quote that opens here is never closed",
    help: () => 'close it with `"`; a double quote inside a quoted cell is written twice',
  },
  "text-after-quote": {
    about: "Text follows the closing quote of a cell.",
    says: (d: { found: string }) => `expected the end of the cell after the closing double quote, found \`${d.found}\``,
    help: () => "a double quote inside a quoted cell is written twice",
  },
  "blank-lines": {
    about: "Blank lines between rows were skipped.",
    says: (d: { count: number }) => `skipped ${plural(d.count, "blank line")} between the rows`,
  },
  "more-of-the-same": {
    about: "Further findings of the same kind were left out.",
    says: (d: { count: number; what: string }) => `${d.what}: ${d.count} more like these`,
  },
  "bad-json": {
    about: "The data is not valid JSON.",
    says: (d: { reason: string }) => `the data is not valid JSON: ${d.reason}`,
  },
  "unknown-data-shape": {
    about: "The data is in none of the forms that can be read.",
    says: (d: { found: string }) =>
      `expected a list of rows such as [{ "x": 1 }] or an object of columns such as { "x": [1, 2] }, found ${d.found}`,
  },
  "bad-value": {
    about: "A value of the data is neither a number, a text, a truth value nor empty.",
    says: (d: { found: string }) => `expected a number, a text, true, false or null, found ${d.found}`,
  },
  "column-lengths": {
    about: "Columns of one table have different lengths.",
    says: (d: { first: string; firstLength: number; second: string; secondLength: number }) =>
      `columns must be equally long: \`${d.first}\` has ${plural(d.firstLength, "value")} and \`${d.second}\` has ${d.secondLength}`,
  },
  "missing-column": {
    about: "The model reads a column that the table does not have.",
    says: (d: { column: string; reader: string; near: string | null; columns: readonly string[]; latent: string | null }) =>
      `${d.reader} reads column \`${d.column}\`, but the table has no such column${didYouMean(d.near)}`,
    help: (d: { columns: readonly string[]; latent: string | null }) => {
      const numeric = d.columns.length > 0 && d.columns.every((name) => name !== "" && Number.isFinite(Number(name)));
      if (numeric) return "the first line must hold the names of the columns, but here it holds only numbers";
      const names = choices(d.columns).replace(/ or (`[^`]*`)$/, " and $1");
      const known = d.columns.length === 1 ? `the only column is ${names}` : `the columns are ${names}`;
      return d.latent === null ? known : `${known}; to infer \`${d.latent}\` for every row, add \`--latent ${d.latent}\``;
    },
  },
  "ambiguous-column": {
    about: "The model reads a column name that occurs twice in the table.",
    says: (d: { column: string; reader: string }) =>
      `${d.reader} reads column \`${d.column}\`, but two columns of the table have that name`,
    help: () => "rename one of them",
  },
  "wrong-column-count": {
    about: "A node names more or fewer columns than it has cells per row.",
    says: (d: { node: string; expected: number; found: number }) => `\`${d.node}\` needs ${plural(d.expected, "column")}, found ${d.found}`,
    help: () => 'list them, as in `from (a, b)`, or give a pattern, as in `from "x{i}"`',
  },
  "bad-pattern": {
    about: "The expression in a column pattern does not give a whole number.",
    says: (d: { node: string }) => `the pattern of \`${d.node}\` must give whole numbers from the indices of its plates`,
  },
  "too-many-members": {
    about: "A node stands in plates of a fixed size with more instances than can be read.",
    says: (d: { node: string; plates: readonly string[]; count: number; limit: number }) =>
      `\`${d.node}\` has ${d.count} members in ${d.plates.length === 1 ? "plate" : "plates"} ${d.plates.map((name) => `\`${name}\``).join(", ")}, where at most ${d.limit} can be read`,
    help: () => "use a smaller size, or a plate over the rows of the table",
  },
  "unknown-latent": {
    about: "The option names a node that the model does not have.",
    says: (d: { name: string; near: string | null; nodes: readonly string[] }) =>
      `\`${d.name}\` is asked to be latent, but the model has no such node${didYouMean(d.near)}`,
    help: (d: { nodes: readonly string[] }) => `the nodes are ${choices(d.nodes).replace(/ or (`[^`]*`)$/, " and $1")}`,
  },
  "all-made-latent": {
    about: "Every observed node is asked to be latent, so nothing can be learned.",
    says: (d: { nodes: readonly string[] }) =>
      `with ${listed(
        d.nodes.map((name) => `\`${name}\``),
        "and",
      )} latent the model observes nothing, so there is nothing to learn from`,
    help: () => "leave at least one of its observed nodes as it is",
  },
  "given-latent": {
    about: "A `given` node can't be latent.",
    says: (d: { name: string }) => `\`${d.name}\` is \`given\`, and so has no law from which it could be inferred`,
    help: () => "declare it `observed` with a distribution to infer its empty cells",
  },
  "unknown-label": {
    about: "A cell holds a label that is not in the node's label set.",
    says: (d: { label: string; column: string; expected: readonly string[]; near: string | null }) =>
      `unknown label \`${d.label}\` in column \`${d.column}\`: expected ${choices(d.expected)}${didYouMean(d.near)}`,
    help: (d: { label: string }) => emptyHint(d.label) ?? "correct the cell, or add the label to the set in the model",
  },
  "bad-state": {
    about: "A cell of a node with integer states is not one of them.",
    says: (d: { found: string; column: string; states: number }) =>
      `expected a state from 0 to ${d.states - 1} in column \`${d.column}\`, found \`${d.found}\``,
    help: (d: { found: string; states: number }) =>
      emptyHint(d.found) ??
      (Number(d.found) === d.states
        ? "states count from 0; for labels that count from 1, declare them, as in `: {1, 2, 3}`"
        : "declare labels, as in `: {low, high}`, if the column holds names"),
  },
  "bad-truth-value": {
    about: "A cell of a two-valued node is neither 0 or 1 nor false or true.",
    says: (d: { found: string; column: string; node: string }) =>
      `expected 0 or 1, or false or true, in column \`${d.column}\`, found \`${d.found}\``,
    help: (d: { found: string; node: string }) =>
      emptyHint(d.found) ?? `declare the two labels if the column has others, as in \`observed ${d.node} : {no, yes} ~ …\``,
  },
  "bad-number": {
    about: "A cell is not a number of the kind that the model reads.",
    says: (d: { found: string; column: string; expected: string }) =>
      `expected ${d.expected} in column \`${d.column}\`, found \`${d.found}\``,
    help: (d: { found: string }) =>
      emptyHint(d.found) ?? numberHint(d.found) ?? "correct the cell, or leave it empty if the value is not known",
  },
  "bad-simplex": {
    about: "Cells that should be the parts of a whole do not add up to 1.",
    says: (d: { node: string; sum: number }) => `the parts of \`${d.node}\` must add up to 1, found a sum of ${d.sum}`,
  },
  "empty-given": {
    about: "A `given` column has an empty cell.",
    says: (d: { node: string; column: string }) =>
      `\`${d.node}\` is \`given\`, so every cell of column \`${d.column}\` needs a value; this one is empty`,
    help: () => "fill the cell, drop such rows with `--rows complete`, or declare the node `observed` with a distribution",
  },
  "filled-latent": {
    about: "A `latent` node names a column with a value in it.",
    says: (d: { node: string; column: string; found: string }) =>
      `\`${d.node}\` is \`latent\`, so column \`${d.column}\` must be empty; found \`${d.found}\``,
    help: (d: { node: string }) => `declare \`${d.node}\` \`observed\` to use its values, or take away its \`from\``,
  },
  "more-bad-cells": {
    about: "Further bad cells of the same node were left out.",
    says: (d: { node: string; indices: readonly number[]; count: number }) =>
      `and ${plural(d.count, "more bad cell")} of \`${member(d.node, d.indices)}\``,
  },
  "observed-without-values": {
    about: "A column of an `observed` node has no value at all; the node is inferred.",
    says: (d: { node: string; indices: readonly number[]; columns: readonly string[] }) =>
      `\`${member(d.node, d.indices)}\` is \`observed\`, but ${d.columns.length === 1 ? "column" : "columns"} ${d.columns.map((name) => `\`${name}\``).join(", ")} ${d.columns.length === 1 ? "has" : "have"} no value; it is inferred for every row`,
    help: (d: { node: string }) => `declare \`${d.node}\` \`latent\`, or fit with \`--latent ${d.node}\`, if that is meant`,
  },
  "latent-column-ignored": {
    about: "The table has a column with the name of a latent node; it is not read.",
    says: (d: { node: string }) =>
      `the table has a column \`${d.node}\`, which is not read, because the model says that \`${d.node}\` is latent`,
  },
  "no-labels": {
    about: "A type takes its labels from the data, but no cell gives one.",
    says: (d: { type: string }) => `type \`${d.type}\` takes its labels from the data, but no column with values is read as \`${d.type}\``,
    help: (d: { type: string }) => `list the labels: \`type ${d.type} = {…}\``,
  },
  "label-not-in-data": {
    about: "The model names a label that the data does not have.",
    says: (d: { label: string; type: string; near: string | null }) =>
      `the model names the label \`${d.label}\`, but the data has no such \`${d.type}\`${didYouMean(d.near)}`,
  },
  "empty-group": {
    about: "The column that groups or orders rows has an empty cell.",
    says: (d: { plate: string; column: string; word: string }) =>
      `\`${d.plate}\` ${d.word} by column \`${d.column}\`, so none of its cells may be empty; this one is`,
  },
  "group-disagrees": {
    about: "A node has one value per group, but rows of one group differ.",
    says: (d: { node: string; plate: string | null; column: string; first: string; firstRow: number; second: string; secondRow: number }) =>
      `\`${d.node}\` has one value per ${d.plate === null ? "table" : `\`${d.plate}\``}, but in column \`${d.column}\` row ${d.firstRow} says \`${d.first}\` and row ${d.secondRow} says \`${d.second}\``,
    help: () => "correct the cells, or move the node into a plate with an instance per row",
  },
  "chain-ties": {
    about: "Two rows of one sequence have the same place in its order.",
    says: (d: { chain: string; column: string; value: string; firstRow: number; secondRow: number }) =>
      `rows ${d.firstRow} and ${d.secondRow} of \`${d.chain}\` both have \`${d.value}\` in column \`${d.column}\`; their order in the file is kept`,
    help: () => "if the rows belong to different sequences, put the chain inside `plate … by COLUMN { … }`",
  },
  "bad-weight": {
    about: "A row weight is not a number from 0 to 1e15.",
    says: (d: { found: string; column: string }) =>
      `expected a weight, a number from 0 to 1e15, in column \`${d.column}\`, ${d.found === "" ? "but the cell is empty" : `found \`${d.found}\``}`,
    help: () => "a row of weight 0 is left out",
  },
  "more-bad-weights": {
    about: "Further bad weights were left out.",
    says: (d: { count: number }) => `and ${plural(d.count, "more bad weight")}`,
  },
  "zero-weights": {
    about: "Every row weight is 0.",
    says: (d: { column: string }) => `every weight in column \`${d.column}\` is 0, so there is nothing to learn from`,
  },
  "weights-on-chain": {
    about: "Weights can't be given to the steps of a chain.",
    says: (d: { chain: string }) =>
      `rows of the chain \`${d.chain}\` can't be weighted: a sequence can't hold a step two times or half a time`,
  },
  "weights-without-plate": {
    about: "Weights are given, but the model has no plate that reads rows.",
    says: (_: NoDetails) => "weights are given, but the model has no plate that reads rows",
  },
  "no-complete-rows": {
    about: "Every row has an empty cell, so none is left.",
    says: (d: { rows: number }) =>
      `none of the ${plural(d.rows, "row")} is complete: each has an empty cell in a column that the model reads`,
    help: () => "leave out `--rows complete`: empty cells of `observed` nodes are inferred",
  },
  "rows-dropped": {
    about: "Rows with empty cells were left out, as asked.",
    says: (d: { dropped: number; rows: number }) =>
      `left out ${d.dropped} of ${plural(d.rows, "row")}, which have an empty cell in a column that the model reads`,
  },
} as const;

/** A hint for cells that look like a way of saying that nothing is known. */
function emptyHint(found: string): string | null {
  const empty = /^(na|n\/a|nan|null|none|nil|missing|unknown|\?|-|\.|-+|\*)$/i.test(found.trim());
  // Shells read ? and * as patterns.
  const word = /^[\w./-]+$/.test(found) ? found : `'${found}'`;
  return empty ? `if \`${found}\` means an empty cell, say so with \`--missing ${word}\`` : null;
}

/** A hint for cells that hold a number in another notation. Thousands must not be taken for thousandths. */
function numberHint(found: string): string | null {
  const plain = found.replaceAll(",", "");
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+$/.test(found)) {
    const decimal = plain.length === found.length - 1 ? `; with a decimal point if it is one: ${found.replace(",", ".")}` : "";
    return `write thousands without a comma: ${plain}${decimal}`;
  }
  if (/^[+-]?\d+,\d+$/.test(found)) return `write it with a decimal point: ${found.replace(",", ".")}`;
  return /^[+-]?[\d.]+e\+?\d+$/i.test(found)
    ? "it is beyond what a computer's numbers hold, 1.8e308: give the column in other units"
    : null;
}
