// Writes the loops of a full covariance as vector code, two rows at a time: the same sums in the same order as `.ci/kernels.mjs` writes,
// so that the results have the same bits. `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exponential, exponentialLocals, loadExponential } from "./vector-exp.mjs";
import { assemble, f64, f64x2, i32, leave, loop, moduleOf, types, when } from "./wasm.mjs";

/** Where the modules stand. */
export const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "distributions", "src", "generated");

/** Bytes between the columns of a tile, and between its states. */
const COLUMN = 8 * 256;

/** Entries of (1, z) side by side in a block of moments: the accumulators of 3 × 3 and what they need fit the registers. */
const SIDE = 3;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const triangle = (d) => (d * (d + 1)) / 2;
const grow = (variable, n) => variable.set(i32.add(variable.get, i32.const(n)));
const positive = (variable) => i32.lt(i32.const(0), variable.get);

/** A loop over pairs of rows, of the columns from x on and the numbers from row on. */
const overPairs = ({ x, row, left }, step) => loop([...step, ...grow(x, 16), ...grow(row, 16), ...grow(left, -1)], positive(left));

/** Constants are in a row, each twice: means, rows of W, log constant. Adds the log densities to the numbers of the rows. */
function densities(d) {
  return assemble("densities", ["tile", "rows", "constants", "pairs"], null, (p, local) => {
    const y = range(d).map(() => local(types.v128));
    const [z, sum] = range(2).map(() => local(types.v128));
    const constant = (n) => f64x2.load(p.constants.get, 16 * n);
    const term = (i, j) => f64x2.mul(constant(d + triangle(i) + j), z.get);
    return overPairs({ x: p.tile, row: p.rows, left: p.pairs }, [
      ...range(d).flatMap((j) => [
        ...z.set(f64x2.sub(f64x2.load(p.tile.get, COLUMN * j), constant(j))),
        ...range(d - j).flatMap((n) => y[j + n].set(j === 0 ? term(n, 0) : f64x2.add(y[j + n].get, term(j + n, j)))),
      ]),
      ...sum.set(y.map(({ get }) => f64x2.mul(get, get)).reduce((a, b) => f64x2.add(a, b))),
      ...sum.set(f64x2.sub(constant(d + triangle(d)), f64x2.mul(f64x2.splat(f64.const(0.5)), sum.get))),
      ...f64x2.store(p.rows.get, f64x2.add(f64x2.load(p.rows.get), sum.get)),
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
    const centre = (v) => f64x2.sub(f64x2.load(x.get, COLUMN * (v - 1)), f64x2.load(p.constants.get, 16 * (v - 1)));
    return blocksOf(d).flatMap((entries) => {
      const used = [...new Set(entries.flat())].filter((v) => v > 0);
      const add = entries.flatMap(([v, w], n) => [
        ...(v > 0 && entries[n - 1]?.[0] !== v ? t.set(f64x2.mul(r.get, z[v].get)) : []),
        ...sums[n].set(f64x2.add(sums[n].get, term(v, w))),
      ]);
      return [
        ...[...x.set(p.tile.get), ...row.set(p.rows.get), ...left.set(p.pairs.get)],
        ...entries.flatMap((_, n) => sums[n].set(f64x2.splat(f64.const(0)))),
        ...overPairs({ x, row, left }, [...r.set(f64x2.load(row.get)), ...used.flatMap((v) => z[v].set(centre(v))), ...add]),
        ...entries.flatMap((entry, n) => f64x2.store(p.sums.get, sums[n].get, 16 * place(entry))),
      ];
    });
  });
}

/**
 * Normalises a table of states by rows, as `normaliseBlockTotal` of packages/core does. Writes the largest log-weight and the sum of each
 * row to `largest` and `sums`; returns −1 where a row has nothing but −∞.
 */
export function normalise() {
  const parameters = ["table", "states", "pairs", "constants", "roots", "powers", "largest", "sums"];
  return assemble("normalise", parameters, types.i32, ({ table, states, pairs, constants, roots, powers, largest, sums }, local) => {
    const v = Object.fromEntries([...exponentialLocals, "least", "max", "sum", "x"].map((name) => [name, local(types.v128)]));
    const [at, left] = range(2).map(() => local(types.i32));
    const overStates = (step) => [
      ...at.set(table.get),
      ...left.set(states.get),
      ...loop([...step, ...grow(at, COLUMN), ...grow(left, -1)], positive(left)),
    ];
    const row = [
      ...v.max.set(f64x2.load(table.get)),
      ...overStates(v.max.set(f64x2.pmax(v.max.get, f64x2.load(at.get)))),
      ...when(f64x2.any(f64x2.ge(v.least.get, v.max.get)), leave(i32.const(-1))),
      ...v.sum.set(f64x2.splat(f64.const(0))),
      ...overStates([
        ...v.x.set(f64x2.pmax(v.lowest.get, f64x2.sub(f64x2.load(at.get), v.max.get))),
        ...exponential(v.x, { ...v, roots, powers }),
        ...v.sum.set(f64x2.add(v.sum.get, v.x.get)),
        ...f64x2.store(at.get, v.x.get),
      ]),
      ...f64x2.store(largest.get, v.max.get),
      ...f64x2.store(sums.get, v.sum.get),
      ...v.sum.set(f64x2.div(f64x2.splat(f64.const(1)), v.sum.get)),
      ...overStates(f64x2.store(at.get, f64x2.mul(f64x2.load(at.get), v.sum.get))),
      ...[table, largest, sums].flatMap((address) => grow(address, 16)),
      ...grow(pairs, -1),
    ];
    return [
      ...loadExponential(v, constants.get),
      ...v.least.set(f64x2.splat(f64.const(-Number.MAX_VALUE))),
      ...loop(row, positive(pairs)),
      ...i32.const(0),
    ];
  });
}

/** A module of functions under a name, as text. */
export function vectorModule(name, about, functions) {
  const code = moduleOf(functions).match(/.{1,130}/g);
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    "",
    `/** ${about} */`,
    `export const ${name} =`,
    `${code.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

/** The module for one dimension, as text; see packages/distributions/src/kernels/vector-full.ts. */
export function vectorFullSource(d) {
  const about = `Loops of a full covariance in ${d} dimensions, and the normalisation of their mixture: a WebAssembly module in base64.`;
  return vectorModule(`vectorFull${d}`, about, [densities(d), moments(d), normalise()]);
}

/** Path of the module for one dimension. */
export const vectorFullPath = (d) => join(folder, `vector-full-${d}.ts`);
