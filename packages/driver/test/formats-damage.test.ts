import { renderDiagnostic } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Network, networkFormats, tryReadNetwork, writeNetwork } from "../src/index.ts";
import { type NetworkFile, networkFile, networkFiles } from "./support/network-files.ts";

const piece = (text: string): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.nat(text.length), fc.oneof(fc.nat(3), fc.nat(40), fc.nat(text.length)));
const odd = fc.oneof(fc.constantFrom(..."{}[]()|,;\"'<>&/*%-=.0123456789e \n\\\u0000\ud800"), fc.string({ maxLength: 3 }));

/** A text with a part cut out, doubled, moved or replaced, or its end cut off. */
function damaged(text: string): fc.Arbitrary<string> {
  const cut = piece(text).map(([at, length]) => text.slice(0, at) + text.slice(at + length));
  const end = fc.nat(text.length).map((at) => text.slice(0, at));
  const doubled = piece(text).map(([at, length]) => text.slice(0, at + length) + text.slice(at));
  const changed = fc.tuple(fc.nat(text.length), odd).map(([at, other]) => text.slice(0, at) + other + text.slice(at + 1));
  const moved = fc
    .tuple(piece(text), fc.nat(text.length))
    .map(([[at, length], to]) => text.slice(0, to) + text.slice(at, at + length) + text.slice(to));
  return fc.oneof({ weight: 2, arbitrary: changed }, cut, end, doubled, moved);
}

/** A text damaged once to three times. */
const broken = (text: string): fc.Arbitrary<string> =>
  fc.oneof(damaged(text), damaged(text).chain(damaged), damaged(text).chain(damaged).chain(damaged));

function isWhole(network: Network): boolean {
  if (network.kind === "undirected") return network.factors.every(({ table }) => table.every((x) => x >= 0 && Number.isFinite(x)));
  return network.variables.every(({ table, states }) => {
    const sums = Array.from({ length: table.length / states.length }, (_, row) =>
      table.slice(row * states.length, (row + 1) * states.length).reduce((a, b) => a + b, 0),
    );
    return table.every((p) => p >= 0) && sums.every((sum) => Math.abs(sum - 1) <= 1e-12);
  });
}

/** A damaged file is read, or refused with diagnostics that have a place in it. Gives whether it was refused. */
function isRefused({ name, text }: NetworkFile): boolean {
  const result = tryReadNetwork({ name, text });
  for (const found of result.diagnostics) {
    if (found.code === "more-of-the-same") continue;
    expect(found.text?.source.text).toBe(text);
    expect(found.text?.span.start).toBeGreaterThanOrEqual(0);
    expect(found.text?.span.end).toBeLessThanOrEqual(text.length);
    expect(found.text?.span.start).toBeLessThanOrEqual(found.text?.span.end as number);
    expect(renderDiagnostic(found)).not.toMatch(/undefined|NaN|\[object/);
  }
  if (result.ok) expect(isWhole(result.value)).toBe(true);
  else expect(result.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  return !result.ok;
}

describe("a damaged file", () => {
  const asia = tryReadNetwork(networkFile("asia.bif"));
  if (!asia.ok) throw new Error("asia.bif can't be read");
  const written = networkFormats.map((format) => {
    const text = writeNetwork(asia.value, { format: format.name });
    return { name: `asia-written.${format.extensions[0]}`, text };
  });
  const small = networkFiles.filter(({ name }) => name !== "alarm.bif");

  test.for([...small, ...written].map((file) => [file.name, file] as const))("%s is read or refused with places", ([name, { text }]) => {
    let refused = 0;
    fc.assert(
      fc.property(broken(text), (other) => {
        if (isRefused({ name, text: other })) refused += 1;
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test("with sizes that no memory holds is refused", () => {
    const files = [
      { name: "a.uai", text: "BAYES 2 99999999999 2 2 1 0 1 1 2 0.5 0.5 2 0.5 0.5" },
      { name: "b.uai", text: "MARKOV 99999999 2 2" },
      { name: "c.uai", text: "BAYES 1 2 99999999999999 1 0 2 0.5 0.5" },
      { name: "d.uai", text: "BAYES 1 2 1 1 0 99999999999999 0.5 0.5" },
      { name: "e.bif", text: "variable a { type discrete [ 999999999999 ] { x, y }; } probability ( a ) { table 0.5, 0.5; }" },
    ];
    const parents = Array.from({ length: 40 }, (_, at) => `p${at}`);
    const roots = parents.map((p) => `variable ${p} { type discrete [ 2 ] { x, y }; } probability ( ${p} ) { default 0.5, 0.5; }`);
    const child = `variable c { type discrete [ 2 ] { x, y }; } probability ( c | ${parents.join(", ")} ) { default 0.5, 0.5; }`;
    for (const file of [...files, { name: "f.bif", text: [...roots, child].join("\n") }]) expect(isRefused(file)).toBe(true);
  });

  test("of many brackets or comments is gone through", () => {
    const many = (text: string): string => text.repeat(20_000);
    const files = [
      { name: "a.xml", text: many("<BIF>") },
      { name: "b.net", text: `net { a = ${many("(")}` },
      { name: "c.bif", text: many("/*") },
      { name: "d.bif", text: many("// x\n") },
      { name: "e.xml", text: `<!DOCTYPE ${many("[")}` },
      { name: "f.xml", text: many("<!-- x -->") },
      { name: "g.bif", text: many('"') },
      { name: "h.uai", text: many("1 ") },
    ];
    for (const file of files) expect(isRefused(file)).toBe(true);
  });
});
