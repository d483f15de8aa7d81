// Writes the loops of a diagonal covariance over many states as vector code, two states at a time: the same sums in the same order as
// `.ci/diagonals.mjs` writes, so that the results have the same bits. `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble, f64, f64x2, i32, loop, moduleOf, types } from "./wasm.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "distributions", "src", "generated");

/** Bytes between the columns of a tile. */
const COLUMN = 8 * 256;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const grow = (variable, n) => variable.set(i32.add(variable.get, i32.const(n)));

/** A loop over pairs of states, and in it one over rows; `before` and `after` stand around the inner one. */
function overPairs({ p, row, x, left }, { before, step, after }) {
  const rows = [...step, ...grow(x, 8), ...row.set(i32.add(row.get, p.stride.get)), ...grow(left, -1)];
  return loop(
    [
      ...row.set(p.rows.get),
      ...x.set(p.tile.get),
      ...left.set(p.count.get),
      ...before,
      ...loop(rows, i32.lt(i32.const(0), left.get)),
      ...after,
      ...grow(p.rows, 16),
      ...grow(p.pairs, -1),
    ],
    i32.lt(i32.const(0), p.pairs.get),
  );
}

/** Constants of a pair of states are in a row: log constant, means, −½ precisions. */
function densities(d) {
  return assemble("densities", ["tile", "rows", "constants", "stride", "count", "pairs"], null, (p, local) => {
    const [row, x, left] = range(3).map(() => local(types.i32));
    const [z, sum, constant] = range(3).map(() => local(types.v128));
    const [m, h] = range(2).map(() => range(d).map(() => local(types.v128)));
    const constants = (n) => f64x2.load(p.constants.get, 16 * n);
    return overPairs(
      { p, row, x, left },
      {
        before: [
          ...constant.set(constants(0)),
          ...range(d).flatMap((j) => [...m[j].set(constants(1 + j)), ...h[j].set(constants(1 + d + j))]),
          ...grow(p.constants, 16 * (1 + 2 * d)),
        ],
        step: [
          ...sum.set(constant.get),
          ...range(d).flatMap((j) => [
            ...z.set(f64x2.sub(f64x2.loadSplat(x.get, COLUMN * j), m[j].get)),
            ...sum.set(f64x2.add(sum.get, f64x2.mul(f64x2.mul(h[j].get, z.get), z.get))),
          ]),
          ...f64x2.store(row.get, sum.get),
        ],
        after: [],
      },
    );
  });
}

/** Sums of a pair of states are in a row, as their constants: Σ r, Σ r z by component, Σ r z². */
function moments(d) {
  return assemble("moments", ["tile", "rows", "constants", "stride", "count", "pairs", "sums"], null, (p, local) => {
    const [row, x, left] = range(3).map(() => local(types.i32));
    const [r, y, z, weight] = range(4).map(() => local(types.v128));
    const [m, a, b] = range(3).map(() => range(d).map(() => local(types.v128)));
    const all = [weight, ...a, ...b];
    return overPairs(
      { p, row, x, left },
      {
        before: [
          ...range(d).flatMap((j) => m[j].set(f64x2.load(p.constants.get, 16 * (1 + j)))),
          ...all.flatMap((sum) => sum.set(f64x2.splat(f64.const(0)))),
          ...grow(p.constants, 16 * (1 + 2 * d)),
        ],
        step: [
          ...r.set(f64x2.load(row.get)),
          ...weight.set(f64x2.add(weight.get, r.get)),
          ...range(d).flatMap((j) => [
            ...z.set(f64x2.sub(f64x2.loadSplat(x.get, COLUMN * j), m[j].get)),
            ...y.set(f64x2.mul(r.get, z.get)),
            ...a[j].set(f64x2.add(a[j].get, y.get)),
            ...b[j].set(f64x2.add(b[j].get, f64x2.mul(y.get, z.get))),
          ]),
        ],
        after: [...all.flatMap((sum, n) => f64x2.store(p.sums.get, sum.get, 16 * n)), ...grow(p.sums, 16 * (1 + 2 * d))],
      },
    );
  });
}

/** The module for one dimension, as text; see packages/distributions/src/kernels/vector-diagonals.ts. */
export function vectorDiagonalSource(d) {
  const code = moduleOf([densities(d), moments(d)]).match(/.{1,130}/g);
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    "",
    `/** Loops of a diagonal covariance in ${d} dimensions over many states: a WebAssembly module in base64. */`,
    `export const vectorDiagonal${d} =`,
    `${code.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

/** Path of the module for one dimension. */
export const vectorDiagonalPath = (d) => join(folder, `vector-diagonal-${d}.ts`);
