import { type BoundData, createHash, type Hash } from "@platewise/core";

/** Words of 32 bits folded into two by multiplication and shifts (constants of MurmurHash3): fast, for provenance only. */
function addFolded(hash: Hash, view: ArrayBufferView): void {
  const whole = view.byteLength >> 2;
  const aligned = view.byteOffset % 4 === 0 ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, whole);
  let [a, b] = [0x9747b28c, 0x1b873593];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul((b + word) | 0, 0xc2b2ae35);
    b ^= b >>> 16;
  }
  hash.add(Int32Array.of(view.byteLength, a, b));
  hash.add(new Uint8Array(aligned.buffer, aligned.byteOffset + 4 * whole, view.byteLength - 4 * whole));
}

/** A hash of the values that the model reads, node by node: 16 hexadecimal digits. */
export function hashData(data: BoundData): string {
  const hash = createHash();
  for (const { name, values } of data.nodes) {
    hash.addText(name);
    if (values.kind === "codes") addFolded(hash, values.codes);
    else if (values.kind === "numbers") for (const component of values.components) addFolded(hash, component);
  }
  for (const { weights } of data.plates) if (weights) addFolded(hash, weights);
  return hash.digest();
}
