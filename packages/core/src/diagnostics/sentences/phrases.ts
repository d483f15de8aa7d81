/** `1 row`, `3 rows`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], joint: "and" | "or"): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${joint} ${items.at(-1)}`;
}

/** The question that goes with a near name. */
export function meant(near: string): string {
  return `did you mean \`${near}\`?`;
}

const UNITS = ["kB", "MB", "GB", "TB", "PB", "EB"];

/** A number of bytes for people: `1944 bytes`, `15.4 kB`, `6.27 GB`; units are powers of 1000. */
export function inBytes(bytes: number): string {
  if (bytes < 10_000) return `${Math.round(bytes)} bytes`;
  const power = Math.min(UNITS.length, Math.floor(Math.log10(Number(bytes.toPrecision(3))) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power - 1]}`;
}
