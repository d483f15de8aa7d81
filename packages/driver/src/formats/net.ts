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
  quoted,
  spanOf,
  take,
  takeIf,
  takeName,
  takeNumber,
  takeUntil,
} from "./cursor.ts";
import { type DraftTable, type DraftVariable, type Named, type Numbers, noNumbers } from "./draft.ts";
import { legalNames } from "./legal-names.ts";
import { directedOnly } from "./losses.ts";
import { netLexicon, originalName, takeAttribute, writeAttribute } from "./net-attributes.ts";
import type { DiscreteNetwork, NetworkVariable } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";

interface Parts {
  name: string;
  readonly properties: string[];
  readonly variables: DraftVariable[];
  readonly tables: DraftTable[];
  /** The names that the network has, by those of the file. */
  readonly originals: Map<string, string>;
}

/** Reads a NET file. */
function read(source: Source): Outcome<DiscreteNetwork> {
  const cursor = createCursor(source, netLexicon);
  const parts: Parts = { name: "", properties: [], variables: [], tables: [], originals: new Map() };
  while (cursor.kind !== "end") readBlock(cursor, parts);
  if (cursor.problem !== null) return failure([cursor.problem]);
  const { originals, ...rest } = parts;
  const rename = (name: Named): Named => ({ ...name, text: originals.get(name.text) ?? name.text });
  return checkDraft({
    ...rest,
    format: netLexicon.format,
    source,
    comments: headComments(cursor),
    variables: rest.variables.map((variable) => ({ ...variable, name: rename(variable.name) })),
    tables: rest.tables.map((table) => ({ ...table, child: rename(table.child), parents: table.parents.map(rename) })),
  });
}

const unsupported: Readonly<Record<string, string>> = {
  continuous: "a continuous node",
  decision: "a decision node",
  utility: "a utility node",
  function: "a function node",
  class: "a class of an object-oriented network",
  temporal: "a temporal node",
};

function readBlock(cursor: Cursor, parts: Parts): void {
  const isNode = isAt(cursor, "discrete") || isAt(cursor, "node");
  takeIf(cursor, "discrete");
  if (isNode) {
    take(cursor, "node", "behind `discrete`");
    readNode(cursor, parts);
  } else if (takeIf(cursor, "net")) readHead(cursor, parts);
  else if (takeIf(cursor, "potential")) parts.tables.push(readPotential(cursor));
  else if (cursor.kind === "word" && Object.hasOwn(unsupported, cursor.text)) failUnsupported(cursor, unsupported[cursor.text] as string);
  else fail(cursor, "`net`, `node` or `potential`");
}

function readHead(cursor: Cursor, parts: Parts): void {
  take(cursor, "{", "before the attributes of the network");
  takeUntil(cursor, "}", () => {
    if (isAt(cursor, "name")) {
      advance(cursor);
      take(cursor, "=", "behind `name`");
      parts.name = takeName(cursor, "the network's name").text;
      take(cursor, ";", "behind the name");
    } else parts.properties.push(takeAttribute(cursor));
  });
}

function readNode(cursor: Cursor, parts: Parts): void {
  const name = takeName(cursor, "the node's name");
  const properties: string[] = [];
  const found: { states: readonly Named[] | null } = { states: null };
  take(cursor, "{", "before the attributes of the node");
  takeUntil(cursor, "}", () => {
    if (isAt(cursor, "states") && found.states === null) found.states = readStates(cursor);
    else if (isAt(cursor, "states")) fail(cursor, "one list of states only");
    else if (isAt(cursor, originalName)) parts.originals.set(name.text, readOriginalName(cursor));
    else properties.push(takeAttribute(cursor));
  });
  if (found.states === null) fail(cursor, `the \`states\` of \`${name.text}\` before this`);
  parts.variables.push({ name, states: found.states ?? [], declared: null, properties });
}

function readOriginalName(cursor: Cursor): string {
  advance(cursor);
  take(cursor, "=", `behind \`${originalName}\``);
  const { text } = takeName(cursor, "a name in quotes");
  take(cursor, ";", "behind the name");
  return text;
}

function readStates(cursor: Cursor): readonly Named[] {
  const states: Named[] = [];
  advance(cursor);
  take(cursor, "=", "behind `states`");
  take(cursor, "(", "before the states");
  takeUntil(cursor, ")", () => states.push(takeName(cursor, "a state or `)`")));
  take(cursor, ";", "behind the states");
  return states;
}

