// Writes the recursions of a chain as vector code, two states at a time: the same sums in the same order as `.ci/chains.mjs` writes, so
// that the results have the same bits. Rows of all tables but the weights and posteriors of steps are padded to a multiple of 4 by
// zeros. `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tree } from "./tree.mjs";
import { exponential, exponentialLocals, loadExponential } from "./vector-exp.mjs";
import { assemble, f64, f64x2, i32, leave, loop, moduleOf, types, when } from "./wasm.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "graph", "src", "generated");

/** Numbers of states whose vector code is written. */
export const vectorStates = Array.from({ length: 13 }, (_, i) => i + 4);

const range = (n) => Array.from({ length: n }, (_, i) => i);
const widthOf = (states) => (states + 3) & ~3;
const plus = (variable, n) => i32.add(variable.get, i32.const(n));
const grow = (variable, n) => variable.set(plus(variable, n));

/** Σ of the lanes of some vectors: first those with even numbers, then those with odd ones, then both. */
const sumOf = (vectors, pair) => [
  ...pair.set(
    tree(
      vectors.map((v) => v.get),
      f64x2.add,
    ),
  ),
  ...f64.add(f64x2.lane(pair.get, 0), f64x2.lane(pair.get, 1)),
];

/** Σ over i of vector v of row i of a matrix, times the number i at `numbers`. */
const product = (states, matrix, splats, v) =>
  tree(
    range(states).map((i) => f64x2.mul(splats[i].get, f64x2.load(matrix.get, 8 * widthOf(states) * i + 16 * v))),
    f64x2.add,
  );

/** Writes the sums of rows multiplied to `products`, a number for as many steps as stay in range; returns how many, −1 for underflow. */
function forward(states) {
  const width = widthOf(states);
  const vectors = range(Math.ceil(states / 2));
  const parameters = ["emission", "place", "initial", "matrix", "alpha", "scale", "products", "count"];
  return assemble("forward", parameters, types.i32, (p, local) => {
    const { emission, place, initial, matrix, alpha, scale, products, count } = p;
    const [row, written] = [local(types.i32), local(types.i32)];
    const [sum, all] = [local(types.f64), local(types.f64)];
    const [pair, factor] = [local(types.v128), local(types.v128)];
    const n = vectors.map(() => local(types.v128));
    const splats = range(states).map(() => local(types.v128));
    const weights = (v) => f64x2.load(row.get, 16 * v);
    const aim = row.set(i32.add(emission.get, i32.shl(i32.load(place.get), i32.const(3))));
    const finish = [
      ...vectors.flatMap((v) => f64x2.store(alpha.get, n[v].get, 16 * v)),
      ...sum.set(sumOf(n, pair)),
      ...factor.set(f64x2.splat(f64.div(f64.const(1), sum.get))),
      ...f64.store(scale.get, f64x2.lane(factor.get, 0)),
    ];
    const underflow = when(i32.eq(f64.gt(sum.get, f64.const(1e-200)), i32.const(0)), leave(i32.const(-1)));
    return [
      ...aim,
      ...vectors.flatMap((v) => n[v].set(f64x2.mul(f64x2.load(initial.get, 16 * v), weights(v)))),
      ...finish,
      ...underflow,
      ...all.set(sum.get),
      ...when(
        i32.lt(i32.const(1), count.get),
        loop(
          [
            ...grow(place, 4),
            ...aim,
            ...range(states).flatMap((i) => splats[i].set(f64x2.loadSplat(alpha.get, 8 * i))),
            ...grow(alpha, 8 * width),
            ...grow(scale, 8),
            ...vectors.flatMap((v) => n[v].set(f64x2.mul(product(states, matrix, splats, v), f64x2.mul(weights(v), factor.get)))),
            ...finish,
            ...all.set(f64.mul(all.get, sum.get)),
            ...when(i32.eq(i32.and(f64.gt(all.get, f64.const(1e-100)), f64.gt(f64.const(1e100), all.get)), i32.const(0)), [
              ...underflow,
              ...f64.store(products.get, all.get),
              ...grow(products, 8),
              ...grow(written, 1),
              ...all.set(f64.const(1)),
            ]),
            ...grow(count, -1),
          ],
          i32.lt(i32.const(1), count.get),
        ),
      ),
      ...f64.store(products.get, all.get),
      ...plus(written, 1),
    ];
  });
}

