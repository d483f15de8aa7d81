/** Longest line that a list of plain values is put on. */
const lineWidth = 120;

/**
 * JSON to be read by people as well: two spaces of indentation, but a list of plain values stays on one line while it fits.
 * Numbers that JSON does not know (NaN, infinities) become null, absent fields are left out, as `JSON.stringify` does it.
 */
export function printJson(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  if (Array.isArray(value)) return printList(value, indent, inner);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== "function");
  if (fields.length === 0) return "{}";
  return `{\n${fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${printJson(field, inner)}`).join(",\n")}\n${indent}}`;
}

function printList(items: readonly unknown[], indent: string, inner: string): string {
  if (items.length === 0) return "[]";
  const short =
    items.length <= lineWidth && items.every((item) => isShort(item)) ? `[${items.map((item) => compact(item)).join(", ")}]` : null;
  if (short !== null && (short.length + indent.length <= lineWidth || items.length === 1)) return short;
  if (items.every((item) => typeof item !== "object" || item === null)) return fillLines(items, indent, inner);
  return `[\n${items.map((item) => inner + printJson(item, inner)).join(",\n")}\n${indent}]`;
}

/** A plain value, or a short list of plain values (a row of a matrix). */
function isShort(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return true;
  return Array.isArray(item) && item.length <= 12 && item.every((inner) => typeof inner !== "object" || inner === null);
}

function compact(item: unknown): string {
  return Array.isArray(item) ? `[${item.map(compact).join(", ")}]` : (JSON.stringify(item) ?? "null");
}

/** Many plain values: as many to a line as fit. */
function fillLines(items: readonly unknown[], indent: string, inner: string): string {
  const lines: string[] = [];
  let line = "";
  for (const [at, item] of items.entries()) {
    const text = compact(item) + (at < items.length - 1 ? "," : "");
    if (line !== "" && inner.length + line.length + 1 + text.length > lineWidth) {
      lines.push(inner + line);
      line = text;
    } else line = line === "" ? text : `${line} ${text}`;
  }
  return `[\n${[...lines, inner + line].join("\n")}\n${indent}]`;
}
