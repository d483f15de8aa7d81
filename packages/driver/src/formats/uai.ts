import { type Diagnostic, failure, type Outcome, type Source, type Span, success } from "@platewise/core";
import { checkDraft } from "./check-draft.ts";
import { type Cursor, createCursor, fail, type Lexicon, spanOf, takeIf, takeNumber } from "./cursor.ts";
import { type DraftTable, draftDiagnostic, type Named, type Numbers, noNumbers, numbersSpan } from "./draft.ts";
import { withLosses } from "./losses.ts";
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

/** A whole number of the file: from which to which, and what it is in words. */
interface Count {
  readonly least: number;
  readonly most: number;
  readonly what: string;
}

const anyCount = (what: string): Count => ({ least: 0, most: Number.MAX_SAFE_INTEGER, what });

/** Takes a whole number in a range; 0 where there is none, with the problem noted. */
function takeCount(cursor: Cursor, { least, most, what }: Count, into = noNumbers()): number {
  const isWhole = cursor.kind === "word" && /^[0-9]+$/.test(cursor.text);
  const value = Number(cursor.text);
  if (!isWhole || value < least || value > most) {
    fail(cursor, most === Number.MAX_SAFE_INTEGER ? what : `${what} from ${least} to ${most}`);
    return 0;
  }
  takeNumber(cursor, into);
  return value;
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
  const variables = sizes.values.map((size, at) => {
    const span = numbersSpan(sizes, at, at + 1);
    const states = statesOf(size).map((text) => ({ text, span }));
    return { name: { text: nameOf(at), span }, states, declared: null, properties: [] };
  });
  return checkDraft({ format: "UAI", source, name: "", comments: [], properties: [], variables, tables });
}

function readUndirected(source: Source, { sizes, functions }: Parts): Outcome<FactorNetwork> {
  const problems = functions.flatMap((factor) => checkFactor(source, factor, sizes.values));
  if (sizes.values.length === 0)
    problems.push(draftDiagnostic({ source }, "network-empty", { format: "UAI" }, { span: { start: 0, end: 0 } }));
  if (problems.length > 0) return failure(problems);
  const variables = sizes.values.map((size, at) => ({ name: nameOf(at), states: statesOf(size) }));
  const factors = functions.map(({ scope, numbers }) => ({ scope: scope.map(({ text }) => text), table: numbers.values }));
  return success({ kind: "undirected", name: "", variables, factors });
}

function checkFactor(source: Source, { scope, numbers, span: head }: Function, sizes: readonly number[]): Diagnostic[] {
  const axes = scope.map(({ text }) => sizes[Number(text.slice(1))] as number);
  const variable = scope.map(({ text }) => text).join(", ");
  const span = numbers.values.length === 0 ? head : numbersSpan(numbers);
  const twice = scope.find(({ text }, at) => scope.findIndex((other) => other.text === text) < at);
  if (twice) {
    return [draftDiagnostic({ source }, "network-repeated-parent", { child: variable, parent: twice.text }, { span: twice.span })];
  }
  const expected = axes.reduce((a, b) => a * b, 1);
  const found = numbers.values.length;
  if (found !== expected) {
    return [draftDiagnostic({ source }, "network-table-length", { variable, part: "table", expected, found, sizes: axes }, { span })];
  }
  const at = numbers.values.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (at < 0) return [];
  const details = { variable, found: String(numbers.values[at]), what: "numbers from 0" };
  return [draftDiagnostic({ source }, "network-bad-probability", details, { span: numbersSpan(numbers, at, at + 1) })];
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
  return withLosses("UAI", lines.join("\n"), lossesOf(network));
}

function writeTable({ variables }: Network, { scope, table }: Table): readonly string[] {
  const states = variables.find(({ name }) => name === scope.at(-1))?.states.length ?? 1;
  const rows = Array.from({ length: table.length / states }, (_, row) => table.slice(row * states, (row + 1) * states).join(" "));
  return ["", String(table.length), ...rows];
}

function lossesOf(network: Network): readonly string[] {
  const namesAreNumbers = network.variables.every(
    ({ name, states }, at) => name === nameOf(at) && states.every((state, k) => state === String(k)),
  );
  const directed = network.kind === "directed" ? network : null;
  const hasProperties = (directed?.properties.length ?? 0) > 0;
  const variableProperties = directed?.variables.some(({ properties, tableProperties }) => properties.length + tableProperties.length > 0);
  return [
    ...(namesAreNumbers && network.name === "" ? [] : ["names"]),
    ...((directed?.comments.length ?? 0) > 0 ? ["comments"] : []),
    ...(hasProperties || variableProperties ? ["properties"] : []),
  ];
}

/**
 * The format of the UAI inference competitions (2008 on): numbers only, the last variable of a scope fastest, a BAYES table's
 * child last in its scope. Variables are called x0, x1, …, and states 0, 1, ….
 */
export const uai: NetworkFormat = { name: "uai", title: "UAI", extensions: ["uai"], read, write };
