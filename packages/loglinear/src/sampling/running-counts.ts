import type { RowNetwork } from "@platewise/graph";
import { createChainCounts } from "./chain-counts.ts";
import type { Gibbs } from "./gibbs.ts";

/** Running means of the counts of chains, per unit of the chains' weight. */
export interface RunningCounts {
  /** Takes the states that the chains have now. */
  readonly record: () => void;
  /** How often `record` was called. */
  readonly draws: () => number;
  /** Writes the mean of what was recorded, by entry; 0 before the first record. */
  readonly readMeans: (into: Float64Array) => void;
  /**
   * Writes the standard error of each mean, from the spread of the means of whole batches (Glynn & Whitt, 1991): honest where a batch is
   * much longer than the chains remember. Infinity with fewer than two whole batches.
   */
  readonly readErrors: (into: Float64Array) => void;
}

/** Running means of a sampler's chains, in batches of this many records. */
export function createRunningCounts(network: RowNetwork, { chains }: Gibbs, batch: number): RunningCounts {
  const counts = createChainCounts(network, chains);
  const total = new Float64Array(network.entries);
  const open = new Float64Array(network.entries);
  const means = new Float64Array(network.entries);
  const squares = new Float64Array(network.entries);
  let draws = 0;
  const record = (): void => {
    const weight = chains.weights.reduce((a, b) => a + b, 0);
    counts.add(1 / weight, open);
    draws += 1;
    if (draws % batch !== 0) return;
    const batches = draws / batch;
    for (let e = 0; e < open.length; e++) {
      const sum = open[e] as number;
      total[e] = (total[e] as number) + sum;
      const off = sum / batch - (means[e] as number);
      means[e] = (means[e] as number) + off / batches;
      squares[e] = (squares[e] as number) + off * (sum / batch - (means[e] as number));
    }
    open.fill(0);
  };
  const readMeans = (into: Float64Array): void => {
    for (let e = 0; e < into.length; e++) into[e] = ((total[e] as number) + (open[e] as number)) / Math.max(1, draws);
  };
  const readErrors = (into: Float64Array): void => {
    const batches = Math.floor(draws / batch);
    for (let e = 0; e < into.length; e++) into[e] = batches < 2 ? Infinity : Math.sqrt((squares[e] as number) / (batches * (batches - 1)));
  };
  return { record, draws: () => draws, readMeans, readErrors };
}

/** How long chains run: sweeps that are thrown away first, records after that, and sweeps from one record to the next. */
export interface RunLength {
  readonly discard: number;
  readonly records: number;
  readonly every: number;
}

/** Runs a sampler at fixed log-potentials, recording as it goes. */
export function runChains(gibbs: Gibbs, potentials: Float64Array, { discard, records, every }: RunLength, running: RunningCounts): void {
  gibbs.sweep(potentials, discard);
  for (let i = 0; i < records; i++) {
    gibbs.sweep(potentials, every);
    running.record();
  }
}
