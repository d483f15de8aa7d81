import { failure, type Outcome, type Source } from "@platewise/core";
import { checkDraft } from "./check-draft.ts";
import {
  advance,
  type Cursor,
  createCursor,
  fail,
  failUnsupported,
  headComments,
  isAt,
  type Lexicon,
  parseNumber,
  quoted,
  skipBlanks,
  take,
  takeIf,
  takeName,
  takeNumber,
  takeUntil,
} from "./cursor.ts";
import {
  type Draft,
  type DraftContent,
  type DraftRow,
  type DraftTable,
  type DraftVariable,
  type Named,
  type Numbers,
  noNumbers,
} from "./draft.ts";
import { directedOnly } from "./losses.ts";
import type { DiscreteNetwork, NetworkVariable } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";
import { rowStates } from "./row-states.ts";

const lexicon: Lexicon = {
  format: "BIF",
  marks: "{}[]()|,;",
  word: /(?:(?!\/\/|\/\*)[^\s{}[\]()|,;"])+/y,
  lineComment: "//",
  blockComment: ["/*", "*/"],
};

interface Parts {
  name: string;
  readonly properties: string[];
  readonly variables: DraftVariable[];
  readonly tables: DraftTable[];
}

/** Reads a BIF file. */
function read(source: Source): Outcome<DiscreteNetwork> {
  const cursor = createCursor(source, lexicon);
  const parts: Parts = { name: "", properties: [], variables: [], tables: [] };
  while (cursor.kind !== "end") readBlock(cursor, parts);
  if (cursor.problem !== null) return failure([cursor.problem]);
  const draft: Draft = { format: lexicon.format, source, comments: headComments(cursor), ...parts };
  return checkDraft(draft);
}

function readBlock(cursor: Cursor, parts: Parts): void {
  if (takeIf(cursor, "network")) {
    if (!isAt(cursor, "{")) parts.name = takeName(cursor, "the network's name or `{`").text;
    take(cursor, "{", "before the network's properties");
    takeUntil(cursor, "}", () => takeProperty(cursor, parts.properties, "`property` or `}`"));
  } else if (takeIf(cursor, "variable")) parts.variables.push(readVariable(cursor));
  else if (takeIf(cursor, "probability")) parts.tables.push(readTable(cursor));
  else fail(cursor, "`network`, `variable` or `probability`");
}

/** `property text;`, where the text may be quoted. */
function takeProperty(cursor: Cursor, into: string[], expected: string): void {
  if (!isAt(cursor, "property")) {
    fail(cursor, expected);
    return;
  }
  const at = skipBlanks(cursor, cursor.end);
  if (cursor.source.text[at] === '"') {
    advance(cursor);
    into.push(takeName(cursor, "a property").text);
    take(cursor, ";", "behind the property");
    return;
  }
  const text = /[^;\n}]*/y;
  text.lastIndex = at;
  into.push((text.exec(cursor.source.text)?.[0] ?? "").trim());
  cursor.end = text.lastIndex;
  advance(cursor);
  take(cursor, ";", "behind the property");
}

function readVariable(cursor: Cursor): DraftVariable {
  const name = takeName(cursor, "the variable's name");
  const states: Named[] = [];
  const properties: string[] = [];
  let declared: number | null = null;
  take(cursor, "{", "before what is said of the variable");
  takeUntil(cursor, "}", () => {
    if (declared !== null || !takeIf(cursor, "type"))
      takeProperty(cursor, properties, `${declared === null ? "`type`, " : ""}\`property\` or \`}\``);
    else declared = readType(cursor, states);
  });
  if (declared === null) fail(cursor, `the \`type\` of \`${name.text}\` before this`);
  return { name, states, declared, properties };
}

/** `discrete [ 2 ] { yes, no };` with or without commas; gives the number in brackets. */
function readType(cursor: Cursor, states: Named[]): number {
  if (isAt(cursor, "continuous")) failUnsupported(cursor, "a continuous variable");
  take(cursor, "discrete", "behind `type`");
  take(cursor, "[", "before the number of states");
  const declared = cursor.kind === "word" ? parseNumber(cursor.text) : null;
  if (declared === null || !Number.isSafeInteger(declared) || declared < 1) fail(cursor, "the number of states");
  advance(cursor);
  take(cursor, "]", "behind the number of states");
  take(cursor, "{", "before the states");
  takeUntil(cursor, "}", () => takeListed(cursor, states, "a state or `}`"));
  take(cursor, ";", "behind the states");
  return declared ?? 1;
}

/** A name, and the comma that may follow it. */
function takeListed(cursor: Cursor, into: Named[], expected: string): void {
  into.push(takeName(cursor, expected));
  takeIf(cursor, ",");
}

/** `probability ( x | y, z ) { … }`; the signs between the names may be left out. */
function readTable(cursor: Cursor): DraftTable {
  take(cursor, "(", "before the variable of the table");
  const child = takeName(cursor, "the variable of the table");
  if (!takeIf(cursor, "|")) takeIf(cursor, ",");
  const parents: Named[] = [];
  takeUntil(cursor, ")", () => takeListed(cursor, parents, "a parent or `)`"));
  take(cursor, "{", "before the numbers of the table");
  const properties: string[] = [];
  const rows: DraftRow[] = [];
  const found: { all: Numbers | null; others: Numbers | null } = { all: null, others: null };
  takeUntil(cursor, "}", () => {
    if (isAt(cursor, "property")) takeProperty(cursor, properties, "");
    else if (isAt(cursor, "(") && found.all === null) rows.push(readRow(cursor));
    else if (isAt(cursor, "default") && found.others === null && found.all === null) found.others = readNumbers(cursor);
    else if (isAt(cursor, "table") && found.all === null && found.others === null && rows.length === 0) found.all = readNumbers(cursor);
    else fail(cursor, expectedInTable(found.all !== null, rows.length > 0 || found.others !== null));
  });
  return { child, parents, content: contentOf(rows, found), properties };
}

function expectedInTable(hasTable: boolean, hasRows: boolean): string {
  if (hasTable) return "`property` or `}` behind the table";
  return hasRows ? "another row, `property` or `}`" : "`table`, `default`, a row such as `(yes, no) 0.5, 0.5;`, `property` or `}`";
}

const contentOf = (rows: readonly DraftRow[], { all, others }: { all: Numbers | null; others: Numbers | null }): DraftContent =>
  all === null ? { kind: "rows", rows, others } : { kind: "flat", numbers: all, childSlowest: true };

function readRow(cursor: Cursor): DraftRow {
  const { start } = cursor;
  advance(cursor);
  const states: Named[] = [];
  while (!isAt(cursor, ")") && cursor.kind !== "end") takeListed(cursor, states, "a state or `)`");
  const span = { start, end: cursor.end };
  if (!isAt(cursor, ")")) fail(cursor, "`)` behind the states of the row");
  return { states, span, numbers: readNumbers(cursor) };
}

/** The numbers behind the word or mark at the cursor, up to the semicolon. */
function readNumbers(cursor: Cursor): Numbers {
  advance(cursor);
  const numbers = noNumbers();
  while (takeNumber(cursor, numbers)) takeIf(cursor, ",");
  if (numbers.values.length === 0) fail(cursor, "a number");
  take(cursor, ";", "behind the numbers, or a number");
  return numbers;
}

const plainWord = /^(?:(?!\/\/|\/\*)[^\s{}[\]()|,;"\\])+$/;
const plainProperty = /^(?!["\s])(?:(?!\/\/|\/\*)[^;\n\r}\\])*(?<!\s)$/;

const writeName = (name: string): string => (plainWord.test(name) ? name : quoted(name));
const writeProperty = (text: string): string => `  property ${text !== "" && plainProperty.test(text) ? text : quoted(text)};`;

/** Writes a BIF file as the bnlearn repository has them. */
function write(network: DiscreteNetwork): string {
  const { name, comments, properties, variables } = network;
  return [
    ...comments.map((comment) => `// ${comment}`),
    `network ${writeName(name)} {`,
    ...properties.map(writeProperty),
    "}",
    ...variables.flatMap(writeVariable),
    ...variables.flatMap((variable) => writeTable(network, variable)),
    "",
  ].join("\n");
}

function writeVariable({ name, states, properties }: NetworkVariable): readonly string[] {
  const type = `  type discrete [ ${states.length} ] { ${states.map(writeName).join(", ")} };`;
  return [`variable ${writeName(name)} {`, type, ...properties.map(writeProperty), "}"];
}

function writeTable(network: DiscreteNetwork, variable: NetworkVariable): readonly string[] {
  const { name, parents, states, table, tableProperties } = variable;
  const numbers = (row: number): string => table.slice(row * states.length, (row + 1) * states.length).join(", ");
  const scope = parents.length === 0 ? writeName(name) : `${writeName(name)} | ${parents.map(writeName).join(", ")}`;
  const rows = parents.length === 0 ? [`  table ${numbers(0)};`] : rowStates(network, variable).map(writeRow(numbers));
  return [`probability ( ${scope} ) {`, ...rows, ...tableProperties.map(writeProperty), "}"];
}

const writeRow =
  (numbers: (row: number) => string) =>
  (states: readonly string[], row: number): string =>
    `  (${states.map(writeName).join(", ")}) ${numbers(row)};`;

/**
 * The Interchange Format for Bayesian Networks 0.15 of F. G. Cozman (1998), in which the bnlearn repository is written. In a
 * `table` over parents the child's states are slowest; a row in parentheses says which states of the parents it is for.
 */
export const bif: NetworkFormat = { name: "bif", title: "BIF", extensions: ["bif"], read, write: directedOnly("BIF", write) };
