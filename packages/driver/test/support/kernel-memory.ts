/** What is as long as the data, or is a law's own: codes, rows and weights of rows, and the tables of single laws. */
const LEFT_OUT = new Set([
  ...["code", "codes", "columns", "rows", "parents", "weights", "assignment", "owners", "starts", "ends"],
  ...["clusters", "parts", "logs", "counts", "tables", "kernel", "slotOf", "symbols", "evidence"],
]);

type Spans = Map<ArrayBufferLike, (readonly [from: number, to: number])[]>;

function gather(value: unknown, seen: Set<unknown>, spans: Spans): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    const known = spans.get(value.buffer) ?? [];
    spans.set(value.buffer, known);
    known.push([value.byteOffset, value.byteOffset + value.byteLength]);
    return;
  }
  for (const [key, inner] of Object.entries(value)) if (!LEFT_OUT.has(key)) gather(inner, seen, spans);
}

/** Bytes of all numbers that can be reached from a compiled kernel, but for those of the data and of single laws; what is shared counts once. */
export function reachableBytes(kernel: unknown): number {
  const spans: Spans = new Map();
  gather(kernel, new Set(), spans);
  let total = 0;
  for (const known of spans.values()) {
    let end = 0;
    for (const [from, to] of known.sort((a, b) => a[0] - b[0])) {
      total += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
  }
  return total;
}
