import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FitOptions, fit, type Model, parse, score, tryFit } from "../src/index.ts";
import {
  type LargeEvidence,
  type LargeVariable,
  logEvidenceOf,
  nestedTable,
  posteriorOf,
  printLargeNetwork,
  randomLargeNetwork,
} from "./support/large-network.ts";
import { type Draw, drawFrom } from "./support/network-draw.ts";
import { caseSeeds, mustBeClose, numbersIn, runsOf } from "./support/network-runs.ts";

interface LargeCase {
  readonly variables: readonly LargeVariable[];
  readonly rows: readonly LargeEvidence[];
  readonly model: Model;
  readonly init: NonNullable<FitOptions["init"]>;
  readonly data: Readonly<Record<string, readonly (number | null)[]>>;
}

function largeCase(draw: Draw): LargeCase {
  const variables = randomLargeNetwork(draw, draw.int(2, 4));
  const rows = [0, 10, 40].map((percent) => {
    const known = variables.flatMap(({ states }, i) => (draw.chance(percent) ? [[i, draw.int(0, states - 1)] as const] : []));
    return new Map(known);
  });
  const init = Object.fromEntries(variables.map((v) => [v.name, nestedTable(variables, v) as number[]]));
  const data = Object.fromEntries(variables.map(({ name }, i) => [name, rows.map((row) => row.get(i) ?? null)]));
  return { variables, rows, init, data, model: parse(printLargeNetwork(variables)) };
}

type Order = Pick<FitOptions, "elimination">;

async function checkScore({ variables, rows, model, init, data }: LargeCase, order: Order): Promise<void> {
  const result = await score(model, data, { params: init, ...order });
  rows.forEach((evidence, row) => {
    mustBeClose(`log-evidence of row ${row}`, result.rows[row]?.logLik as number, logEvidenceOf(variables, evidence));
  });
}

async function checkMarginals({ variables, rows, model, init, data }: LargeCase, order: Order, places: readonly number[]): Promise<void> {
  const outcome = await tryFit(model, data, { method: "em", init, maxIterations: 0, posteriors: true, ...order });
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => d.code).join());
  const byName = new Map(outcome.value.posteriors.map((p) => [p.node, p.probabilities]));
  for (const place of places) {
    const { name, states } = variables[place] as LargeVariable;
    rows.forEach((evidence, row) => {
      for (let s = 0; s < states; s++) {
        const expected = posteriorOf(variables, evidence, new Map([[place, s]]));
        mustBeClose(`posterior of ${name}=${s} in row ${row}`, byName.get(name)?.[row * states + s] as number, expected);
      }
    });
  }
}

/** Σ over rows of the posterior of a variable and its parents in each configuration, normalised over the variable's states. */
function expectedTable({ variables, rows }: LargeCase, place: number): readonly number[] {
  const { states, parents, table } = variables[place] as LargeVariable;
  return table.flatMap((_, configuration) => {
    const given = new Map<number, number>();
    let rest = configuration;
    for (const p of parents.toReversed()) {
      const size = variables[p]?.states as number;
      given.set(p, rest % size);
      rest = Math.floor(rest / size);
    }
    const joint = Array.from({ length: states }, (_, s) =>
      rows.reduce((sum, evidence) => sum + posteriorOf(variables, evidence, new Map([...given, [place, s]])), 0),
    );
    const total = joint.reduce((a, b) => a + b, 0);
    return joint.map((x) => x / total);
  });
}

/** True where something unknown matters; else missing cells leave the E-step. */
const isHidden = ({ variables, rows }: LargeCase): boolean =>
  rows.some((known) => variables.some(({ parents }, i) => known.has(i) && parents.some((p) => !known.has(p))));

async function checkStep(c: LargeCase, order: Order, place: number): Promise<void> {
  const { params } = await fit(c.model, c.data, { method: "em", init: c.init, maxIterations: 1, tolerance: 0, ...order });
  const { name } = c.variables[place] as LargeVariable;
  const found = numbersIn(params[name]);
  // The first row has no evidence at all, so that every configuration has a share.
  expectedTable(c, place).forEach((expected, i) => {
    mustBeClose(`${name} at ${i} after one step is`, found[i] as number, expected);
  });
}

describe("networks too large for one joint table", () => {
  test.each([{}, { elimination: "min-fill" }, { elimination: "min-weight" }] as const)(
    "evidence, marginals and an EM step are those of another elimination (%j)",
    async (order) => {
      let largest = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const draw = drawFrom(seed);
        const c = largeCase(draw);
        largest = Math.max(
          largest,
          c.variables.reduce((n, v) => n * v.states, 1),
        );
        const places = [0, 1, 2].map(() => draw.int(0, c.variables.length - 1));
        try {
          await checkScore(c, order);
          await checkMarginals(c, order, places);
          if (isHidden(c)) await checkStep(c, order, places[0] as number);
        } catch (error) {
          const data = JSON.stringify({ init: c.init, data: c.data });
          throw new Error(`${(error as Error).message}\n${printLargeNetwork(c.variables)}${data}`);
        }
      });
      await fc.assert(property, { numRuns: runsOf(10), endOnFailure: true });
      expect(largest).toBeGreaterThan(1e9);
    },
    300_000,
  );
});
