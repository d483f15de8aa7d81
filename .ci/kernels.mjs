// Writes inner loops out for the common shapes: the full-covariance normal by dimension, the normalisation of a block by
// number of states, products of tables by number of states. Columns are read from one small tile, and a
// loop holds no more than the registers do. Run it after a change here; a test holds the committed files to what it writes.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chainPath, chainSource, chainStates } from "./chains.mjs";
import { diagonalDimensions, diagonalPath, diagonalSource } from "./diagonals.mjs";
import { tree } from "./tree.mjs";
import { vectorAnyPath, vectorAnySource } from "./vector-any.mjs";
import { vectorPath, vectorSource, vectorStates } from "./vector-chains.mjs";
import { vectorComponentsPath, vectorComponentsSource } from "./vector-components.mjs";
import { vectorDiagonalPath, vectorDiagonalSource } from "./vector-diagonals.mjs";
import { vectorFullPath, vectorFullSource } from "./vector-full.mjs";

export const dimensions = [2, 3, 4, 5, 6, 7, 8];
/** Numbers of states whose normalisation is written out. */
export const stateCounts = [2, 3, 4, 5, 6, 7, 8];
/** Rows of a tile: columns of a block stand this far apart. */
const STRIDE = 256;
const packages = join(dirname(fileURLToPath(import.meta.url)), "..", "packages");
const folder = join(packages, "distributions", "src", "generated");

/** Weights and accumulators that fit the registers: beyond it, a loop is split. */
const WEIGHTS = 21;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const triangle = (d) => (d * (d + 1)) / 2;
const at = (i, j) => triangle(i) + j;
const plus = (base, offset) => (offset === 0 ? base : `${base} + ${offset}`);

/** Rows of W in groups of few weights, each with a loop of its own. */
function rowGroups(d) {
  const groups = [[]];
  const share = triangle(d) / Math.ceil(triangle(d) / WEIGHTS);
  let weights = 0;
  for (const i of range(d)) {
    if (weights > 0 && (weights + i + 1 > WEIGHTS || weights >= 0.8 * share)) {
      groups.push([]);
      weights = 0;
    }
    groups.at(-1).push(i);
    weights += i + 1;
  }
  return groups;
}

function densityLoop(d, rows, first, last) {
  const columns = range(rows.at(-1) + 1);
  const lines = ["    {"];
  for (const j of columns) lines.push(`      const m${j} = means[${plus("m", j)}] as number;`);
  for (const i of rows) for (const j of range(i + 1)) lines.push(`      const w${i}_${j} = whitening[${plus("w", at(i, j))}] as number;`);
  lines.push("      for (let i = 0; i < count; i++) {");
  for (const j of columns) lines.push(`        const x${j} = (tile[${plus("i", STRIDE * j)}] as number) - m${j};`);
  for (const i of rows)
    lines.push(
      `        const y${i} = ${range(i + 1)
        .map((j) => `w${i}_${j} * x${j}`)
        .join(" + ")};`,
    );
  const own = rows.map((i) => `y${i} * y${i}`).join(" + ");
  const partial = `tile[${plus("i", STRIDE * d)}]`;
  const square = first ? own : `(${partial} as number) + ${own}`;
  if (last) lines.push(`        values[at + i] = (values[at + i] as number) + (constant - 0.5 * (${square}));`);
  else lines.push(`        ${partial} = ${square};`);
  return [...lines, "      }", "    }"];
}

function density(d) {
  const groups = rowGroups(d);
  return [
    `    const m = slot * ${d};`,
    `    const w = slot * ${triangle(d)};`,
    "    const constant = logConstants[slot] as number;",
    ...groups.flatMap((rows, g) => densityLoop(d, rows, g === 0, g === groups.length - 1)),
  ];
}

/** Moments are products of (1, x0, x1, …): entry (v, w) of their triangle by name, and its place among the statistics. */
const momentName = (v, w) => (v === 0 ? "n" : w === 0 ? `s${v - 1}` : `p${v - 1}_${w - 1}`);
const momentPlace = (d, v, w) => (v === 0 ? 0 : w === 0 ? v : 1 + d + at(v - 1, w - 1));

