import { expect, test } from "vitest";
import { parse } from "../src/index.ts";
import { drawPosterior } from "../src/sampling/posterior-draws.ts";
import { knownParameters } from "../src/stages/known-parameters.ts";
import { prepare } from "../src/stages/prepare.ts";
import { enumerateChain } from "./support/chain-enumeration.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./support/chain-spec.ts";
import { forRandomChains } from "./support/for-random-chains.ts";
import { notedChoices } from "./support/noted-choices.ts";

function check(c: ChainCase, seed: number): boolean {
  const sequences = enumerateChain(c);
  const logLik = sequences.reduce((sum, s) => sum + s.logLik, 0);
  if (logLik === -Infinity) return false;
  const ready = prepare(parse(printChain(c)), chainColumns(c), { keepBarren: true, distinct: false });
  if (!ready.ok) throw new Error(`refused: ${ready.diagnostics.map(({ code }) => code)}`);
  const theta = knownParameters(ready.value, chainParams(c) as never);
  if (!theta.ok) throw new Error("parameters are missing");
  const noted = notedChoices(seed);
  const { states, impossible } = drawPosterior(ready.value, theta.value, noted.random);
  expect(impossible).toBeNull();
  const { data, plan } = ready.value;
  const found = new Map<string, number>();
  for (const v of plan.ground.variables) {
    const instanceOf = data.instanceOfRow[data.plates.findIndex((p) => p.plate === v.plate)];
    instanceOf?.forEach((instance, row) => {
      const drawn = states.get(v.key)?.[instance] ?? -1;
      if (drawn >= 0) found.set(`${v.decl.name}:${row}`, drawn);
    });
  }
  const expected = sequences.reduce((sum, s) => sum + s.logProbOf(found), 0) - logLik;
  const probability = noted.logProbability();
  if (!(Math.abs(probability - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) {
    throw new Error(`log-probability ${probability}, by enumeration ${expected}`);
  }
  return true;
}

test("a joint draw of a chain's states has the probability that enumeration gives it", { timeout: 120_000 }, async () => {
  const compared = await forRandomChains({ runs: 200, seed: 22 }, async (c) => [1, 2].every((seed) => check(c, seed)));
  expect(compared).toBeGreaterThan(0.7);
});
