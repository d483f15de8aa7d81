import { expect, test } from "vitest";
import { type EvidenceValue, type InferResult, inferCase } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import { groundKey, type ModelSpec, membersOf, type NodeSpec, type TableSpec } from "./support/model-spec.ts";
import { initOf } from "./support/print-model.ts";
import type { RandomCase } from "./support/random-model.ts";
import { type GroundNode, Reference } from "./support/reference.ts";
import { engineModel } from "./support/run-case.ts";

type Pairs = readonly (readonly [string, EvidenceValue])[];

function hold(what: string, found: unknown, expected: number): void {
  const value = (found ?? -Infinity) as number;
  if (value === expected || Math.abs(value - expected) <= 1e-10 * Math.max(1, Math.abs(expected))) return;
  throw new Error(`${what} is ${String(found)}, by enumeration ${expected}`);
}

/** The first row of a case, by itself and without its weight. */
function firstRow({ model, table }: RandomCase): RandomCase {
  const cells = Object.fromEntries(Object.entries(table.cells).map(([key, column]) => [key, column.slice(0, 1)]));
  const one: TableSpec = { rows: 1, groups: table.groups.slice(0, 1), cells, weights: null, trials: table.trials.slice(0, 1) };
  return { model: { ...model, weights: "none" }, table: one };
}

function cellValue(model: ModelSpec, node: NodeSpec, cell: readonly number[]): EvidenceValue {
  if (node.type !== null) return model.types[node.type]?.[cell[0] as number] as string;
  return node.length > 1 ? cell : (cell[0] as number);
}

/** What the only row of a case says, as evidence. */
function evidenceOf({ model, table }: RandomCase): Pairs {
  const observed = model.nodes.filter(({ role }) => role === "observed");
  const cells = observed.flatMap((node) =>
    membersOf(model, node).map((member): readonly [string, EvidenceValue] => {
      const key = groundKey(node.name, member);
      const cell = table.cells[key]?.[0] ?? null;
      return [key, cell === null ? null : cellValue(model, node, cell)];
    }),
  );
  const trials = model.nodes.some((node) => node.trials === "trials");
  return trials ? [...cells, ["trials", table.trials[0] as number]] : cells;
}

const asked = (c: RandomCase, evidence: Pairs): Promise<InferResult> =>
  inferCase(engineModel(c), evidence, { params: initOf(c.model), mpe: true });

const marginal = (result: InferResult, key: string): readonly number[] => result.rows[0]?.marginals[key] as readonly number[];

const discrete = (reference: Reference): readonly GroundNode[] => reference.grounds.filter((g) => g.node.states !== null);

test("cases of random models have the posteriors of enumeration", async () => {
  const compared = await forRandomCases({ runs: 300, seed: 30 }, async (random) => {
    const c = firstRow(random);
    const reference = new Reference(c.model, c.table);
    const result = await asked(c, evidenceOf(c));
    hold("evidence", result.logEvidence, reference.logLik());
    const sums = new Map(discrete(reference).map((g) => [g.key, Array.from({ length: g.node.states as number }, () => 0)]));
    reference.visit(
      () => undefined,
      ({ key }, _, state, probability) => {
        const into = sums.get(key) as number[];
        into[state] = (into[state] as number) + probability;
      },
    );
    for (const [key, wanted] of sums) wanted.forEach((p, s) => hold(`${key} in state ${s}`, marginal(result, key)[s], p));
    hold(
      "MPE",
      result.mpeLogProb,
      reference.instances.reduce((sum, instance) => sum + reference.logMost(instance), 0),
    );
    return true;
  });
  expect(compared).toBe(300);
}, 120_000);

/** The case in which a node is seen in a state. */
function seenIn({ model, table }: RandomCase, { key, node }: GroundNode, state: number): RandomCase {
  const nodes = model.nodes.map((other) => (other.name === node.name ? { ...other, role: "observed" as const } : other));
  return { model: { ...model, nodes }, table: { ...table, cells: { ...table.cells, [key]: [[state]] } } };
}

test("soft evidence mixes the cases in which its node is seen, by their likelihoods", async () => {
  const compared = await forRandomCases({ runs: 300, seed: 31 }, async (random) => {
    const c = firstRow(random);
    const reference = new Reference(c.model, c.table);
    const weighed = discrete(reference).findLast((g) => reference.cell(g, 0) === null);
    if (!weighed) return false;
    const weights = Array.from(
      { length: weighed.node.states as number },
      (_, s) => ((3 * s + c.model.nodes.length) % 5) / 2 + (s === 0 ? 0.25 : 0),
    );
    const worlds = weights.map((_, s) => new Reference(...worldOf(seenIn(c, weighed, s))));
    const terms = worlds.map((world, s) => (weights[s] as number) * Math.exp(world.logLik()));
    const total = terms.reduce((a, b) => a + b, 0);
    const result = await asked(c, [...evidenceOf(c), [weighed.key, weights]]);
    hold("evidence", result.logEvidence, Math.log(total));
    terms.forEach((term, s) => hold(`${weighed.key} in state ${s}`, marginal(result, weighed.key)[s], term / total));
    const most = worlds.map((world, s) => Math.log(weights[s] as number) + world.instances.reduce((sum, i) => sum + world.logMost(i), 0));
    hold("MPE", result.mpeLogProb, Math.max(...most));
    return true;
  });
  expect(compared).toBeGreaterThan(200);
}, 120_000);

const worldOf = ({ model, table }: RandomCase): [ModelSpec, TableSpec] => [model, table];
