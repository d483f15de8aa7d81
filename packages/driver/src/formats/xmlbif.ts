import { type Diagnostic, failure, type Outcome, type Source, type Span, success } from "@platewise/core";
import { checkDraft } from "./check-draft.ts";
import { foundText, parseNumber } from "./cursor.ts";
import { type DraftTable, type DraftVariable, draftDiagnostic, type Named, type Numbers, noNumbers } from "./draft.ts";
import { refuseCharacters, textsOf, undirected } from "./losses.ts";
import type { DiscreteNetwork, Network, NetworkVariable } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";
import { decodeXml, encodeComment, encodeXml, notXml } from "./xml-text.ts";
import { readXmlTree, type XmlElement } from "./xml-tree.ts";

/** What is read so far, and the first problem. */
interface Reading {
  readonly source: Source;
  problem: Diagnostic | null;
}

function expected(reading: Reading, what: string, { start, end }: Span): void {
  const details = { format: "XMLBIF", expected: what, found: foundText(reading.source.text.slice(start, end)) };
  reading.problem ??= draftDiagnostic(reading, "network-syntax", details, { span: { start, end } });
}

/** Reads an XMLBIF file. */
function read(source: Source): Outcome<DiscreteNetwork> {
  const tree = readXmlTree(source);
  if (tree.root === null) return failure([tree.problem]);
  const reading: Reading = { source, problem: null };
  if (tree.root.name !== "BIF") expected(reading, "an element `<BIF>`", tree.root.head);
  const [network, second] = partsOf(reading, tree.root, ["NETWORK"]);
  if (network === undefined) expected(reading, "an element `<NETWORK>` inside of this", tree.root.head);
  if (second !== undefined) expected(reading, "one element `<NETWORK>` only", second.head);
  const parts = network === undefined ? [] : partsOf(reading, network, ["NAME", "PROPERTY", "VARIABLE", "DEFINITION"]);
  const variables = only(parts, "VARIABLE").map((element) => readVariable(reading, element));
  const tables = only(parts, "DEFINITION").map((element) => readDefinition(reading, element));
  const name = single(reading, parts, "NAME");
  const properties = textsIn(reading, parts, "PROPERTY");
  if (reading.problem !== null) return failure([reading.problem]);
  return checkDraft({ format: "XMLBIF", source, name: name?.text ?? "", comments: tree.comments, properties, variables, tables });
}

const only = (elements: readonly XmlElement[], name: string): readonly XmlElement[] => elements.filter((element) => element.name === name);

/** The elements inside of one that may have these, and no text between them. */
function partsOf(reading: Reading, element: XmlElement, names: readonly string[]): readonly XmlElement[] {
  const other = element.children.find(({ name }) => !names.includes(name));
  if (other) expected(reading, names.map((name) => `\`<${name}>\``).join(" or "), other.head);
  const piece = element.pieces.find(({ text }) => text.trim() !== "");
  if (piece) {
    const start = piece.start + piece.text.length - piece.text.trimStart().length;
    expected(reading, `an element or \`</${element.name}>\``, { start, end: start + piece.text.trim().length });
  }
  return element.children;
}

/** The one element of a name, if it is there. */
function single(reading: Reading, elements: readonly XmlElement[], name: string): Named | null {
  const [first, second] = only(elements, name);
  if (second) expected(reading, `one element \`<${name}>\` only`, second.head);
  return first === undefined ? null : readName(reading, first);
}

const textsIn = (reading: Reading, elements: readonly XmlElement[], name: string): readonly string[] =>
  only(elements, name).map((element) => readName(reading, element).text);

/** The text of an element without blanks at its ends, but for those that are written as references. */
function readName(reading: Reading, { name, head, children, pieces }: XmlElement): Named {
  if (children[0]) expected(reading, `a text or \`</${name}>\``, children[0].head);
  const last = pieces.length - 1;
  const texts = pieces.map(({ text, verbatim }, at) => {
    if (verbatim) return text;
    const lines = text.replace(/\r\n?/g, "\n");
    const begun = at === 0 ? lines.trimStart() : lines;
    return decodeXml(at === last ? begun.trimEnd() : begun);
  });
  const [first] = pieces;
  if (first === undefined) return { text: "", span: head };
  const start = first.start + first.text.length - first.text.trimStart().length;
  return { text: texts.join(""), span: { start, end: Math.max(start + 1, start + first.text.trim().length) } };
}

function readVariable(reading: Reading, element: XmlElement): DraftVariable {
  const type = element.attributes.get("TYPE") ?? "nature";
  if (type !== "nature") {
    const details = { format: "XMLBIF", what: `a variable of the type \`${type}\`` };
    reading.problem ??= draftDiagnostic(reading, "network-unsupported", details, { span: element.head });
  }
  const parts = partsOf(reading, element, ["NAME", "OUTCOME", "VALUE", "PROPERTY"]);
  const name = single(reading, parts, "NAME");
  if (name === null) expected(reading, "an element `<NAME>` inside of this", element.head);
  const states = parts.filter((part) => part.name === "OUTCOME" || part.name === "VALUE").map((part) => readName(reading, part));
  return { name: name ?? { text: "", span: element.head }, states, declared: null, properties: textsIn(reading, parts, "PROPERTY") };
}

