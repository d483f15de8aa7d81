// Writes the loops of a full covariance of any dimension as vector code: the same sums in the same order as the general loops of
// packages/distributions/src/kernels/full-loops.ts. `.ci/kernels.mjs` writes the file.
import { join } from "node:path";
import { folder, normalise, vectorModule } from "./vector-full.mjs";
import { assemble, f64, f64x2, i32, loop, types, when } from "./wasm.mjs";

/** Bytes between the columns of a tile. */
const COLUMN = 8 * 256;
/** Bytes between columns that are read side by side: by a power of two, all would compete for the same lines of the cache. */
const APART = COLUMN + 64;
/** Pairs of rows whose densities are worked on together. */
const GROUP = 4;
/** Entries of (1, z) side by side in a block of moments. */
const SIDE = 3;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const plus = (variable, n) => i32.add(variable.get, i32.const(n));
const grow = (variable, n) => variable.set(plus(variable, n));
const zero = f64x2.splat(f64.const(0));
const localsOf = (local, type, names) => Object.fromEntries(names.map((name) => [name, local(type)]));
/** `count` passes, at least one. */
const repeat = (left, count, body) => [...left.set(count), ...loop([...body, ...grow(left, -1)], i32.lt(i32.const(0), left.get))];

/**
 * Constants are in a row, each twice: means, rows of W, log constant. Adds the log densities to the numbers of the rows, a group of rows at
 * a time, whose centred values stand side by side in `z`.
 */
function densities() {
  return assemble("densities", ["tile", "rows", "constants", "z", "d", "pairs"], null, ({ tile, rows, constants, z, d, pairs }, local) => {
    const { x, at, one, other, left, terms } = localsOf(local, types.i32, ["x", "at", "one", "other", "left", "terms"]);
    const { w, v, value } = localsOf(local, types.v128, ["w", "v", "value"]);
    const [a, b, sum] = range(3).map(() => range(GROUP).map(() => local(types.v128)));
    const each = (write) => range(GROUP).flatMap(write);
    const clear = (group) => group.flatMap((lane) => lane.set(zero));
    const add = (group, weight, l) => group[l].set(f64x2.add(group[l].get, f64x2.mul(weight.get, value.get)));
    const addSquares = (group) => each((l) => sum[l].set(f64x2.add(sum[l].get, f64x2.mul(group[l].get, group[l].get))));
    const read = (l) => value.set(f64x2.load(at.get, 16 * l));
    const centre = repeat(left, d.get, [
      ...w.set(f64x2.load(one.get)),
      ...each((l) => f64x2.store(at.get, f64x2.sub(f64x2.load(x.get, 16 * l), w.get), 16 * l)),
      ...grow(x, COLUMN),
      ...grow(at, 16 * GROUP),
      ...grow(one, 16),
    ]);
    const addTerm = [
      ...w.set(f64x2.load(one.get)),
      ...each((l) => [...read(l), ...add(a, w, l)]),
      ...grow(one, 16),
      ...grow(at, 16 * GROUP),
    ];
    const addTwoTerms = [
      ...w.set(f64x2.load(one.get)),
      ...v.set(f64x2.load(other.get)),
      ...each((l) => [...read(l), ...add(a, w, l), ...add(b, v, l)]),
      ...[...grow(one, 16), ...grow(other, 16), ...grow(at, 16 * GROUP)],
    ];
    const twoRows = [
      ...other.set(i32.add(one.get, i32.shl(terms.get, i32.const(4)))),
      ...at.set(z.get),
      ...[...clear(a), ...clear(b)],
      ...repeat(left, terms.get, addTwoTerms),
      ...v.set(f64x2.load(other.get)),
      ...each((l) => [...read(l), ...add(b, v, l)]),
      ...one.set(plus(other, 16)),
      ...[...addSquares(a), ...addSquares(b)],
      ...grow(terms, 2),
    ];
    const lastRow = [...at.set(z.get), ...clear(a), ...repeat(left, terms.get, addTerm), ...addSquares(a)];
    const density = (l) => f64x2.sub(w.get, f64x2.mul(f64x2.splat(f64.const(0.5)), sum[l].get));
    const group = [
      ...[...x.set(tile.get), ...at.set(z.get), ...one.set(constants.get)],
      ...centre,
      ...clear(sum),
      ...terms.set(i32.const(1)),
      ...when(i32.lt(terms.get, d.get), loop(twoRows, i32.lt(terms.get, d.get))),
      ...when(i32.eq(terms.get, d.get), lastRow),
      ...w.set(f64x2.load(one.get)),
      ...each((l) => f64x2.store(rows.get, f64x2.add(f64x2.load(rows.get, 16 * l), density(l)), 16 * l)),
      ...[...grow(tile, 16 * GROUP), ...grow(rows, 16 * GROUP), ...grow(pairs, -GROUP)],
    ];
    return loop(group, i32.lt(i32.const(0), pairs.get));
  });
}