/** Steps from the last to the first of a block of `count`; `earlier` is 1 where steps of the sequence come before them. */
function backward(states) {
  const width = widthOf(states);
  const vectors = range(Math.ceil(states / 2));
  const parameters = ["emission", "place", "transposed", "alpha", "scale", "posterior", "begin", "carry", "messages", "count", "earlier"];
  return assemble("backward", parameters, null, (p, local) => {
    const { emission, place, transposed, alpha, scale, posterior, begin, carry, messages, count, earlier } = p;
    const [row, into] = [local(types.i32), local(types.i32)];
    const [tiny, before, a, held] = range(4).map(() => local(types.v128));
    const [e, g] = range(2).map(() => vectors.map(() => local(types.v128)));
    const splats = range(states).map(() => local(types.v128));
    const step = (v) => [
      ...a.set(f64x2.load(alpha.get, 16 * v)),
      ...held.set(f64x2.gt(a.get, tiny.get)),
      ...g[v].set(f64x2.and(f64x2.mul(a.get, e[v].get), held.get)),
      ...f64x2.store(into.get, f64x2.add(f64x2.load(into.get, 16 * v), g[v].get), 16 * v),
      ...f64x2.store(messages.get, f64x2.and(f64x2.mul(f64x2.mul(f64x2.load(row.get, 16 * v), e[v].get), before.get), held.get), 16 * v),
    ];
    return [
      ...tiny.set(f64x2.splat(f64.const(1e-250))),
      ...vectors.flatMap((v) => e[v].set(f64x2.load(carry.get, 16 * v))),
      ...loop(
        [
          ...row.set(i32.shl(i32.load(place.get), i32.const(3))),
          ...into.set(i32.add(posterior.get, row.get)),
          ...row.set(i32.add(emission.get, row.get)),
          ...before.set(f64x2.splat(f64.const(0))),
          ...when(i32.lt(i32.const(1), i32.add(count.get, earlier.get)), before.set(f64x2.loadSplat(plus(scale, -8)))),
          ...vectors.flatMap(step),
          ...range(states).flatMap((i) => splats[i].set(f64x2.loadSplat(messages.get, 8 * i))),
          ...vectors.flatMap((v) => e[v].set(product(states, transposed, splats, v))),
          ...grow(place, -4),
          ...grow(alpha, -8 * width),
          ...grow(scale, -8),
          ...grow(messages, -8 * width),
          ...grow(count, -1),
        ],
        i32.lt(i32.const(0), count.get),
      ),
      ...vectors.flatMap((v) => [...f64x2.store(carry.get, e[v].get, 16 * v), ...f64x2.store(begin.get, g[v].get, 16 * v)]),
    ];
  });
}

/** pairs[i * width + j] += Σ alpha[t * width + i] · messages[t * width + j] over `count` steps, for four i and four j at a time. */
function addPairs(states) {
  const width = widthOf(states);
  return assemble("addPairs", ["alpha", "messages", "pairs", "count"], null, (p, local) => {
    const [rows, columns, a, m, left] = range(5).map(() => local(types.i32));
    const [low, high, splat] = range(3).map(() => local(types.v128));
    const sums = range(8).map(() => local(types.v128));
    const step = [
      ...low.set(f64x2.load(m.get)),
      ...high.set(f64x2.load(m.get, 16)),
      ...range(4).flatMap((r) => [
        ...splat.set(f64x2.loadSplat(a.get, 8 * r)),
        ...sums[2 * r].set(f64x2.add(sums[2 * r].get, f64x2.mul(splat.get, low.get))),
        ...sums[2 * r + 1].set(f64x2.add(sums[2 * r + 1].get, f64x2.mul(splat.get, high.get))),
      ]),
      ...grow(a, 8 * width),
      ...grow(m, 8 * width),
      ...grow(left, -1),
    ];
    const tile = [
      ...a.set(p.alpha.get),
      ...m.set(p.messages.get),
      ...left.set(p.count.get),
      ...sums.flatMap((s) => s.set(f64x2.splat(f64.const(0)))),
      ...loop(step, i32.lt(i32.const(0), left.get)),
      ...sums.flatMap((s, n) => {
        const at = 8 * ((n >> 1) * width + 2 * (n & 1));
        return f64x2.store(p.pairs.get, f64x2.add(f64x2.load(p.pairs.get, at), s.get), at);
      }),
      ...grow(p.messages, 32),
      ...grow(p.pairs, 32),
      ...grow(columns, 4),
    ];
    const row = [
      ...columns.set(i32.const(0)),
      ...loop(tile, i32.lt(columns.get, i32.const(width))),
      ...grow(p.alpha, 32),
      ...grow(p.messages, -8 * width),
      ...grow(p.pairs, 24 * width),
      ...grow(rows, 4),
    ];
    return when(i32.lt(i32.const(0), p.count.get), loop(row, i32.lt(rows.get, i32.const(width))));
  });
}

