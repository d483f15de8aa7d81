import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHash, hashBytes, hashText } from "../src/numerics/index.ts";

/** FNV-1a with 64-bit whole numbers, as RFC 9923 words it. */
function plainHash(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

describe("hash", () => {
  test("published values", () => {
    expect(["", "a", "foobar"].map(hashText)).toEqual(["cbf29ce484222325", "af63dc4c8601ec8c", "85944171f73967e8"]);
  });

  test("agrees with 64-bit arithmetic", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(hashBytes(bytes)).toBe(plainHash(bytes));
      }),
    );
  });

  test("a text is hashed as UTF-8", () => {
    const text = fc.string({ unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constant("\ud800")) });
    fc.assert(
      fc.property(text, (t) => {
        expect(hashText(t)).toBe(plainHash(Buffer.from(t, "utf8")));
      }),
    );
    const long = `${"x".repeat(4095)}😀${"é".repeat(9000)}`;
    expect(hashText(long)).toBe(plainHash(Buffer.from(long, "utf8")));
  });

  test("parts add up, and a view is hashed by its own bytes only", () => {
    const numbers = Float64Array.of(1, 2.5, -3);
    const all = new Uint8Array(numbers.buffer);
    const parts = createHash().add(numbers.subarray(0, 1)).add(numbers.subarray(1));
    expect(parts.digest()).toBe(plainHash(all));
    expect(parts.addText("é").digest()).toBe(plainHash(Buffer.concat([all, Buffer.from("é")])));
  });
});