/** Columns z, from the second on: centred values; columns t: the numbers of the rows, then those times the centred values. */
function weigh() {
  return assemble("weigh", ["tile", "rows", "constants", "z", "t", "d", "pairs"], null, (p, local) => {
    const names = ["x", "row", "to", "product", "left", "columns"];
    const { x, row, to, product, left, columns } = localsOf(local, types.i32, names);
    const { mean, value } = localsOf(local, types.v128, ["mean", "value"]);
    const begin = [...row.set(p.rows.get), ...to.set(p.z.get), ...product.set(p.t.get)];
    return [
      ...begin,
      ...repeat(left, p.pairs.get, [...f64x2.store(product.get, f64x2.load(row.get)), ...grow(row, 16), ...grow(product, 16)]),
      ...repeat(columns, p.d.get, [
        ...[...grow(p.z, APART), ...grow(p.t, APART), ...x.set(p.tile.get), ...begin],
        ...mean.set(f64x2.load(p.constants.get)),
        ...repeat(left, p.pairs.get, [
          ...value.set(f64x2.sub(f64x2.load(x.get), mean.get)),
          ...f64x2.store(to.get, value.get),
          ...f64x2.store(product.get, f64x2.mul(f64x2.load(row.get), value.get)),
          ...[x, row, to, product].flatMap((address) => grow(address, 16)),
        ]),
        ...[...grow(p.tile, COLUMN), ...grow(p.constants, 16)],
      ]),
    ];
  });
}

/** Σ of the products of columns t and z, for even and for odd rows, in blocks of `SIDE` × `SIDE` of the lower triangle. */
function addUp() {
  return assemble("addUp", ["z", "t", "sums", "blocks", "pairs"], null, ({ z, t, sums, blocks, pairs }, local) => {
    const names = ["column", "from", "product", "left", "row", "across"];
    const { column, from, product, left, row, across } = localsOf(local, types.i32, names);
    const value = local(types.v128);
    const products = range(SIDE).map(() => local(types.v128));
    const totals = range(SIDE * SIDE).map(() => local(types.v128));
    const step = [
      ...range(SIDE).flatMap((v) => products[v].set(f64x2.load(product.get, APART * v))),
      ...range(SIDE).flatMap((w) => [
        ...value.set(f64x2.load(from.get, APART * w)),
        ...range(SIDE).flatMap((v) => {
          const total = totals[SIDE * v + w];
          return total.set(f64x2.add(total.get, f64x2.mul(products[v].get, value.get)));
        }),
      ]),
      ...[...grow(from, 16), ...grow(product, 16)],
    ];
    const block = [
      ...[...from.set(column.get), ...product.set(t.get)],
      ...totals.flatMap((total) => total.set(zero)),
      ...repeat(left, pairs.get, step),
      ...totals.flatMap((total, n) => f64x2.store(sums.get, total.get, 16 * n)),
      ...[...grow(sums, 16 * SIDE * SIDE), ...grow(column, SIDE * APART)],
    ];
    return repeat(blocks, blocks.get, [
      ...[...grow(row, 1), ...column.set(z.get)],
      ...repeat(across, row.get, block),
      ...grow(t, SIDE * APART),
    ]);
  });
}

/** The module as text; see packages/distributions/src/kernels/vector-full.ts. */
export function vectorAnySource() {
  const about = "Loops of a full covariance of any dimension, and the normalisation of their mixture: a WebAssembly module in base64.";
  return vectorModule("vectorFull", about, [densities(), weigh(), addUp(), normalise()]);
}

/** Path of the module. */
export const vectorAnyPath = join(folder, "vector-full.ts");
