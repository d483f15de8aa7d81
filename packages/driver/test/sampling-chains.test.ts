import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../src/index.ts";
import { drawPosterior } from "../src/sampling/posterior-draws.ts";
import { knownParameters } from "../src/stages/known-parameters.ts";
import { type Prepared, prepare } from "../src/stages/prepare.ts";
import { enumerateChain } from "./support/chain-enumeration.ts";
import { randomChain } from "./support/chain-random.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./support/chain-spec.ts";
import { notedChoices } from "./support/noted-choices.ts";

const RUNS = Number(process.env.CHAIN_RUNS ?? 400);

/** What was drawn, by `name:row` (nodes of a sequence by its first row). */
function drawnStates({ data, plan }: Prepared, c: ChainCase, states: ReadonlyMap<string, Int32Array>): Map<string, number> {
  const drawn = new Map<string, number>();
  for (const [name, byInstance] of states) {
    const plate = plan.ground.variables.find((v) => v.key === name)?.plate;
    const rowOf = data.plates.find((p) => p.plate === plate)?.rowOf;
    byInstance.forEach((state, i) => {
      const row = rowOf?.[i] ?? 0;
      const seen = c.nodes.find((n) => n.name === name)?.role === "latent" ? null : (c.table.cells[name]?.[row] ?? null);
      if (state >= 0 && seen !== null && seen !== state) throw new Error(`${name} in row ${row} is ${seen}, not ${state}`);
      if (state >= 0) drawn.set(`${name}:${row}`, state);
    });
  }
  return drawn;
}

/** Holds the probability of what is drawn to the enumerated posterior; false where nothing was to be drawn or nothing can be. */
function check(c: ChainCase, seed: number): boolean {
  const ready = prepare(parse(printChain(c)), chainColumns(c), { keepBarren: true, distinct: false });
  if (!ready.ok) throw new Error(`refused: ${ready.diagnostics.map(({ code }) => code)}`);
  const theta = knownParameters(ready.value, chainParams(c) as never);
  if (!theta.ok) throw new Error("parameters are missing");
  const sequences = enumerateChain(c);
  const noted = notedChoices(seed);
  const { states, impossible } = drawPosterior(ready.value, theta.value, noted.random);
  if (sequences.some(({ logLik }) => logLik === -Infinity)) return false;
  if (impossible) throw new Error("no posterior");
  const drawn = drawnStates(ready.value, c, states);
  const expected = sequences.reduce((sum, { logLik, logProbOf }) => sum + logProbOf(drawn) - logLik, 0);
  const found = noted.logProbability();
  if (!(Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) {
    throw new Error(`log-probability ${found}, by enumeration ${expected}`);
  }
  return found !== 0;
}

test("paths and what is unknown within steps are drawn with the probability that enumeration gives them", { timeout: 300_000 }, () => {
  let compared = 0;
  const property = fc.property(fc.gen(), (g) => {
    const c = randomChain(g);
    try {
      for (const seed of [1, 2]) if (check(c, seed)) compared += 1;
    } catch (error) {
      throw new Error(
        `${(error as Error).message}\n${printChain(c)}\nparams ${JSON.stringify(chainParams(c))}\ndata ${JSON.stringify(chainColumns(c))}`,
      );
    }
  });
  fc.assert(property, { numRuns: RUNS, seed: 41, endOnFailure: true });
  expect(compared).toBeGreaterThan(RUNS);
});
