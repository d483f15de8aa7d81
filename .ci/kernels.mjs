// Writes inner loops out for the common shapes: the full-covariance normal by dimension, the normalisation of a block by
// number of states. Every product stands in a local, nothing is looked up twice. Run it after a change here; a test holds the committed files to what it writes.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const dimensions = [2, 3, 4, 5, 6, 7, 8];
/** Numbers of states whose normalisation is written out. */
export const stateCounts = [2, 3, 4, 5, 6, 7, 8];
const packages = join(dirname(fileURLToPath(import.meta.url)), "..", "packages");
const folder = join(packages, "distributions", "src", "generated");

/** Slots whose densities are taken in one walk over the columns. */
const GROUP = 4;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const triangle = (d) => (d * (d + 1)) / 2;
const at = (i, j) => triangle(i) + j;
const plus = (base, offset) => (offset === 0 ? base : `${base} + ${offset}`);

/** The density loop of `slots` neighbouring slots: each column is read once for all of them. */
function density(d, slots) {
  const all = range(d);
  const group = range(slots);
  const name = (letter, k) => (slots === 1 ? letter : `${letter}${k}_`);
  const lines = [];
  for (const j of all) lines.push(`    const c${j} = columns[${j}] as Float64Array;`);
  for (const k of group) {
    const slot = slots === 1 ? "slot" : k === 0 ? "slots[first]" : `slots[first + ${k}]`;
    const s = name("s", k);
    lines.push(slot === "slot" ? `    const ${s} = slot;` : `    const ${s} = ${slot} as number;`);
    for (const j of all) lines.push(`    const ${name("m", k)}${j} = means[${s} * ${d} + ${j}] as number;`);
    for (const i of all)
      for (const j of range(i + 1))
        lines.push(`    const ${name("w", k)}${i}_${j} = whitening[${s} * ${triangle(d)} + ${at(i, j)}] as number;`);
    lines.push(`    const ${name("constant", k)} = logConstants[${s}] as number;`);
    if (slots > 1) lines.push(`    const at${k} = at + ${k === 0 ? "first" : `(first + ${k})`} * stride;`);
  }
  lines.push("    for (let i = 0; i < count; i++) {", "      const row = start + i;");
  for (const j of all) lines.push(`      const z${j} = c${j}[row] as number;`);
  for (const k of group) {
    const place = slots === 1 ? "at + i" : `at${k} + i`;
    for (const j of all) lines.push(`      const ${name("x", k)}${j} = z${j} - ${name("m", k)}${j};`);
    for (const i of all)
      lines.push(
        `      const ${name("y", k)}${i} = ${range(i + 1)
          .map((j) => `${name("w", k)}${i}_${j} * ${name("x", k)}${j}`)
          .join(" + ")};`,
      );
    const squares = all.map((i) => `${name("y", k)}${i} * ${name("y", k)}${i}`).join(" + ");
    lines.push(`      values[${place}] = (values[${place}] as number) + ${name("constant", k)} - 0.5 * (${squares});`);
  }
  lines.push("    }");
  return lines;
}

function moments(d) {
  const all = range(d);
  const lines = [];
  for (const j of all) lines.push(`    const c${j} = columns[${j}] as Float64Array;`);
  lines.push(`    const m = slot * ${d};`, `    const s = slot * ${1 + d + triangle(d)};`);
  for (const j of all) lines.push(`    const m${j} = means[${plus("m", j)}] as number;`);
  lines.push("    let n = 0;");
  for (const i of all) lines.push(`    let s${i} = 0;`);
  for (const i of all) for (const j of range(i + 1)) lines.push(`    let p${i}_${j} = 0;`);
  lines.push(
    "    for (let i = 0; i < count; i++) {",
    "      const row = start + i;",
    "      const r = values[at + i] as number;",
    "      n += r;",
  );
  for (const j of all) lines.push(`      const x${j} = (c${j}[row] as number) - m${j};`);
  for (const i of all) {
    lines.push(`      const t${i} = r * x${i};`, `      s${i} += t${i};`);
    for (const j of range(i + 1)) lines.push(`      p${i}_${j} += t${i} * x${j};`);
  }
  lines.push("    }");
  const add = (place, name) => lines.push(`    statistics[${place}] = (statistics[${place}] as number) + ${name};`);
  add("s", "n");
  for (const i of all) add(plus("s", 1 + i), `s${i}`);
  for (const i of all) for (const j of range(i + 1)) add(plus("s", 1 + d + at(i, j)), `p${i}_${j}`);
  return lines;
}

