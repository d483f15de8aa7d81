const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Where a text has a reference that XML does not know: its offset and itself; null where all are known. */
export function badReference(text: string): { readonly at: number; readonly text: string } | null {
  for (const found of text.matchAll(/&([^;&\s]*);?/g)) {
    if (decodeReference(found[0]) === null) return { at: found.index, text: found[0] };
  }
  return null;
}

/** The character that `&lt;`, `&#38;` or `&#x26;` stands for. */
function decodeReference(reference: string): string | null {
  const name = reference.slice(1, -1);
  if (!reference.endsWith(";")) return null;
  if (Object.hasOwn(entities, name)) return entities[name] as string;
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  const point = digits === null ? Number.NaN : digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** The characters that a text without unknown references stands for. */
export const decodeXml = (text: string): string => text.replace(/&[^;]*;/g, (reference) => decodeReference(reference) ?? reference);

const escapes: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "\r": "&#13;" };

/** A text as the contents of an element: blanks at its ends are written so that they are not taken for layout. */
export function encodeXml(text: string): string {
  const escaped = text.replace(/[<>&\r]/g, (character) => escapes[character] as string);
  return escaped.replace(/^\s|\s$/g, (blank) => `&#${blank.charCodeAt(0)};`);
}

/** A text as the inside of a comment, in which two dashes can't stand together: all but the first of a run are references. */
export const encodeComment = (text: string): string => text.replace(/&(?=amp;|#45;)/g, "&amp;").replace(/(?<=-)-|-$/g, "&#45;");

/** The text that `encodeComment` wrote. */
export const decodeComment = (text: string): string => text.replace(/&#45;|&amp;/g, (found) => (found === "&amp;" ? "&" : "-"));

/** A character that no XML 1.0 file can have, half of a surrogate pair included. */
export const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
