// FNV-1a, 64 bits (Fowler, Noll & Vo; RFC 9923). The prime is 2^40 + 435, so that two 32-bit halves suffice.

/** A hash under way: add parts in order, then ask for its 16 hexadecimal digits (one may go on adding). */
export interface Hash {
  /** Adds the bytes of a typed array or buffer view as they lie in memory (numbers: little-endian on all common machines). */
  add(bytes: ArrayBufferView): Hash;
  /** Adds a text as UTF-8; a lone surrogate counts as U+FFFD. */
  addText(text: string): Hash;
  digest(): string;
}

/** A new hash. For provenance and equality of data; it is no protection against deliberate collisions. */
export function createHash(): Hash {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  const addBytes = (bytes: Uint8Array): void => {
    let l = low;
    let h = high;
    for (let i = 0; i < bytes.length; i++) {
      l = (l ^ (bytes[i] as number)) >>> 0;
      const product = l * 435;
      h = (Math.imul(h, 435) + (l << 8) + (product - (product >>> 0)) / 2 ** 32) >>> 0;
      l = product >>> 0;
    }
    low = l;
    high = h;
  };
  const hash: Hash = {
    add(view) {
      addBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      return hash;
    },
    addText(text) {
      for (let start = 0; start < text.length; ) {
        const end = chunkEnd(text, start);
        addBytes(utf8(text.slice(start, end)));
        start = end;
      }
      return hash;
    },
    digest: () => hex(high) + hex(low),
  };
  return hash;
}

/** The hash of some bytes: 16 hexadecimal digits. */
export function hashBytes(bytes: ArrayBufferView): string {
  return createHash().add(bytes).digest();
}

/** The hash of a text's UTF-8 form: 16 hexadecimal digits. */
export function hashText(text: string): string {
  return createHash().addText(text).digest();
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

/** Where a chunk of a few thousand characters ends; never between the halves of a surrogate pair. */
function chunkEnd(text: string, start: number): number {
  const end = Math.min(text.length, start + 4096);
  return end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end + 1 : end;
}

function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    const extra = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[length++] = extra === 0 ? point : ((0xf0 << (3 - extra)) & 0xff) | (point >> (6 * extra));
    for (let i = extra - 1; i >= 0; i--) bytes[length++] = 0x80 | ((point >> (6 * i)) & 0x3f);
  }
  return bytes.subarray(0, length);
}
