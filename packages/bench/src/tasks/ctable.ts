import { readFileSync } from "node:fs";
import type { LoglinearTask } from "./task.ts";

const card: Readonly<Record<string, number>> = { a: 4, b: 5, c: 3, d: 6, e: 4 };

/** The hierarchical model of all two-way interactions of the table's five factors; a row of the data is a cell, with its count in `n`. */
export function ctableText(): string {
  const names = Object.keys(card);
  const states = (name: string): string => Array.from({ length: card[name] ?? 0 }, (_, s) => s).join(", ");
  const nodes = names.map((name) => `  observed ${name} : {${states(name)}}`);
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => `  factor table(${a}, ${b})`));
  return `network Table\nplate cell weighted by n {\n${[...nodes, ...pairs].join("\n")}\n}\n`;
}

/** Log-likelihood of the saturated model of a text whose lines end with a cell's count: Σ n log(n / Σ n). */
export function saturatedLogLik(csv: string): number {
  const counts = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.slice(line.lastIndexOf(",") + 1)));
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, n) => sum + (n > 0 ? n * Math.log(n / total) : 0), 0);
}

/** Iterative proportional fitting of all two-way interactions of a table of 1,440 cells, 20 sweeps; the objective is −deviance / 2. */
export const ctable: LoglinearTask = {
  kind: "loglinear",
  name: "ctable",
  data: "ctable.csv",
  text: ctableText(),
  options: { method: "ipf", maxIterations: 20, tolerance: 0 },
  repetitions: 200,
  counts: "iterations",
  agreement: 1e-9,
  table: (path) => readFileSync(path, "utf8"),
  objective: ({ logLik }, data) => (logLik ?? Number.NaN) - saturatedLogLik(data as string),
};
