import fc from "fast-check";
import { expect, test } from "vitest";
import { infer, parse } from "../src/index.ts";
import { enumerateChain } from "./support/chain-enumeration.ts";
import { randomChain } from "./support/chain-random.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./support/chain-spec.ts";

const RUNS = Number(process.env.CHAIN_RUNS ?? 400);

const isClose = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(b));

function hold(what: string, found: number | null | undefined, expected: number): void {
  if (!isClose(found ?? -Infinity, expected)) throw new Error(`${what} is ${found}, by enumeration ${expected}`);
}

const describe = (c: ChainCase): string =>
  `${printChain(c)}\nparams ${JSON.stringify(chainParams(c))}\ndata ${JSON.stringify(chainColumns(c))}`;

async function check(c: ChainCase): Promise<void> {
  const result = await infer(parse(printChain(c)), chainColumns(c), { params: chainParams(c) as never, mpe: true });
  const sequences = enumerateChain(c);
  hold(
    "the log-likelihood",
    result.logEvidence,
    sequences.reduce((sum, { logLik }) => sum + logLik, 0),
  );
  for (const { rows, logLik, marginals, bestLogProb, logProbOf } of sequences) {
    rows.forEach((row, i) => {
      if (i > 0) expect(result.rows[row]?.logEvidence).toBeNull();
    });
    const first = result.rows[rows[0] as number];
    hold(`the log-likelihood of row ${rows[0]}`, first?.logEvidence, logLik);
    if (logLik === -Infinity) continue;
    for (const [key, wanted] of marginals) {
      const [name, row] = key.split(":") as [string, string];
      const probabilities = result.rows[Number(row)]?.marginals[name] as readonly number[] | undefined;
      wanted.forEach((p, k) => {
        hold(`${name} = ${k} in row ${row}`, probabilities?.[k], p);
      });
    }
    hold(`the best log-probability of row ${rows[0]}`, first?.mpeLogProb, bestLogProb);
    const states = new Map(
      [...marginals.keys()].map((key) => [key, Number(result.rows[Number(key.split(":")[1])]?.mpe?.[key.split(":")[0] as string])]),
    );
    hold(`the log-probability of the path of row ${rows[0]}`, logProbOf(states), bestLogProb);
  }
}

test("random chains have the likelihoods, posteriors and best paths of an enumeration", { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const c = randomChain(g);
    try {
      await check(c);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${describe(c)}`);
    }
  });
  await fc.assert(property, { numRuns: RUNS, seed: 20, endOnFailure: true });
});
