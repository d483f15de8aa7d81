import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folders outside the repository that the benchmark reads; null where the environment does not name them. */
export interface Locations {
  readonly data: string;
  readonly init: string;
  readonly peers: string | null;
  readonly limit: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const named = (path: string | undefined): string | null => (path !== undefined && existsSync(path) ? path : null);

/**
 * BENCH_DATA holds the data sets, BENCH_INIT the start values (`init` beside the data where it is left out), BENCH_PEERS the peers'
 * runners, BENCH_LIMIT the C programs. Throws without BENCH_DATA.
 */
export function findLocations(environment: Environment): Locations {
  const data = named(environment.BENCH_DATA);
  if (data === null) throw new Error("BENCH_DATA must name the folder of the data sets; packages/bench/README.md says how they are made");
  const init = environment.BENCH_INIT ?? join(data, "..", "init");
  return { data, init, peers: named(environment.BENCH_PEERS), limit: named(environment.BENCH_LIMIT) };
}
