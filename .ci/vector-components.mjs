// Writes the loops of a diagonal covariance of any dimension, for one slot at a time, as vector code: the same sums in the same order as
// packages/distributions/src/kernels/diagonal-loops.ts. `.ci/kernels.mjs` writes the file.
import { join } from "node:path";
import { folder, normalise, vectorModule } from "./vector-full.mjs";
import { assemble, f64, f64x2, i32, loop, types } from "./wasm.mjs";

/** Bytes between the columns of a tile. */
const COLUMN = 8 * 256;
/** Pairs of rows whose densities are worked on together. */
const GROUP = 8;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const grow = (variable, n) => variable.set(i32.add(variable.get, i32.const(n)));
const whilePositive = (left, body) => loop([...body, ...grow(left, -1)], i32.lt(i32.const(0), left.get));
const zero = f64x2.splat(f64.const(0));

/** Constants are in a row, each twice: log constant, then mean and −½ precision of every component. */
function densities() {
  return assemble("densities", ["tile", "rows", "constants", "d", "groups"], null, ({ tile, rows, constants, d, groups }, local) => {
    const [x, c, left] = range(3).map(() => local(types.i32));
    const [mean, half, z] = range(3).map(() => local(types.v128));
    const sums = range(GROUP).map(() => local(types.v128));
    const each = (write) => range(GROUP).flatMap(write);
    return whilePositive(groups, [
      ...[...x.set(tile.get), ...c.set(constants.get), ...left.set(d.get)],
      ...each((l) => sums[l].set(f64x2.load(c.get))),
      ...whilePositive(left, [
        ...mean.set(f64x2.load(c.get, 16)),
        ...half.set(f64x2.load(c.get, 32)),
        ...each((l) => [
          ...z.set(f64x2.sub(f64x2.load(x.get, 16 * l), mean.get)),
          ...sums[l].set(f64x2.add(sums[l].get, f64x2.mul(f64x2.mul(half.get, z.get), z.get))),
        ]),
        ...[...grow(x, COLUMN), ...grow(c, 32)],
      ]),
      ...each((l) => f64x2.store(rows.get, f64x2.add(f64x2.load(rows.get, 16 * l), sums[l].get), 16 * l)),
      ...[...grow(tile, 16 * GROUP), ...grow(rows, 16 * GROUP)],
    ]);
  });
}

/** Sums of even and of odd rows stand side by side: Σ r, then Σ r z and Σ r z² of every component. */
function moments() {
  return assemble(
    "moments",
    ["tile", "rows", "constants", "d", "pairs", "sums"],
    null,
    ({ tile, rows, constants, d, pairs, sums }, local) => {
      const [x, row, left] = range(3).map(() => local(types.i32));
      const [mean, r, y, z] = range(4).map(() => local(types.v128));
      const [a, b] = range(2).map(() => local(types.v128));
      const begin = [...row.set(rows.get), ...left.set(pairs.get), ...a.set(zero), ...b.set(zero)];
      return [
        ...begin,
        ...whilePositive(left, [...a.set(f64x2.add(a.get, f64x2.load(row.get))), ...grow(row, 16)]),
        ...f64x2.store(sums.get, a.get),
        ...whilePositive(d, [
          ...[...begin, ...x.set(tile.get), ...mean.set(f64x2.load(constants.get, 16))],
          ...whilePositive(left, [
            ...r.set(f64x2.load(row.get)),
            ...z.set(f64x2.sub(f64x2.load(x.get), mean.get)),
            ...y.set(f64x2.mul(r.get, z.get)),
            ...a.set(f64x2.add(a.get, y.get)),
            ...b.set(f64x2.add(b.get, f64x2.mul(y.get, z.get))),
            ...[...grow(x, 16), ...grow(row, 16)],
          ]),
          ...[...f64x2.store(sums.get, a.get, 16), ...f64x2.store(sums.get, b.get, 32)],
          ...[...grow(tile, COLUMN), ...grow(constants, 32), ...grow(sums, 32)],
        ]),
      ];
    },
  );
}

/** The module as text; see packages/distributions/src/kernels/vector-components.ts. */
export function vectorComponentsSource() {
  const about = "Loops of a diagonal covariance of any dimension, and the normalisation of their mixture: a WebAssembly module in base64.";
  return vectorModule("vectorComponents", about, [densities(), moments(), normalise()]);
}

/** Path of the module. */
export const vectorComponentsPath = join(folder, "vector-components.ts");
