import fc from "fast-check";
import { randomChain } from "./chain-random.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./chain-spec.ts";

/** `CHAIN_RUNS` and `CHAIN_SEED` ask for a longer or another look. */
const runsOf = (runs: number): number => Number(process.env.CHAIN_RUNS ?? runs);
const seedOf = (seed: number): number => Number(process.env.CHAIN_SEED ?? 0) + seed;

const describe = (c: ChainCase): string =>
  `${printChain(c)}\nparams ${JSON.stringify(chainParams(c))}\ndata ${JSON.stringify(chainColumns(c))}`;

/**
 * Runs a check over random chains; a failure shows the model and the table. Returns the share that the check could compare (it
 * returns false where there was nothing to compare).
 */
export async function forRandomChains(
  { runs, seed }: { runs: number; seed: number },
  check: (c: ChainCase) => Promise<boolean>,
): Promise<number> {
  let compared = 0;
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const c = randomChain(g);
    try {
      if (await check(c)) compared += 1;
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${describe(c)}`);
    }
  });
  await fc.assert(property, { numRuns: runsOf(runs), seed: seedOf(seed), endOnFailure: true });
  return compared / runsOf(runs);
}
