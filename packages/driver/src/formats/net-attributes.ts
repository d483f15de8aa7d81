import { advance, type Cursor, createCursor, fail, isAt, type Lexicon, quoted, take } from "./cursor.ts";

/** How NET files fall into tokens. */
export const netLexicon: Lexicon = {
  format: "Hugin NET",
  marks: "{}()|=;,",
  word: /[^\s{}()|=;,"%]+/y,
  lineComment: "%",
  blockComment: null,
};

/** The attribute that keeps a node's name where Hugin does not allow it. */
export const originalName = "platewise_name";

/** Attributes that are more than properties, and the ones that hold the properties of other formats. */
const reserved: Readonly<Record<"net" | "node" | "potential", readonly string[]>> = {
  net: ["name"],
  node: ["states", originalName],
  potential: ["data", "model_nodes", "model_data"],
};
const foreign = /^property_[0-9]+$/;
const attributeName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Takes `name = value;` as a property: its text in one layout, or the text that another format gave. */
export function takeAttribute(cursor: Cursor): string {
  const name = cursor.text;
  if (cursor.kind !== "word" || !attributeName.test(name)) fail(cursor, "an attribute or `}`");
  advance(cursor);
  take(cursor, "=", "behind the attribute");
  const isForeign = foreign.test(name) && cursor.kind === "string";
  const { text: value } = cursor;
  const text = attributeText(name, cursor);
  take(cursor, ";", "behind the value");
  return isForeign && text === `${name} = ${quoted(value)}` ? value : text;
}

/** The tokens up to the semicolon, with one blank between them but none inside of parentheses. */
export function attributeText(name: string, cursor: Cursor): string {
  let text = `${name} =`;
  let open = 0;
  while (cursor.kind !== "end" && !isAt(cursor, ";")) {
    const isMark = cursor.kind === "mark";
    if (isMark && cursor.text !== "(" && !(cursor.text === ")" && open > 0)) fail(cursor, "a value, or `;` behind it");
    if (isMark) open += cursor.text === "(" ? 1 : -1;
    const glued = text.endsWith("(") || (isMark && cursor.text === ")");
    text += `${glued ? "" : " "}${cursor.kind === "string" ? quoted(cursor.text) : cursor.text}`;
    advance(cursor);
  }
  if (open > 0 || text.endsWith("=")) fail(cursor, open > 0 ? "`)` before this" : "a value");
  return text;
}

/** A property as an attribute: as it is where it is written like one of NET, else as a text in an attribute `property_N`. */
export function writeAttribute(where: keyof typeof reserved, property: string, at: number): string {
  const equals = property.indexOf(" = ");
  const name = property.slice(0, Math.max(0, equals));
  const isFree = attributeName.test(name) && !foreign.test(name) && !reserved[where].includes(name);
  if (isFree && isAttribute(name, property)) return `${property};`;
  return `property_${at + 1} = ${quoted(property)};`;
}

function isAttribute(name: string, property: string): boolean {
  const cursor = createCursor({ name: "", text: property.slice(name.length + " =".length) }, netLexicon);
  const text = attributeText(name, cursor);
  return cursor.problem === null && cursor.kind === "end" && text === property;
}
