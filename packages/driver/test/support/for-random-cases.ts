import fc from "fast-check";
import { type RandomCase, randomCase } from "./random-model.ts";
import { describeCase } from "./run-case.ts";

/** How many cases a property sees, and the seed that they come from. */
export interface CaseRuns {
  readonly runs: number;
  readonly seed: number;
}

/**
 * Runs a check over random cases; a failure shows the model and the table. Returns how many cases the check could compare
 * (it returns false where there was nothing to compare).
 */
export async function forRandomCases({ runs, seed }: CaseRuns, check: (c: RandomCase) => Promise<boolean>): Promise<number> {
  let compared = 0;
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const c = randomCase(g);
    try {
      if (await check(c)) compared += 1;
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${describeCase(c)}`);
    }
  });
  // Cases are small as they are; shrinking them would take longer than reading them.
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true });
  return compared;
}