/** Even rows first, then odd ones, as vector code has them side by side. */
function momentLoop(d, rows, columns) {
  const pairs = rows.flatMap((v) => columns.filter((w) => w <= v).map((w) => [v, w]));
  const used = [...new Set([...rows, ...columns])].filter((v) => v > 0).sort((a, b) => a - b);
  const lines = ["    {"];
  for (const v of used) lines.push(`      const m${v - 1} = means[${plus("m", v - 1)}] as number;`);
  lines.push("      for (let first = 0; first < 2; first++) {");
  for (const [v, w] of pairs) lines.push(`        let ${momentName(v, w)} = 0;`);
  lines.push("        for (let i = first; i < count; i += 2) {", "          const r = values[at + i] as number;");
  for (const v of used) lines.push(`          const x${v - 1} = (tile[${plus("i", STRIDE * (v - 1))}] as number) - m${v - 1};`);
  for (const v of rows) if (v > 0) lines.push(`          const t${v - 1} = r * x${v - 1};`);
  for (const [v, w] of pairs)
    lines.push(`          ${momentName(v, w)} += ${v === 0 ? "r" : w === 0 ? `t${v - 1}` : `t${v - 1} * x${w - 1}`};`);
  lines.push("        }");
  for (const [v, w] of pairs) {
    const place = `statistics[${plus("s", momentPlace(d, v, w))}]`;
    lines.push(`        ${place} = (${place} as number) + ${momentName(v, w)};`);
  }
  return [...lines, "      }", "    }"];
}

/** One loop while its accumulators fit the registers, else the triangle in three: two halves and what they have with each other. */
function moments(d) {
  const all = range(d + 1);
  const half = Math.floor((d + 1) / 2);
  const blocks = triangle(d + 1) <= WEIGHTS - 5 ? [all] : [all.slice(0, half), all.slice(half)];
  const loops = blocks.flatMap((rows, p) => blocks.slice(0, p + 1).flatMap((columns) => momentLoop(d, rows, columns)));
  return [`    const m = slot * ${d};`, `    const s = slot * ${1 + d + triangle(d)};`, ...loops];
}

/** The module for one dimension, as text. */
export function kernelSource(d) {
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import type { GaussianLoops } from "../kernels/gaussian-loops.ts";',
    "",
    `/** Inner loops of a full covariance in ${d} dimensions, written out. */`,
    `export const full${d}: GaussianLoops = {`,
    "  addLogDensity({ means, whitening, logConstants }, slot, tile, { count, at, values }) {",
    ...density(d),
    "  },",
    "  accumulate({ means, statistics }, slot, tile, { count, at, values }) {",
    ...moments(d),
    "  },",
    "};",
    "",
  ].join("\n");
}

/** Path of the module for one dimension. */
export const kernelPath = (d) => join(folder, `full-${d}.ts`);

/** A normalisation with the first state's entry at i of a loop over rows, and that of state k where `place(k)` says. */
function normaliserLoop(states, { loop, place, sum, logs }) {
  const others = range(states).slice(1);
  const lines = [
    "  const roots = ROOTS;",
    "  const powers = POWERS;",
    ...["lowest", null, "perUnit", "rounder", "high", "low", "c2", "c3", "c4"].flatMap((name, i) =>
      name ? [`  const ${name} = EXP_CONSTANTS[${i}] as number;`] : [],
    ),
    "  let total = 0;",
    ...(logs === "total" ? [] : [`  let ${logs} = 0;`]),
    "  let product = 1;",
    `  for (${loop}) {`,
    "    const first = table[i] as number;",
  ];
  for (const k of others) {
    lines.push(`    let x${k} = (table[${place(k)}] as number) - first;`, `    x${k} = x${k} > lowest ? x${k} : lowest;`);
  }
  lines.push(`    if (!(${others.map((k) => `x${k} < 600`).join(" && ")})) return Number.NaN;`);
  for (const k of others) {
    lines.push(
      `    const s${k} = x${k} * perUnit + rounder - rounder;`,
      `    const r${k} = x${k} - s${k} * high - s${k} * low;`,
      `    const n${k} = s${k} | 0;`,
      `    const t${k} = roots[n${k} & 255] as number;`,
      `    const p${k} = powers[(n${k} >> 8) + 1075] as number;`,
      `    const w${k} = x${k} > lowest ? (t${k} + t${k} * (r${k} + r${k} * r${k} * (c2 + r${k} * (c3 + r${k} * c4)))) * p${k} : 0;`,
    );
  }
  lines.push(`    const sum = ${sum};`, "    const scale = 1 / sum;", "    table[i] = scale;");
  for (const k of others) lines.push(`    table[${place(k)}] = w${k} * scale;`);
  lines.push(
    "    total += first;",
    "    product *= sum;",
    "    if (product > 1e30) {",
    `      ${logs} += portableLog(product);`,
    "      product = 1;",
    "    }",
    "  }",
    logs === "total" ? "  return total + portableLog(product);" : `  return total + (${logs} + portableLog(product));`,
  );
  return lines;
}

