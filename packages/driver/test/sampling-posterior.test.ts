import { describe, expect, test } from "vitest";
import { drawPosterior } from "../src/sampling/posterior-draws.ts";
import { knownParameters } from "../src/stages/known-parameters.ts";
import { type Prepared, prepare } from "../src/stages/prepare.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import { type CellSpec, groundKey, type ModelSpec, membersOf, type TableSpec } from "./support/model-spec.ts";
import { notedChoices } from "./support/noted-choices.ts";
import { initOf, printTable } from "./support/print-model.ts";
import type { RandomCase } from "./support/random-model.ts";
import { Reference } from "./support/reference.ts";
import { engineModel } from "./support/run-case.ts";

const unweighted = (c: RandomCase): RandomCase => ({ model: { ...c.model, weights: "none" }, table: { ...c.table, weights: null } });

function prepared(c: RandomCase): { readonly ready: Prepared; readonly theta: Float64Array } {
  const ready = prepare(engineModel(c), printTable(c.model, c.table), { keepBarren: true, distinct: false });
  if (!ready.ok) throw new Error(`refused: ${ready.diagnostics.map(({ code }) => code)}`);
  const theta = knownParameters(ready.value, initOf(c.model));
  if (!theta.ok) throw new Error("parameters are missing");
  return { ready: ready.value, theta: theta.value };
}

/** The table with the drawn states in the empty cells of discrete nodes, latent ones too. */
function complete(c: RandomCase, { data, plan }: Prepared, states: ReadonlyMap<string, Int32Array>): RandomCase {
  const cells: Record<string, readonly CellSpec[]> = { ...c.table.cells };
  for (const node of c.model.nodes.filter((n) => n.states !== null)) {
    for (const member of membersOf(c.model, node)) {
      const key = groundKey(node.name, member);
      const plate = plan.ground.variables.find((v) => v.key === key)?.plate;
      const instances = data.instanceOfRow[data.plates.findIndex((p) => p.plate === plate)];
      cells[key] = Array.from({ length: c.table.rows }, (_, row): CellSpec => {
        const drawn = states.get(key)?.[instances?.[row] ?? 0] ?? -1;
        const seen = node.role === "latent" ? null : (c.table.cells[key]?.[row] ?? null);
        return drawn >= 0 ? [drawn] : seen;
      });
    }
  }
  const model: ModelSpec = { ...c.model, nodes: c.model.nodes.map((n) => ({ ...n, role: "observed" })) };
  const table: TableSpec = { ...c.table, cells };
  return { model, table };
}

describe("joint draws of discrete nodes", () => {
  test("an outcome has the probability that enumeration gives it, in random models with plates", async () => {
    let choices = 0;
    const compared = await forRandomCases({ runs: 300, seed: 31 }, async (random) => {
      const c = unweighted(random);
      const { ready, theta } = prepared(c);
      const before = new Reference(c.model, c.table).logLik();
      for (const seed of [1, 2, 3]) {
        const noted = notedChoices(seed);
        const { states, impossible } = drawPosterior(ready, theta, noted.random);
        if (impossible) throw new Error("no posterior");
        const drawn = complete(c, ready, states);
        const lacking = Object.entries(drawn.table.cells).filter(([key, cells]) => states.has(key) && cells.includes(null));
        if (lacking.length > 0) throw new Error(`not drawn: ${lacking.map(([key]) => key)}`);
        const expected = new Reference(drawn.model, drawn.table).logLik() - before;
        const found = noted.logProbability();
        if (!(Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) {
          throw new Error(`log-probability ${found}, by enumeration ${expected}`);
        }
        if (found !== 0) choices += 1;
      }
      return true;
    });
    expect(compared).toBe(300);
    expect(choices).toBeGreaterThan(300);
  }, 120_000);
});
