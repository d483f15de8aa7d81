// Writes the loops of a full covariance as vector code, two rows at a time: the same sums in the same order as `.ci/kernels.mjs` writes,
// so that the results have the same bits. `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble, f64, f64x2, i32, loop, moduleOf, types } from "./wasm.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "distributions", "src", "generated");

/** Bytes between the columns of a tile. */
const COLUMN = 8 * 256;

/** Entries of (1, z) side by side in a block of moments: the accumulators of 3 × 3 and what they need fit the registers. */
const SIDE = 3;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const triangle = (d) => (d * (d + 1)) / 2;
const grow = (variable, n) => variable.set(i32.add(variable.get, i32.const(n)));

/** A loop over pairs of rows, of the columns from x on and the numbers from row on. */
const overPairs = ({ x, row, left }, step) =>
  loop([...step, ...grow(x, 16), ...grow(row, 16), ...grow(left, -1)], i32.lt(i32.const(0), left.get));

/** Constants are in a row: means, rows of W, log constant. Writes the log densities. */
function densities(d) {
  return assemble("densities", ["tile", "rows", "constants", "pairs"], null, (p, local) => {
    const z = range(d).map(() => local(types.v128));
    const [y, sum] = range(2).map(() => local(types.v128));
    const constant = (n) => f64x2.loadSplat(p.constants.get, 8 * n);
    const whitened = (i) => range(i + 1).map((j) => f64x2.mul(constant(d + triangle(i) + j), z[j].get));
    return overPairs({ x: p.tile, row: p.rows, left: p.pairs }, [
      ...range(d).flatMap((j) => z[j].set(f64x2.sub(f64x2.load(p.tile.get, COLUMN * j), constant(j)))),
      ...range(d).flatMap((i) => {
        const square = f64x2.mul(y.get, y.get);
        return [...y.set(whitened(i).reduce(f64x2.add)), ...sum.set(i === 0 ? square : f64x2.add(sum.get, square))];
      }),
      ...f64x2.store(p.rows.get, f64x2.sub(constant(d + triangle(d)), f64x2.mul(f64x2.splat(f64.const(0.5)), sum.get))),
    ]);
  });
}

/** Squares of the lower triangle of products of (1, z0, z1, …): pairs of entries. */
function blocksOf(d) {
  const sides = range(Math.ceil((d + 1) / SIDE)).map((g) => range(d + 1).slice(g * SIDE, (g + 1) * SIDE));
  return sides.flatMap((rows, g) =>
    sides.slice(0, g + 1).map((columns) => rows.flatMap((v) => columns.filter((w) => w <= v).map((w) => [v, w]))),
  );
}

/** Sums of even and of odd rows stand side by side, in the order of the statistics: Σ r, Σ r z, Σ r z zᵀ. */
function moments(d) {
  return assemble("moments", ["tile", "rows", "constants", "pairs", "sums"], null, (p, local) => {
    const [x, row, left] = range(3).map(() => local(types.i32));
    const [r, t] = range(2).map(() => local(types.v128));
    const z = range(d + 1).map(() => local(types.v128));
    const sums = range(SIDE * SIDE).map(() => local(types.v128));
    const place = ([v, w]) => (w === 0 ? v : 1 + d + triangle(v - 1) + w - 1);
    const term = (v, w) => (v === 0 ? r.get : w === 0 ? t.get : f64x2.mul(t.get, z[w].get));
    return blocksOf(d).flatMap((entries) => {
      const used = [...new Set(entries.flat())].filter((v) => v > 0);
      const step = entries.flatMap(([v, w], n) => [
        ...(v > 0 && entries[n - 1]?.[0] !== v ? t.set(f64x2.mul(r.get, z[v].get)) : []),
        ...sums[n].set(f64x2.add(sums[n].get, term(v, w))),
      ]);
      return [
        ...[...x.set(p.tile.get), ...row.set(p.rows.get), ...left.set(p.pairs.get)],
        ...entries.flatMap((_, n) => sums[n].set(f64x2.splat(f64.const(0)))),
        ...overPairs({ x, row, left }, [
          ...r.set(f64x2.load(row.get)),
          ...used.flatMap((v) => z[v].set(f64x2.sub(f64x2.load(x.get, COLUMN * (v - 1)), f64x2.loadSplat(p.constants.get, 8 * (v - 1))))),
          ...step,
        ]),
        ...entries.flatMap((entry, n) => f64x2.store(p.sums.get, sums[n].get, 16 * place(entry))),
      ];
    });
  });
}

/** The module for one dimension, as text; see packages/distributions/src/kernels/vector-full.ts. */
export function vectorFullSource(d) {
  const code = moduleOf([densities(d), moments(d)]).match(/.{1,130}/g);
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    "",
    `/** Loops of a full covariance in ${d} dimensions: a WebAssembly module in base64. */`,
    `export const vectorFull${d} =`,
    `${code.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

/** Path of the module for one dimension. */
export const vectorFullPath = (d) => join(folder, `vector-full-${d}.ts`);
