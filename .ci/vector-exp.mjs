// The exponential function in vector code, with the bits of packages/core/src/numerics/exponential.ts.
import { f64x2, i32 } from "./wasm.mjs";

/** Names of the locals that hold its constants, in the order in which they stand in memory; null for one that is not used. */
const constants = ["lowest", null, "perUnit", "rounder", "high", "low", "c2", "c3", "c4"];

/** Names of all its locals of pairs. */
export const exponentialLocals = [...constants.filter((name) => name !== null), "large", "steps", "r", "root"];

/** Sets the locals to the constants at an address. */
export const loadExponential = (v, at) => constants.flatMap((name, i) => (name ? v[name].set(f64x2.loadSplat(at, 8 * i)) : []));

/** x = exp(x) of a pair of numbers from `lowest` to 709; 0 at `lowest`. `roots` and `powers` are addresses of the tables. */
export function exponential(x, { large, steps, r, root, lowest, perUnit, rounder, high, low, c2, c3, c4, roots, powers }) {
  const rootAt = (i) => i32.add(roots.get, i32.shl(i32.and(f64x2.lowBits(large.get, i), i32.const(255)), i32.const(3)));
  const powerAt = (i) => i32.add(powers.get, i32.shl(i32.shr(f64x2.lowBits(large.get, i), i32.const(8)), i32.const(3)));
  const cubic = f64x2.add(c2.get, f64x2.mul(r.get, f64x2.add(c3.get, f64x2.mul(r.get, c4.get))));
  const series = f64x2.add(r.get, f64x2.mul(f64x2.mul(r.get, r.get), cubic));
  return [
    ...large.set(f64x2.add(f64x2.mul(x.get, perUnit.get), rounder.get)),
    ...steps.set(f64x2.sub(large.get, rounder.get)),
    ...r.set(f64x2.sub(f64x2.sub(x.get, f64x2.mul(steps.get, high.get)), f64x2.mul(steps.get, low.get))),
    ...root.set(f64x2.loadBoth(rootAt(0), rootAt(1))),
    ...r.set(f64x2.mul(f64x2.add(root.get, f64x2.mul(root.get, series)), f64x2.loadBoth(powerAt(0), powerAt(1)))),
    ...x.set(f64x2.and(r.get, f64x2.gt(x.get, lowest.get))),
  ];
}
