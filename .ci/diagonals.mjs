// Writes the loops of a diagonal covariance out by dimension, for many states at once: their numbers stand side by side, row by row, as
// the recursions of a chain read and write them. `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "distributions", "src", "generated");

/** Dimensions whose diagonal loops are written out. */
export const diagonalDimensions = [1, 2, 3, 4, 5, 6, 7, 8];

/** Rows of a tile: columns of a block stand this far apart. */
const STRIDE = 256;

/** Components whose moments are summed in one loop: more sums than these don't fit the registers. */
const GROUP = 2;

const plus = (base, offset) => (offset === 0 ? base : `${base} + ${offset}`);
const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const centred = (j) => `const z${j} = (tile[${plus("i", STRIDE * j)}] as number) - m${j};`;

function densityLoop(d) {
  const all = range(0, d);
  return [
    "  writeLogDensities({ means, whitening, logConstants }, tile, { count, at, values, slots }, offsets) {",
    "    const states = slots.length;",
    "    for (let k = 0; k < states; k++) {",
    "      const slot = slots[k] as number;",
    `      const m = slot * ${d};`,
    ...all.map((j) => `      const m${j} = means[${plus("m", j)}] as number;`),
    ...all.map((j) => `      const h${j} = -0.5 * (whitening[${plus("m", j)}] as number) ** 2;`),
    "      const constant = (offsets[k] as number) + (logConstants[slot] as number);",
    "      for (let i = 0, to = at + k; i < count; i++, to += states) {",
    ...all.map((j) => `        ${centred(j)}`),
    `        values[to] = constant + ${all.map((j) => `h${j} * z${j} * z${j}`).join(" + ")};`,
    "      }",
    "    }",
    "  },",
  ];
}

function momentLoop(d, first, last) {
  const group = range(first, last);
  return [
    "      {",
    ...group.map((j) => `        const m${j} = means[${plus(`slot * ${d}`, j)}] as number;`),
    ...(first === 0 ? ["        let weight = 0;"] : []),
    ...group.map((j) => `        let a${j} = 0; let b${j} = 0;`),
    "        for (let i = 0, from = at + k; i < count; i++, from += states) {",
    "          const r = values[from] as number;",
    ...(first === 0 ? ["          weight += r;"] : []),
    ...group.map((j) => `          ${centred(j)} const y${j} = r * z${j}; a${j} += y${j}; b${j} += y${j} * z${j};`),
    "        }",
    ...(first === 0 ? ["        statistics[s] = (statistics[s] as number) + weight;"] : []),
    ...group.flatMap((j) => [
      `        statistics[s + ${1 + j}] = (statistics[s + ${1 + j}] as number) + a${j};`,
      `        statistics[s + ${1 + d + j}] = (statistics[s + ${1 + d + j}] as number) + b${j};`,
    ]),
    "      }",
  ];
}

function momentLoops(d) {
  const groups = range(0, Math.ceil(d / GROUP)).map((g) => [g * GROUP, Math.min(d, (g + 1) * GROUP)]);
  return [
    "  accumulateStates({ means, statistics }, tile, { count, at, values, slots }) {",
    "    const states = slots.length;",
    "    for (let k = 0; k < states; k++) {",
    "      const slot = slots[k] as number;",
    `      const s = slot * ${1 + 2 * d};`,
    ...groups.flatMap(([first, last]) => momentLoop(d, first, last)),
    "    }",
    "  },",
  ];
}

/** The loops for one dimension, as text; see packages/distributions/src/kernels/gaussian-loops.ts. */
export function diagonalSource(d) {
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import type { StateLoops } from "../kernels/gaussian-loops.ts";',
    "",
    `/** Loops of a diagonal covariance in ${d} dimensions over many states, written out. */`,
    `export const diagonal${d}: StateLoops = {`,
    ...densityLoop(d),
    ...momentLoops(d),
    "};",
    "",
  ].join("\n");
}

/** Path of the loops for one dimension. */
export const diagonalPath = (d) => join(folder, `diagonal-${d}.ts`);
