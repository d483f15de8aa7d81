// Writes the forward and backward recursions of a chain out by number of states: the transition matrix and the current row stand in
// locals, and every row of `alpha` is padded to a multiple of 4. Every sum is stored as soon as it is made: V8 keeps the order of stores,
// but would put off sums that only the next step needs until all of them are due. Sums are in the order of `.ci/vector-chains.mjs`.
// `.ci/kernels.mjs` writes the files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tree } from "./tree.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "graph", "src", "generated");

/** Numbers of states whose recursions are written out. */
export const chainStates = Array.from({ length: 15 }, (_, i) => i + 2);

const plus = (base, offset) => (offset === 0 ? base : `${base} + ${offset}`);
const summed = (all, term) => tree(all.map(term), (a, b) => `(${a} + ${b})`);
/** Numbers of the states with even numbers summed, and those with odd ones. */
const summedByLane = (all, term) =>
  `${summed(
    all.filter((k) => k % 2 === 0),
    term,
  )} + ${summed(
    all.filter((k) => k % 2 === 1),
    term,
  )}`;

function matrixLocals(all, states) {
  return all.map((i) => `    ${all.map((j) => `const m${i}_${j} = matrix[${i * states + j}] as number;`).join(" ")}`);
}

function forwardLoop(all, width) {
  return [
    "  forward({ emission, place, initial, matrix, alpha, scale }, start, end) {",
    ...matrixLocals(all, all.length),
    "    let p = place[start] as number;",
    `    let at = start * ${width};`,
    ...all.map(
      (k) => `    let a${k} = (initial[${k}] as number) * (emission[${plus("p", k)}] as number); alpha[${plus("at", k)}] = a${k};`,
    ),
    `    let sum = ${summedByLane(all, (k) => `a${k}`)};`,
    "    if (!(sum > 1e-200)) return Number.NaN;",
    "    let inverse = 1 / sum;",
    "    let product = sum;",
    "    let logLik = 0;",
    "    scale[start] = inverse;",
    "    for (let t = start + 1; t < end; t++) {",
    "      p = place[t] as number;",
    `      at += ${width};`,
    ...all.map(
      (j) =>
        `      const n${j} = ${summed(all, (i) => `a${i} * m${i}_${j}`)} * ((emission[${plus("p", j)}] as number) * inverse); alpha[${plus("at", j)}] = n${j};`,
    ),
    ...all.map((k) => `      a${k} = n${k};`),
    `      sum = ${summedByLane(all, (k) => `n${k}`)};`,
    "      inverse = 1 / sum;",
    "      scale[t] = inverse;",
    "      product *= sum;",
    "      if (product > 1e-100 && product < 1e100) continue;",
    "      if (!(sum > 1e-200)) return Number.NaN;",
    "      logLik += portableLog(product);",
    "      product = 1;",
    "    }",
    "    return logLik + portableLog(product);",
    "  },",
  ];
}

function backwardLoop(all, width) {
  return [
    "  backward({ emission, place, matrix, alpha, scale, posterior, first: begin }, { start, first, last }, carry, messages) {",
    ...matrixLocals(all, all.length),
    ...all.map((k) => `    let e${k} = carry[${k}] as number;`),
    "    for (let t = last - 1; t >= first; t--) {",
    "      const p = place[t] as number;",
    `      const at = t * ${width};`,
    `      const to = (t - first) * ${width};`,
    "      const before = t > start ? (scale[t - 1] as number) : 0;",
    ...all.map((k) => `      const a${k} = alpha[${plus("at", k)}] as number; const g${k} = a${k} > 1e-250 ? a${k} * e${k} : 0;`),
    ...all.map((k) => `      posterior[${plus("p", k)}] = (posterior[${plus("p", k)}] as number) + g${k};`),
    ...all.map(
      (k) =>
        `      const w${k} = a${k} > 1e-250 ? (emission[${plus("p", k)}] as number) * e${k} * before : 0; messages[${plus("to", k)}] = w${k};`,
    ),
    ...all.map((i) => `      e${i} = ${summed(all, (j) => `m${i}_${j} * w${j}`)}; carry[${i}] = e${i};`),
    `      if (t === start) { ${all.map((k) => `begin[${k}] = g${k};`).join(" ")} }`,
    "    }",
    "  },",
  ];
}

/** The recursions for one number of states, as text; see packages/graph/src/chain/written-walk.ts. */
export function chainSource(states) {
  const all = Array.from({ length: states }, (_, k) => k);
  const width = (states + 3) & ~3;
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import { portableLog } from "@platewise/core";',
    'import type { WrittenChain } from "../chain/written-walk.ts";',
    "",
    `/** The recursions of a chain of ${states} states, written out. */`,
    `export const chain${states}: WrittenChain = {`,
    ...forwardLoop(all, width),
    ...backwardLoop(all, width),
    "};",
    "",
  ].join("\n");
}

/** Path of the recursions for a number of states. */
export const chainPath = (states) => join(folder, `chain-${states}.ts`);
