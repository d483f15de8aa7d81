import type { Atom, CellPrior, EstimationProblem, LawBinding, Singularity, TableKernel } from "@platewise/core";

/** Writes the log-probabilities of one cell's states into `into[at…]`. */
export type FillLogs = (theta: Float64Array, cell: number, into: Float64Array, at: number) => void;

/** A table kernel whose slots are filled from their one cell by `fill`; slots that share a cell are copied. */
export function createTableKernel(law: LawBinding, fill: FillLogs): TableKernel {
  const { slots, shape } = law;
  const cells = law.cells[0] as Int32Array;
  const logTable = new Float64Array(slots * shape.length);
  const prepare = (theta: Float64Array): void => {
    for (let slot = 0; slot < slots; slot++) fill(theta, cells[slot] as number, logTable, slot * shape.length);
  };
  return { kind: "table", statistics: new Float64Array(slots * shape.length), logTable, prepare };
}

/** Sum of an atom's counts. */
export function totalCount(atom: Atom): number {
  let total = 0;
  for (const count of atom.statistics) total += count;
  return total;
}

/**
 * The M-step of a finite family: for every free cell, `update` is given the counts and the prior's arguments and writes
 * the mode. Cells without data or prior keep their value and are reported as empty.
 */
export function maximizeCounts(
  problem: EstimationProblem,
  update: (atom: Atom, prior: CellPrior | null) => boolean,
): readonly Singularity[] {
  const empty: Singularity[] = [];
  problem.atoms.forEach((atom, index) => {
    const cell = atom.cells[0] as number;
    if (!problem.free(cell)) return;
    if (!update(atom, problem.prior(cell))) empty.push({ kind: "empty", cell, atom: index });
  });
  return empty;
}

/** Σ counts · log p, with 0 log 0 = 0. */
export function countedLogs(counts: Float64Array, logs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count !== 0) sum += count * (logs[i] as number);
  }
  return sum;
}