/** `potential ( x | y z ) { data = ((0.1 0.9) (0.5 0.5)); }` */
function readPotential(cursor: Cursor): DraftTable {
  take(cursor, "(", "before the node of the potential");
  const child = takeName(cursor, "the node of the potential");
  const parents: Named[] = [];
  if (takeIf(cursor, "|")) takeUntil(cursor, ")", () => parents.push(takeName(cursor, "a parent or `)`")));
  else take(cursor, ")", "or `|` behind the node of the potential");
  take(cursor, "{", "before the attributes of the potential");
  const properties: string[] = [];
  const found: { numbers: Numbers | null } = { numbers: null };
  takeUntil(cursor, "}", () => {
    if (isAt(cursor, "data") && found.numbers === null) found.numbers = readData(cursor);
    else if (isAt(cursor, "data")) fail(cursor, "one list of data only");
    else if (isAt(cursor, "model_data") || isAt(cursor, "model_nodes")) failUnsupported(cursor, "a table that is given by an expression");
    else properties.push(takeAttribute(cursor));
  });
  const { numbers } = found;
  return { child, parents, properties, content: numbers === null ? { kind: "uniform" } : { kind: "flat", numbers, childSlowest: false } };
}

/** Numbers in parentheses within parentheses, which say nothing that the order of the numbers does not say. */
function readData(cursor: Cursor): Numbers {
  advance(cursor);
  take(cursor, "=", "behind `data`");
  const numbers = noNumbers();
  const open: { start: number; end: number }[] = [];
  while (cursor.kind !== "end" && !isAt(cursor, ";")) {
    const span = spanOf(cursor);
    if (takeIf(cursor, "(")) open.push(span);
    else if (open.length > 0 && takeIf(cursor, ")")) open.pop();
    else if (!takeNumber(cursor, numbers)) fail(cursor, open.length > 0 ? "a number, `(` or `)`" : "a number, `(` or `;`");
  }
  if (open.length > 0) fail(cursor, "`)` before this");
  take(cursor, ";", "behind the numbers");
  return numbers;
}

const plainName = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Writes a NET file as Hugin does: nodes, then potentials. */
function write(network: DiscreteNetwork): string {
  const { name, comments, properties, variables } = network;
  const short = legalNames(
    variables.map((variable) => variable.name),
    { isLegal: (text) => plainName.test(text), clean: (text) => text.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?![A-Za-z])/, "x") },
  );
  const shortOf = new Map(variables.map((variable, at) => [variable.name, short[at] as string]));
  const head = [...(name === "" ? [] : [`name = ${quoted(name)};`]), ...properties.map((text, at) => writeAttribute("net", text, at))];
  return [
    ...comments.map((comment) => `% ${comment}`),
    ...block("net", head),
    ...variables.flatMap((variable) => writeNode(variable, shortOf)),
    ...variables.flatMap((variable) => writePotential(network, variable, shortOf)),
  ].join("\n");
}

const block = (head: string, lines: readonly string[]): readonly string[] => [head, "{", ...lines.map((line) => `    ${line}`), "}", ""];

function writeNode({ name, states, properties }: NetworkVariable, shortOf: ReadonlyMap<string, string>): readonly string[] {
  const short = shortOf.get(name) as string;
  return block(`node ${short}`, [
    ...(short === name ? [] : [`${originalName} = ${quoted(name)};`]),
    `states = (${states.map(quoted).join(" ")});`,
    ...properties.map((text, at) => writeAttribute("node", text, at)),
  ]);
}

function writePotential(network: DiscreteNetwork, variable: NetworkVariable, shortOf: ReadonlyMap<string, string>): readonly string[] {
  const { name, parents, table, tableProperties } = variable;
  const sizes = [...parents, name].map((text) => network.variables.find((other) => other.name === text)?.states.length ?? 1);
  const scope = [name, ...parents].map((text) => shortOf.get(text) as string);
  const head = parents.length === 0 ? `potential (${scope[0]})` : `potential (${scope[0]} | ${scope.slice(1).join(" ")})`;
  return block(head, [
    `data = ${nestedNumbers(table, sizes)};`,
    ...tableProperties.map((text, at) => writeAttribute("potential", text, at)),
  ]);
}

/** The numbers with a pair of parentheses for each axis, a row of the table to a line. */
function nestedNumbers(table: readonly number[], sizes: readonly number[]): string {
  const states = sizes.at(-1) as number;
  const rows = Array.from({ length: table.length / states }, (_, row) => `(${table.slice(row * states, (row + 1) * states).join(" ")})`);
  let lines = rows;
  for (const size of sizes.slice(0, -1).toReversed()) {
    const outer: string[] = [];
    for (let at = 0; at < lines.length; at += size) outer.push(`(${lines.slice(at, at + size).join("\n        ")})`);
    lines = outer;
  }
  return lines.join("");
}

/**
 * Hugin's NET language, revisions 2 and 3 (files of Hugin 5 to 7, and of GeNIe): discrete nodes and their potentials, in which
 * the child's states are fastest. Attributes that mean nothing here are kept as properties. A name that Hugin does not allow is
 * kept in the attribute `platewise_name`.
 */
export const net: NetworkFormat = {
  name: "net",
  title: "Hugin NET",
  extensions: ["net", "hugin"],
  read,
  write: directedOnly("Hugin NET", write),
};