/** The normalisations of `states` log-weights per row, in either layout, as text; see packages/core/src/numerics/normalise-block.ts. */
export function normaliserSource(states) {
  const others = range(states).slice(1);
  const weights = ["1", ...others.map((k) => `w${k}`)];
  const lanes = [0, 1].map((lane) =>
    tree(
      weights.filter((_, k) => k % 2 === lane),
      (a, b) => `(${a} + ${b})`,
    ),
  );
  const table = { loop: "let i = 0; i < count; i++", place: (k) => `i + o${k}`, sum: weights.join(" + "), logs: "total" };
  const rows = {
    loop: `let i = at; i < at + count * ${states}; i += ${states}`,
    place: (k) => `i + ${k}`,
    sum: lanes.join(" + "),
    logs: "logs",
  };
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import { EXP_CONSTANTS, POWERS, ROOTS } from "../numerics/exponential.ts";',
    'import { portableLog } from "../numerics/logarithm.ts";',
    "",
    `/** Normalises ${states} states relative to the first; NaN or −Infinity where a row is out of its reach. */`,
    `export function normalise${states}(table: Float64Array, stride: number, count: number): number {`,
    ...others.map((k) => `  const o${k} = ${k === 1 ? "stride" : `${k} * stride`};`),
    ...normaliserLoop(states, table),
    "}",
    "",
    `/** The same for the states of a row side by side, from \`at\` on; sums are in the order of vector code. */`,
    `export function normaliseRows${states}(table: Float64Array, at: number, count: number): number {`,
    ...normaliserLoop(states, rows),
    "}",
    "",
  ].join("\n");
}

/** Path of the normalisation for a number of states. */
export const normaliserPath = (states) => join(packages, "core", "src", "generated", `normalise-${states}.ts`);

/** The walk over a run of rows of two tables for a number of states, as text; see packages/graph/src/kernel/product-rows.ts. */
function productWalk(states) {
  const all = range(states);
  const lines = [
    `/** Posterior counts of ${states} states over the rows of one run; returns their log-likelihood, as far as it is not in \`products\`. */`,
    `export function multiply${states}(rows: ProductRows, run: number): number {`,
    "  const { codes, weightOf, weights, products, table, counts, base, runTable, runCounts, rescue } = rows;",
    "  const end = rows.starts[run + 1] as number;",
    `  const o = (rows.runCodes[run] as number) * ${states};`,
  ];
  for (const k of all) lines.push(`  const q${k} = (base[${k}] as number) * (runTable[${plus("o", k)}] as number);`, `  let t${k} = 0;`);
  lines.push(
    "  let logLik = 0;",
    "  for (let i = rows.starts[run] as number; i < end; i++) {",
    `    const a = (codes[i] as number) * ${states};`,
  );
  for (const k of all) lines.push(`    let r${k} = q${k} * (table[${plus("a", k)}] as number);`);
  lines.push(
    `    const sum = ${all.map((k) => `r${k}`).join(" + ")};`,
    "    if (!(sum > 1e-250)) {",
    "      rescue[rows.rescued] = i;",
    "      rows.rescued++;",
    "      continue;",
    "    }",
    "    const w = weightOf[i] as number;",
    "    const weight = weights[w] as number;",
    "    const product = (products[w] as number) * sum;",
    "    if (product > 1e-50 && product < 1e50) products[w] = product;",
    "    else {",
    "      logLik += weight * portableLog(product);",
    "      products[w] = 1;",
    "    }",
    "    const scale = weight / sum;",
  );
  for (const k of all) {
    lines.push(`    r${k} *= scale;`, `    t${k} += r${k};`);
    lines.push(`    counts[${plus("a", k)}] = (counts[${plus("a", k)}] as number) + r${k};`);
  }
  lines.push("  }");
  for (const k of all) lines.push(`  runCounts[${plus("o", k)}] = (runCounts[${plus("o", k)}] as number) + t${k};`);
  lines.push("  return logLik;", "}", "");
  return lines;
}

/** The walk for a number of states, as text. */
export function productSource(states) {
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import { portableLog } from "@platewise/core";',
    'import type { ProductRows } from "../kernel/product-rows.ts";',
    "",
    ...productWalk(states),
  ].join("\n");
}

/** Path of the walk for a number of states. */
export const productPath = (states) => join(packages, "graph", "src", "generated", `multiply-${states}.ts`);

