/** What is wrong with a text as JSON, first of all: the offset, what was expected there, and what stands there. */
export interface JsonProblem {
  readonly start: number;
  readonly end: number;
  readonly expected: string;
  readonly found: string;
}

/** The value of a JSON text, or where it is none. The engine's own messages differ between versions and do not always have a place. */
export function parseJson(text: string): { readonly value: unknown } | { readonly problem: JsonProblem } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: findProblem(text) };
  }
}

const blanks = /[ \t\n\r]*/y;
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])/y;

/** What may come next. `first` is right behind the bracket, where the closing one may be. */
type Expecting = "value" | "first value" | "name" | "first name" | "colon" | "more" | "end";

const words: Readonly<Record<Exclude<Expecting, "more">, string>> = {
  value: "a value",
  "first value": "a value or `]`",
  name: "a name in double quotes",
  "first name": "a name in double quotes or `}`",
  colon: "`:`",
  end: "the end of the file",
};

interface Scan {
  readonly text: string;
  at: number;
  expecting: Expecting;
  readonly open: ("{" | "[")[];
}

/** Goes through a text that is not JSON to the first place at which it is none. */
function findProblem(text: string): JsonProblem {
  const scan: Scan = { text, at: skip(blanks, text, 0), expecting: "value", open: [] };
  while (scan.at < text.length && step(scan)) scan.at = skip(blanks, text, scan.at);
  const { at, expecting, open } = scan;
  const isOpenString = text[at] === '"' && skip(string, text, at) === at && /value|name/.test(expecting);
  const more = open.at(-1) === "{" ? "`,` or `}`" : "`,` or `]`";
  const expected = isOpenString ? "a string that ends on its line and has no odd escapes" : expecting === "more" ? more : words[expecting];
  const found = /^(?:[\w.+-]{1,20}|.?)/su.exec(text.slice(at, at + 20))?.[0] ?? "";
  return { start: at, end: at + found.length, expected, found: found === "" ? "the end of the file" : `\`${found}\`` };
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Takes one token; false where it is not one that may stand here. */
function step(scan: Scan): boolean {
  const { text, at, expecting, open } = scan;
  const character = text[at];
  if (expecting === "colon") return character === ":" && take(scan, "value");
  if (expecting === "more") {
    if (character === ",") return take(scan, open.at(-1) === "{" ? "name" : "value");
    return character === (open.at(-1) === "{" ? "}" : "]") && close(scan);
  }
  if (expecting === "name" || expecting === "first name") {
    if (expecting === "first name" && character === "}") return close(scan);
    return takeMatch(scan, string, "colon");
  }
  if (expecting === "end") return false;
  if (expecting === "first value" && character === "]") return close(scan);
  if (character === "{" || character === "[") {
    open.push(character);
    return take(scan, character === "{" ? "first name" : "first value");
  }
  return takeMatch(scan, character === '"' ? string : scalar, open.length > 0 ? "more" : "end");
}

function take(scan: Scan, next: Expecting): boolean {
  scan.at += 1;
  scan.expecting = next;
  return true;
}

function close(scan: Scan): boolean {
  scan.open.pop();
  return take(scan, scan.open.length > 0 ? "more" : "end");
}

function takeMatch(scan: Scan, pattern: RegExp, next: Expecting): boolean {
  const end = skip(pattern, scan.text, scan.at);
  if (end === scan.at) return false;
  scan.at = end;
  scan.expecting = next;
  return true;
}
