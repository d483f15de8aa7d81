import { expect, test } from "vitest";
import { infer, parse } from "../src/index.ts";
import { enumerateChain } from "./support/chain-enumeration.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./support/chain-spec.ts";
import { forRandomChains } from "./support/for-random-chains.ts";

const isClose = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(b));

function hold(what: string, found: number | null | undefined, expected: number): void {
  if (!isClose(found ?? -Infinity, expected)) throw new Error(`${what} is ${found}, by enumeration ${expected}`);
}

async function check(c: ChainCase): Promise<boolean> {
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
  return sequences.every(({ logLik }) => logLik > -Infinity);
}

test("random chains have the likelihoods, posteriors and best paths of an enumeration", { timeout: 300_000 }, async () => {
  expect(await forRandomChains({ runs: 400, seed: 20 }, check)).toBeGreaterThan(0.7);
});