/** The module for one dimension, as text. */
export function kernelSource(d) {
  return [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import type { GaussianLoops } from "../kernels/mv-normal-kernel.ts";',
    "",
    `/** Inner loops of a full covariance in ${d} dimensions, written out. */`,
    `export const full${d}: GaussianLoops = {`,
    "  addLogDensity({ means, whitening, logConstants }, slot, columns, { start, count, at, values }) {",
    ...density(d, 1),
    "  },",
    "  addLogDensities({ means, whitening, logConstants }, { slots, first, stride }, columns, { start, count, at, values }) {",
    ...density(d, GROUP),
    "  },",
    "  accumulate(means, slot, columns, { start, count, at, values }, statistics) {",
    ...moments(d),
    "  },",
    "};",
    "",
  ].join("\n");
}

/** Path of the module for one dimension. */
export const kernelPath = (d) => join(folder, `full-${d}.ts`);

/** The normalisation of a block of `states` log-weights per row, as text; see packages/core/src/numerics/normalise-block.ts. */
export function normaliserSource(states) {
  const others = range(states).slice(1);
  const lines = [
    "// Written by .ci/kernels.mjs; change that instead.",
    'import { EXP_CONSTANTS, POWERS, ROOTS } from "../numerics/exponential.ts";',
    'import { portableLog } from "../numerics/logarithm.ts";',
    "",
    `/** Normalises ${states} states relative to the first; NaN or −Infinity where a row is out of its reach. */`,
    `export function normalise${states}(table: Float64Array, stride: number, count: number): number {`,
    "  const roots = ROOTS;",
    "  const powers = POWERS;",
    ...["lowest", null, "perUnit", "rounder", "high", "low", "c2", "c3", "c4"].flatMap((name, i) =>
      name ? [`  const ${name} = EXP_CONSTANTS[${i}] as number;`] : [],
    ),
  ];
  for (const k of others) lines.push(`  const o${k} = ${k === 1 ? "stride" : `${k} * stride`};`);
  lines.push("  let total = 0;", "  let product = 1;", "  for (let i = 0; i < count; i++) {", "    const first = table[i] as number;");
  for (const k of others) {
    lines.push(`    let x${k} = (table[i + o${k}] as number) - first;`, `    x${k} = x${k} > lowest ? x${k} : lowest;`);
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
  lines.push(`    const sum = 1 + ${others.map((k) => `w${k}`).join(" + ")};`, "    const scale = 1 / sum;", "    table[i] = scale;");
  for (const k of others) lines.push(`    table[i + o${k}] = w${k} * scale;`);
  lines.push(
    "    total += first;",
    "    product *= sum;",
    "    if (product > 1e30) {",
    "      total += portableLog(product);",
    "      product = 1;",
    "    }",
    "  }",
    "  return total + portableLog(product);",
    "}",
    "",
  );
  return lines.join("\n");
}

/** Path of the normalisation for a number of states. */
export const normaliserPath = (states) => join(packages, "core", "src", "generated", `normalise-${states}.ts`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  mkdirSync(dirname(normaliserPath(2)), { recursive: true });
  for (const d of dimensions) writeFileSync(kernelPath(d), kernelSource(d));
  for (const states of stateCounts) writeFileSync(normaliserPath(states), normaliserSource(states));
}