/** E- and M-step of a mixture of scalar normals in one walk, all of a row in registers, as text; see normal.ts. */
export function mixtureSource(states) {
  const all = range(states);
  const others = all.slice(1);
  const lines = [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import { EXP_CONSTANTS, POWERS, portableLog, ROOTS } from "@platewise/core";',
    'import type { NormalMixture } from "../kernels/normal-mixture.ts";',
    "",
    `/** The walk over rows of a mixture of ${states} normals; NaN or −Infinity, and no sums, where a row is out of its reach. */`,
    `export function mix${states}({ means, halfPrecisions, offsets, sums }: NormalMixture, x: Float64Array, start: number, end: number): number {`,
    "  const roots = ROOTS;",
    "  const powers = POWERS;",
    ...["lowest", null, "perUnit", "rounder", "high", "low", "c2", "c3", "c4"].flatMap((name, i) =>
      name ? [`  const ${name} = EXP_CONSTANTS[${i}] as number;`] : [],
    ),
  ];
  for (const k of all) {
    lines.push(
      `  const m${k} = means[${k}] as number;`,
      `  const h${k} = halfPrecisions[${k}] as number;`,
      `  const o${k} = offsets[${k}] as number;`,
    );
    lines.push(`  let a${k} = 0;`, `  let b${k} = 0;`, `  let d${k} = 0;`);
  }
  lines.push(
    "  let total = 0;",
    "  let product = 1;",
    "  for (let i = start; i < end; i++) {",
    "    const v = x[i] as number;",
    "    const z0 = v - m0;",
    "    const first = o0 + h0 * z0 * z0;",
  );
  for (const k of others)
    lines.push(
      `    const z${k} = v - m${k};`,
      `    let x${k} = o${k} + h${k} * z${k} * z${k} - first;`,
      `    x${k} = x${k} > lowest ? x${k} : lowest;`,
    );
  lines.push(`    if (!(${others.map((k) => `x${k} < 600`).join(" && ")})) return Number.NaN;`);
  for (const k of others) {
    lines.push(
      `    const s${k} = x${k} * perUnit + rounder - rounder;`,
      `    const r${k} = x${k} - s${k} * high - s${k} * low;`,
      `    const n${k} = s${k} | 0;`,
      `    const t${k} = roots[n${k} & 255] as number;`,
      `    const p${k} = powers[(n${k} >> 8) + 1075] as number;`,
      `    const w${k} = x${k} > lowest ? (t${k} + t${k} * (r${k} + r${k} * r${k} * (c2 + r${k} * (c3 + r${k} * c4)))) * p${k} : 0;`,
    );
  }
  lines.push(
    `    const sum = 1 + ${others.map((k) => `w${k}`).join(" + ")};`,
    "    const q0 = 1 / sum;",
    "    const y0 = q0 * z0;",
    "    a0 += q0;",
    "    b0 += y0;",
    "    d0 += y0 * z0;",
  );
  for (const k of others)
    lines.push(
      `    const q${k} = w${k} * q0;`,
      `    const y${k} = q${k} * z${k};`,
      `    a${k} += q${k};`,
      `    b${k} += y${k};`,
      `    d${k} += y${k} * z${k};`,
    );
  lines.push(
    "    total += first;",
    "    product *= sum;",
    "    if (product > 1e30) {",
    "      total += portableLog(product);",
    "      product = 1;",
    "    }",
    "  }",
  );
  for (const k of all) lines.push(`  sums[${3 * k}] = a${k};`, `  sums[${3 * k + 1}] = b${k};`, `  sums[${3 * k + 2}] = d${k};`);
  lines.push("  return total + portableLog(product);", "}", "");
  return lines.join("\n");
}

/** Path of the mixture of scalar normals for a number of states. */
export const mixturePath = (states) => join(folder, `mix-${states}.ts`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  mkdirSync(dirname(normaliserPath(2)), { recursive: true });
  for (const d of dimensions) writeFileSync(kernelPath(d), kernelSource(d));
  for (const d of dimensions) writeFileSync(vectorFullPath(d), vectorFullSource(d));
  writeFileSync(vectorAnyPath, vectorAnySource());
  writeFileSync(vectorComponentsPath, vectorComponentsSource());
  mkdirSync(dirname(productPath(2)), { recursive: true });
  for (const states of stateCounts) writeFileSync(normaliserPath(states), normaliserSource(states));
  for (const states of stateCounts) writeFileSync(productPath(states), productSource(states));
  for (const states of stateCounts) writeFileSync(mixturePath(states), mixtureSource(states));
  for (const d of diagonalDimensions) writeFileSync(diagonalPath(d), diagonalSource(d));
  for (const d of diagonalDimensions) writeFileSync(vectorDiagonalPath(d), vectorDiagonalSource(d));
  for (const states of chainStates) writeFileSync(chainPath(states), chainSource(states));
  for (const states of vectorStates) writeFileSync(vectorPath(states), vectorSource(states));
}
