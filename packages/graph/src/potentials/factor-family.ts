import { type DensityKernel, type Family, InternalError, type TableKernel } from "@platewise/core";
import { applyMap, type LinearMap } from "./row-network.ts";

/**
 * The kernel of a network's factor: `potentials` are its log-potentials at the prepared parameters. The tables that engines read
 * have `shift` taken off, so that their exponentials stay in range.
 */
export interface PotentialKernel {
  readonly potentials: Float64Array;
  readonly shift: number;
}

/** The largest finite of some numbers; 0 where there is none. */
function largestFinite(numbers: Float64Array): number {
  let top = -Infinity;
  for (const x of numbers) if (x > top) top = x;
  return Number.isFinite(top) ? top : 0;
}

function tableKernel(map: LinearMap): TableKernel & PotentialKernel {
  const entries = map.constant.length;
  const kernel = {
    kind: "table" as const,
    statistics: new Float64Array(entries),
    logTable: new Float64Array(entries),
    potentials: new Float64Array(entries),
    shift: 0,
    prepare(theta: Float64Array): void {
      const { logTable, potentials } = kernel;
      applyMap(map, theta, potentials);
      kernel.shift = largestFinite(potentials);
      for (let e = 0; e < entries; e++) logTable[e] = (potentials[e] as number) - kernel.shift;
    },
  };
  return kernel;
}

/** A factor that is multiplied, row by row, by a number: log-potential = number · entry of the slot. */
function scaledKernel(map: LinearMap): DensityKernel & PotentialKernel {
  const entries = map.constant.length;
  const statistics = new Float64Array(entries);
  const potentials = new Float64Array(entries);
  return {
    kind: "density",
    statistics,
    potentials,
    shift: 0,
    prepare: (theta) => applyMap(map, theta, potentials),
    addLogDensity(slot, columns, { start, count, at, values }) {
      const column = columns[0] as Float64Array;
      const potential = potentials[slot] as number;
      for (let i = 0; i < count; i++) {
        const by = column[start + i] as number;
        // What is −∞ rules out nothing where it is multiplied by 0.
        if (by !== 0) values[at + i] = (values[at + i] as number) + potential * by;
      }
    },
    accumulate(slot, columns, { start, count, at, values }) {
      const column = columns[0] as Float64Array;
      let sum = statistics[slot] as number;
      for (let i = 0; i < count; i++) sum += (values[at + i] as number) * (column[start + i] as number);
      statistics[slot] = sum;
    },
  };
}

const notAFamily = (): never => {
  throw new InternalError("a factor of a network is no distribution");
};

/** What engines ask of a law's family, for one factor of a network: its kernel. It has no arguments and no M-step. */
export function factorFamily(map: LinearMap, child: Family["child"]): Family {
  return {
    name: "factor",
    args: [],
    child,
    location: -1,
    priors: () => [],
    argumentLength: notAFamily,
    statisticsLength: () => 1,
    sufficient: notAFamily,
    natural: notAFamily,
    fromNatural: notAFamily,
    logPartition: notAFamily,
    logBase: notAFamily,
    sample: notAFamily,
    createKernel: () => (child === "finite" ? tableKernel(map) : scaledKernel(map)),
    maximize: notAFamily,
    expectedLogLik: notAFamily,
    perturb: notAFamily,
  };
}