/** Numbers of states whose rows of log-weights are normalised in vector code. */
const normalised = [4, 6, 8];

/**
 * Normalises rows relative to their first states, as the row normalisers of packages/core/src/generated do. Writes the products of sums
 * to `products`, and behind them the sum of the first log-weights; returns how many products, −1 where a row is out of reach.
 */
function normalise(states) {
  const vectors = range(states / 2);
  return assemble("normalise", ["rows", "count", "constants", "roots", "powers", "products"], types.i32, (p, local) => {
    const { rows, count, constants, roots, powers, products } = p;
    const v = Object.fromEntries([...exponentialLocals, "limit", "pair", "first"].map((name) => [name, local(types.v128)]));
    const [sum, all, total] = range(3).map(() => local(types.f64));
    const written = local(types.i32);
    const x = vectors.map(() => local(types.v128));
    const beyond = tree(
      x.map((one) => f64x2.ge(one.get, v.limit.get)),
      f64x2.or,
    );
    const row = [
      ...v.first.set(f64x2.loadSplat(rows.get)),
      ...vectors.flatMap((i) => x[i].set(f64x2.pmax(v.lowest.get, f64x2.sub(f64x2.load(rows.get, 16 * i), v.first.get)))),
      ...when(f64x2.any(beyond), leave(i32.const(-1))),
      ...vectors.flatMap((i) => exponential(x[i], { ...v, roots, powers })),
      ...sum.set(sumOf(x, v.pair)),
      ...v.pair.set(f64x2.splat(f64.div(f64.const(1), sum.get))),
      ...vectors.flatMap((i) => f64x2.store(rows.get, f64x2.mul(x[i].get, v.pair.get), 16 * i)),
      ...total.set(f64.add(total.get, f64x2.lane(v.first.get, 0))),
      ...all.set(f64.mul(all.get, sum.get)),
      ...when(f64.gt(all.get, f64.const(1e30)), [
        ...f64.store(products.get, all.get),
        ...grow(products, 8),
        ...grow(written, 1),
        ...all.set(f64.const(1)),
      ]),
      ...grow(rows, 8 * states),
      ...grow(count, -1),
    ];
    return [
      ...loadExponential(v, constants.get),
      ...v.limit.set(f64x2.splat(f64.const(600))),
      ...all.set(f64.const(1)),
      ...loop(row, i32.lt(i32.const(0), count.get)),
      ...f64.store(products.get, all.get),
      ...f64.store(products.get, total.get, 8),
      ...plus(written, 1),
    ];
  });
}

/** The module for one number of states, as text; see packages/graph/src/chain/vector-walk.ts. */
export function vectorSource(states) {
  const functions = [forward(states), backward(states), addPairs(states), ...(normalised.includes(states) ? [normalise(states)] : [])];
  const code = moduleOf(functions).match(/.{1,130}/g);
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    "",
    `/** The recursions of a chain of ${states} states in vector code: a WebAssembly module in base64. */`,
    `export const vectors${states} =`,
    `${code.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

/** Path of the module for a number of states. */
export const vectorPath = (states) => join(folder, `vectors-${states}.ts`);
