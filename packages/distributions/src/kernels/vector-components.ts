import { vectorComponents } from "../generated/vector-components.ts";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";
import { vectorTileLoops } from "./vector-tile.ts";

/** Rows whose densities the vector code works on together. */
const GROUP = 16;

/** Log constant, then mean and −½ precision of every component, each twice. */
function loadConstants(d: number, { means, whitening, logConstants }: GaussianSlots, slot: number, into: Float64Array): void {
  into.fill(logConstants[slot] as number, 0, 2);
  for (let j = 0; j < d; j++) {
    into.fill(means[slot * d + j] as number, 4 * j + 2, 4 * j + 4);
    into.fill(-0.5 * (whitening[slot * d + j] as number) ** 2, 4 * j + 4, 4 * j + 6);
  }
}

/** The loops of `plain`, a diagonal covariance of `d` dimensions, as vector code. */
export function vectorComponentLoops(d: number, plain: GaussianLoops): GaussianLoops {
  const statistics = 1 + 2 * d;
  const code = {
    text: vectorComponents,
    columns: d,
    statistics,
    numbers: 2 * statistics,
    loadConstants: (slots: GaussianSlots, slot: number, into: Float64Array) => loadConstants(d, slots, slot, into),
  };
  return vectorTileLoops(
    {
      ...code,
      loops({ functions, room }, tile, constants) {
        const sums = room.floats(2 * statistics);
        const [x, c] = [tile.byteOffset, constants.byteOffset];
        return {
          sums,
          // Statistics are all first moments, then all second ones; sums go component by component.
          places: Int32Array.from({ length: statistics }, (_, n) => (n === 0 ? 0 : n <= d ? 2 * n - 1 : 2 * (n - d))),
          densities: (rows) => functions.densities?.(x, rows, c, d, TILE / GROUP),
          moments: (rows) => functions.moments?.(x, rows, c, d, TILE / 2, sums.byteOffset),
        };
      },
    },
    plain,
  );
}
