// Writes the inner loops of the full-covariance normal out for the common dimensions: every product in a local, nothing
// looked up twice. Run it after a change here; a test holds the committed files to what it writes.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const dimensions = [2, 3, 4, 5, 6, 7, 8];
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "distributions", "src", "generated");

const range = (n) => Array.from({ length: n }, (_, i) => i);
const triangle = (d) => (d * (d + 1)) / 2;
const at = (i, j) => triangle(i) + j;
const plus = (base, offset) => (offset === 0 ? base : `${base} + ${offset}`);

function density(d) {
  const all = range(d);
  const lines = [];
  for (const j of all) lines.push(`    const c${j} = columns[${j}] as Float64Array;`);
  lines.push(`    const m = slot * ${d};`, `    const w = slot * ${triangle(d)};`);
  for (const j of all) lines.push(`    const m${j} = means[${plus("m", j)}] as number;`);
  for (const i of all) for (const j of range(i + 1)) lines.push(`    const w${i}_${j} = whitening[${plus("w", at(i, j))}] as number;`);
  lines.push("    const constant = logConstants[slot] as number;", "    for (let i = 0; i < count; i++) {", "      const row = start + i;");
  for (const j of all) lines.push(`      const x${j} = (c${j}[row] as number) - m${j};`);
  for (const i of all)
    lines.push(
      `      const y${i} = ${range(i + 1)
        .map((j) => `w${i}_${j} * x${j}`)
        .join(" + ")};`,
    );
  lines.push(
    `      values[at + i] = (values[at + i] as number) + constant - 0.5 * (${all.map((i) => `y${i} * y${i}`).join(" + ")});`,
    "    }",
  );
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
    ...density(d),
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  for (const d of dimensions) writeFileSync(kernelPath(d), kernelSource(d));
}
