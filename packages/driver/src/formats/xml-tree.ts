import type { Diagnostic, Source, Span } from "@platewise/core";
import { commentLines, foundText } from "./cursor.ts";
import { draftDiagnostic } from "./draft.ts";
import { badReference, decodeComment, decodeXml } from "./xml-text.ts";

/** A piece of the text of an element: as written, and whether it stood in a CDATA section. */
export interface XmlPiece {
  readonly text: string;
  readonly start: number;
  readonly verbatim: boolean;
}

/** An element of an XML file. `name` is in capitals; `head` is the place of its opening tag. */
export interface XmlElement {
  readonly name: string;
  readonly head: Span;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly pieces: XmlPiece[];
}

/** The one element of a file with the comments before it, or the first problem. */
export type XmlTree =
  | { readonly root: XmlElement; readonly comments: readonly string[]; readonly problem: null }
  | { readonly root: null; readonly problem: Diagnostic };

interface Walk {
  readonly source: Source;
  at: number;
  problem: Diagnostic | null;
  root: XmlElement | null;
  readonly open: XmlElement[];
  readonly comments: string[];
}

/** Elements that may stand inside one another; the format has four. */
const DEEPEST = 16;

/** The tree of an XML file. Types of documents are skipped: no entities but the five of XML are known, and nothing is loaded. */
export function readXmlTree(source: Source): XmlTree {
  const walk: Walk = { source, at: 0, problem: null, root: null, open: [], comments: [] };
  while (walk.at < source.text.length && walk.problem === null) step(walk);
  const last = walk.open.at(-1);
  if (last) expected(walk, `\`</${last.name}>\``, walk.at);
  else if (walk.root === null) expected(walk, "an element `<BIF>`", walk.at);
  if (walk.problem !== null || walk.root === null) return { root: null, problem: walk.problem as Diagnostic };
  return { root: walk.root, comments: walk.comments, problem: null };
}

/** Notes the first problem. */
function expected(walk: Walk, what: string, start: number, end = start + 1): void {
  if (walk.problem !== null) return;
  const stop = Math.min(end, walk.source.text.length);
  const details = { format: "XMLBIF", expected: what, found: foundText(walk.source.text.slice(start, stop)) };
  walk.problem = draftDiagnostic(walk, "network-syntax", details, { span: { start, end: stop } });
}

function step(walk: Walk): void {
  const { text } = walk.source;
  const { at } = walk;
  if (text[at] !== "<") readText(walk);
  else if (text.startsWith("<!--", at)) {
    const inside = skipPast(walk, "<!--", "-->");
    if (walk.root === null) walk.comments.push(...commentLines(inside).map(decodeComment));
  } else if (text.startsWith("<![CDATA[", at)) {
    const inside = skipPast(walk, "<![CDATA[", "]]>");
    addPiece(walk, { text: inside, start: at + "<![CDATA[".length, verbatim: true });
  } else if (text.startsWith("<?", at)) skipPast(walk, "<?", "?>");
  else if (text.startsWith("<!DOCTYPE", at) && walk.root === null) skipDocumentType(walk);
  else if (text.startsWith("</", at)) closeElement(walk);
  else openElement(walk);
}

/** Goes behind what is opened here and closed by `close`; gives what stands between. */
function skipPast(walk: Walk, open: string, close: string): string {
  const { text } = walk.source;
  const from = walk.at + open.length;
  const end = text.indexOf(close, from);
  if (end < 0) expected(walk, `\`${close}\` behind this`, walk.at, from);
  walk.at = end < 0 ? text.length : end + close.length;
  return end < 0 ? "" : text.slice(from, end);
}

/** `<!DOCTYPE BIF [ … ]>`: brackets and comments inside are balanced. */
function skipDocumentType(walk: Walk): void {
  const { text } = walk.source;
  const part = /<!--[\s\S]*?-->|"[^"]*"|'[^']*'|[[\]>]/g;
  part.lastIndex = walk.at;
  let depth = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    depth += found[0] === "[" ? 1 : found[0] === "]" ? -1 : 0;
    if (found[0] === ">" && depth === 0) {
      walk.at = part.lastIndex;
      return;
    }
  }
  expected(walk, "`]>` at the end of the type of the document", walk.at, walk.at + "<!DOCTYPE".length);
  walk.at = text.length;
}

function readText(walk: Walk): void {
  const { text } = walk.source;
  const next = text.indexOf("<", walk.at);
  const end = next < 0 ? text.length : next;
  const piece = text.slice(walk.at, end);
  const bad = badReference(piece);
  if (bad !== null)
    expected(walk, "`&amp;`, `&lt;` or another reference that XML knows", walk.at + bad.at, walk.at + bad.at + bad.text.length);
  addPiece(walk, { text: piece, start: walk.at, verbatim: false });
  walk.at = end;
}

function addPiece(walk: Walk, piece: XmlPiece): void {
  const top = walk.open.at(-1);
  if (top) top.pieces.push(piece);
  else if (piece.verbatim || piece.text.trim() !== "") {
    const start = piece.start + piece.text.length - piece.text.trimStart().length;
    expected(walk, walk.root === null ? "an element `<BIF>`" : "nothing behind the last element", start, piece.start + piece.text.length);
  }
}

const tag = /<([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /([\w.:-]+)\s*=\s*("[^"]*"|'[^']*')/g;

function openElement(walk: Walk): void {
  const { text } = walk.source;
  tag.lastIndex = walk.at;
  const found = tag.exec(text);
  if (found === null || (walk.open.length === 0 && walk.root !== null) || walk.open.length >= DEEPEST) {
    const end = text.slice(walk.at, walk.at + 60).search(/[>\n]/);
    const what =
      found === null
        ? "a tag such as `<NAME>`"
        : walk.open.length > 0
          ? "no further element inside of these"
          : "nothing behind the last element";
    expected(walk, what, walk.at, walk.at + (end < 0 ? 1 : end + 1));
    return;
  }
  const attributes = new Map(
    [...(found[2] as string).matchAll(attribute)].map(([, name, value]) => [
      (name as string).toUpperCase(),
      decodeXml((value as string).slice(1, -1)),
    ]),
  );
  const head = { start: walk.at, end: tag.lastIndex };
  const element: XmlElement = { name: (found[1] as string).toUpperCase(), head, attributes, children: [], pieces: [] };
  const parent = walk.open.at(-1);
  if (parent) parent.children.push(element);
  else walk.root = element;
  if (found[3] === "") walk.open.push(element);
  walk.at = tag.lastIndex;
}

const closing = /<\/([A-Za-z_][\w.:-]*)\s*>/y;

function closeElement(walk: Walk): void {
  const { text } = walk.source;
  closing.lastIndex = walk.at;
  const name = closing.exec(text)?.[1]?.toUpperCase();
  const top = walk.open.pop();
  if (name === undefined || top?.name !== name) {
    const end = text.indexOf(">", walk.at);
    expected(
      walk,
      top ? `\`</${top.name}>\`` : "nothing behind the last element",
      walk.at,
      Math.min(end < 0 ? text.length : end + 1, walk.at + 60),
    );
  }
  walk.at = closing.lastIndex || text.length;
}
