import { failure, type Outcome, type Source, type Span } from "@platewise/core";
import { checkDraft } from "./check-draft.ts";
import { checkFactors } from "./check-factors.ts";
import { anyCount, takeCount } from "./counts.ts";
import { type Cursor, createCursor, fail, type Lexicon, spanOf, takeIf, takeNumber } from "./cursor.ts";
import { type DraftTable, type DraftVariable, draftDiagnostic, type Named, type Numbers, noNumbers, numbersSpan } from "./draft.ts";
import { lossWords, withLosses } from "./losses.ts";
import type { DiscreteNetwork, FactorNetwork, Network } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";

const lexicon: Lexicon = { format: "UAI", marks: "", word: /[^\s"]+/y, lineComment: null, blockComment: null };

interface Function {
  readonly scope: readonly Named[];
  readonly numbers: Numbers;
  /** Where the number of its numbers stands. */
  readonly span: Span;
}

interface Parts {
  readonly sizes: Numbers;
  readonly functions: readonly Function[];
}

const nameOf = (variable: number): string => `x${variable}`;
const statesOf = (size: number): string[] => Array.from({ length: size }, (_, state) => String(state));

/** Reads a UAI file: BAYES as conditional tables, MARKOV as factors. */
function read(source: Source): Outcome<Network> {
  const cursor = createCursor({ ...source, text: withoutComments(source.text) }, lexicon);
  const isDirected = takeIf(cursor, "BAYES");
  if (!isDirected && !takeIf(cursor, "MARKOV")) fail(cursor, "`BAYES` or `MARKOV`");
  const parts = readParts(cursor);
  if (cursor.kind !== "end") fail(cursor, "the end of the file");
  if (cursor.problem !== null) return failure([{ ...cursor.problem, text: cursor.problem.text && { ...cursor.problem.text, source } }]);
  return isDirected ? readDirected(source, parts) : readUndirected(source, parts);
}

/** Lines that begin with a `c` alone and what stands behind `#` are comments; they are blanked, so that places stay what they are. */
const withoutComments = (text: string): string => text.replace(/^c(?:[ \t].*)?$|#.*/gm, (comment) => " ".repeat(comment.length));

function readParts(cursor: Cursor): Parts {
  const count = takeCount(cursor, anyCount("the number of variables"));
  const sizes = noNumbers();
  // A table needs as many numbers as its child has states, so that there are no more states than the file has characters.
  let most = cursor.source.text.length;
  while (sizes.values.length < count && cursor.kind !== "end")
    most -= takeCount(cursor, { least: 1, most, what: "a number of states" }, sizes);
  const scopes: Named[][] = [];
  const functions = takeCount(cursor, anyCount("the number of tables"));
  while (scopes.length < functions && cursor.kind !== "end") scopes.push(readScope(cursor, count));
  if (sizes.values.length < count || scopes.length < functions) fail(cursor, "a number");
  const tables = scopes.map((scope) => ({ scope, span: spanOf(cursor), numbers: readNumbers(cursor) }));
  return { sizes, functions: tables };
}

function readScope(cursor: Cursor, variables: number): Named[] {
  const size = takeCount(cursor, { least: 0, most: variables, what: "the number of variables of a table," });
  const scope: Named[] = [];
  while (scope.length < size && cursor.kind !== "end") {
    const span = spanOf(cursor);
    const variable = takeCount(cursor, { least: 0, most: variables - 1, what: "a variable" });
    scope.push({ text: nameOf(variable), span });
  }
  if (scope.length < size) fail(cursor, "a variable");
  return scope;
}

function readNumbers(cursor: Cursor): Numbers {
  const numbers = noNumbers();
  const count = takeCount(cursor, anyCount("the number of numbers of a table"));
  while (numbers.values.length < count && cursor.kind !== "end") if (!takeNumber(cursor, numbers)) fail(cursor, "a number");
  if (numbers.values.length < count) fail(cursor, "a number");
  return numbers;
}

function readDirected(source: Source, { sizes, functions }: Parts): Outcome<DiscreteNetwork> {
  const empty = functions.find(({ scope }) => scope.length === 0);
  if (empty) {
    const details = { format: "UAI", expected: "a table of a variable", found: "a table of no variable" };
    return failure([draftDiagnostic({ source }, "network-syntax", details, { span: empty.span })]);
  }
  const tables = functions.map(
    ({ scope, numbers }): DraftTable => ({
      child: scope.at(-1) as Named,
      parents: scope.slice(0, -1),
      content: { kind: "flat", numbers, childSlowest: false },
      properties: [],
    }),
  );
  const variables = draftVariables(sizes);
  return checkDraft({ format: "UAI", source, name: "", comments: [], properties: [], variables, tables });
}

function readUndirected(source: Source, { sizes, functions }: Parts): Outcome<FactorNetwork> {
  const factors = functions.map(({ scope, numbers, span: head }) => ({ scope, head, numbers, places: null }));
  return checkFactors({ format: "UAI", source, name: "", comments: [], variables: draftVariables(sizes), factors });
}

function draftVariables(sizes: Numbers): readonly DraftVariable[] {
  return sizes.values.map((size, at) => {
    const span = numbersSpan(sizes, at, at + 1);
    return { name: { text: nameOf(at), span }, states: statesOf(size).map((text) => ({ text, span })), declared: null, properties: [] };
  });
}

interface Table {
  readonly scope: readonly string[];
  readonly table: readonly number[];
}

/** Writes a UAI file; names, comments and properties are left out. */
function write(network: Network): Outcome<string> {
  const { variables } = network;
  const place = new Map(variables.map(({ name }, at) => [name, at]));
  const tables: readonly Table[] =
    network.kind === "undirected"
      ? network.factors
      : network.variables.map(({ name, parents, table }) => ({ scope: [...parents, name], table }));
  const lines = [
    network.kind === "undirected" ? "MARKOV" : "BAYES",
    String(variables.length),
    variables.map(({ states }) => states.length).join(" "),
    String(tables.length),
    ...tables.map(({ scope }) => [scope.length, ...scope.map((name) => place.get(name))].join(" ")),
    ...tables.flatMap((table) => writeTable(network, table)),
    "",
  ];
  return withLosses("UAI", lines.join("\n"), lossWords(network, { nameOf, comments: false, directions: true }));
}

function writeTable({ variables }: Network, { scope, table }: Table): readonly string[] {
  const states = variables.find(({ name }) => name === scope.at(-1))?.states.length ?? 1;
  const rows = Array.from({ length: table.length / states }, (_, row) => table.slice(row * states, (row + 1) * states).join(" "));
  return ["", String(table.length), ...rows];
}

/**
 * The format of the UAI inference competitions (2008 on): numbers only, the last variable of a scope fastest, a BAYES table's
 * child last in its scope. Variables are called x0, x1, …, and states 0, 1, ….
 */
export const uai: NetworkFormat = { name: "uai", title: "UAI", extensions: ["uai"], nameless: true, read, write };