function readDefinition(reading: Reading, element: XmlElement): DraftTable {
  const parts = partsOf(reading, element, ["FOR", "GIVEN", "TABLE", "PROPERTY"]);
  const child = single(reading, parts, "FOR");
  if (child === null) expected(reading, "an element `<FOR>` inside of this", element.head);
  const parents = only(parts, "GIVEN").map((part) => readName(reading, part));
  const [table, second] = only(parts, "TABLE");
  if (table === undefined) expected(reading, "an element `<TABLE>` inside of this", element.head);
  if (second !== undefined) expected(reading, "one element `<TABLE>` only", second.head);
  const numbers = table === undefined ? noNumbers() : readNumbers(reading, table);
  const properties = textsIn(reading, parts, "PROPERTY");
  return { child: child ?? { text: "", span: element.head }, parents, content: { kind: "flat", numbers, childSlowest: false }, properties };
}

function readNumbers(reading: Reading, { children, pieces }: XmlElement): Numbers {
  const numbers = noNumbers();
  if (children[0]) expected(reading, "a number or `</TABLE>`", children[0].head);
  for (const { text, start } of pieces) {
    for (const { 0: word, index } of text.matchAll(/[^\s,]+/g)) {
      const value = parseNumber(word);
      const span = { start: start + index, end: start + index + word.length };
      if (value === null) {
        expected(reading, "a number", span);
        return numbers;
      }
      numbers.values.push(value);
      numbers.starts.push(span.start);
      numbers.ends.push(span.end);
    }
  }
  return numbers;
}

const documentType = [
  "<!DOCTYPE BIF [",
  "  <!ELEMENT BIF (NETWORK)>",
  "  <!ATTLIST BIF VERSION CDATA #REQUIRED>",
  "  <!ELEMENT NETWORK (NAME, (PROPERTY | VARIABLE | DEFINITION)*)>",
  "  <!ELEMENT NAME (#PCDATA)>",
  "  <!ELEMENT VARIABLE (NAME, (OUTCOME | PROPERTY)*)>",
  '  <!ATTLIST VARIABLE TYPE (nature | decision | utility) "nature">',
  "  <!ELEMENT OUTCOME (#PCDATA)>",
  "  <!ELEMENT DEFINITION (FOR | GIVEN | TABLE | PROPERTY)*>",
  "  <!ELEMENT FOR (#PCDATA)>",
  "  <!ELEMENT GIVEN (#PCDATA)>",
  "  <!ELEMENT TABLE (#PCDATA)>",
  "  <!ELEMENT PROPERTY (#PCDATA)>",
  "]>",
];

const element = (name: string, text: string): string => `<${name}>${encodeXml(text)}</${name}>`;

/** Writes an XMLBIF file, or says which character it can't hold. */
function write(network: Network): Outcome<string> {
  if (network.kind === "undirected") return failure([undirected("XMLBIF holds conditional tables only")]);
  const refused = refuseCharacters("XMLBIF", textsOf(network), notXml);
  if (refused.length > 0) return failure(refused);
  const { name, comments, properties, variables } = network;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...comments.map((comment) => `<!-- ${encodeComment(comment)} -->`),
    ...documentType,
    '<BIF VERSION="0.3">',
    "<NETWORK>",
    element("NAME", name),
    ...properties.map((text) => element("PROPERTY", text)),
    ...variables.flatMap(writeVariable),
    ...variables.flatMap(writeDefinition),
    "</NETWORK>",
    "</BIF>",
    "",
  ];
  return success(lines.join("\n"));
}

const inside = (name: string, text: string): string => `  ${element(name, text)}`;

function writeVariable({ name, states, properties }: NetworkVariable): readonly string[] {
  const parts = [
    inside("NAME", name),
    ...states.map((state) => inside("OUTCOME", state)),
    ...properties.map((text) => inside("PROPERTY", text)),
  ];
  return ['<VARIABLE TYPE="nature">', ...parts, "</VARIABLE>"];
}

function writeDefinition({ name, states, parents, table, tableProperties }: NetworkVariable): readonly string[] {
  const rows = Array.from({ length: table.length / states.length }, (_, row) =>
    table.slice(row * states.length, (row + 1) * states.length),
  );
  return [
    "<DEFINITION>",
    inside("FOR", name),
    ...parents.map((parent) => inside("GIVEN", parent)),
    `  <TABLE>${rows.map((row) => row.join(" ")).join("\n    ")}</TABLE>`,
    ...tableProperties.map((text) => inside("PROPERTY", text)),
    "</DEFINITION>",
  ];
}

/** The XML form of the Interchange Format, XMLBIF 0.3 of F. G. Cozman (1998): the states of `FOR` are fastest. */
export const xmlbif: NetworkFormat = { name: "xmlbif", title: "XMLBIF", extensions: ["xml", "xmlbif", "bifxml", "xbif"], read, write };
