import { expect, test } from "vitest";
import { parse, score } from "../src/index.ts";
import { forRandomCases } from "./support/for-random-cases.ts";
import type { RandomCase } from "./support/random-model.ts";
import { Reference } from "./support/reference.ts";
import { fitCase, scoreCase } from "./support/run-case.ts";

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a), Math.abs(b));

/** Total, and one value per top-level instance on its first row. */
async function checkScore(c: RandomCase, reference: Reference): Promise<void> {
  const result = await scoreCase(c);
  const total = reference.logLik();
  if (!close(result.logLik as number, total)) throw new Error(`total ${result.logLik}, by enumeration ${total}`);
  // A node outside all plates makes the whole table one instance.
  if (c.model.nodes.some((node) => node.level === 0)) return;
  for (const instance of reference.instances) {
    const expected = reference.logEvidence(instance);
    const found = result.rows[instance.row]?.logLik as number;
    if (!close(found, expected)) throw new Error(`row ${instance.row} ${found}, by enumeration ${expected}`);
    const others = instance.rows.slice(1).filter((row) => result.rows[row]?.logLik !== null);
    if (others.length > 0) throw new Error(`rows ${others} have a value beside the first row of their group`);
  }
}

/** Marginals of every discrete node with an unknown cell, for every row of the table. */
function enumeratedMarginals(c: RandomCase, reference: Reference): ReadonlyMap<string, Float64Array> {
  const marginals = new Map<string, Float64Array>();
  for (const g of reference.grounds) {
    const isUnknown = c.table.groups.some((_, row) => reference.cell(g, row) === null);
    if (g.node.states !== null && isUnknown) marginals.set(g.key, new Float64Array(c.table.rows * g.node.states));
  }
  reference.visit(
    () => undefined,
    (ground, instance, state, probability) => {
      const into = marginals.get(ground.key);
      if (!into) return;
      for (const row of instance.rows) {
        const at = row * (ground.node.states as number) + state;
        into[at] = (into[at] as number) + probability;
      }
    },
  );
  return marginals;
}

async function checkPosteriors(c: RandomCase, reference: Reference): Promise<void> {
  const { posteriors } = await fitCase(c, { method: "em", maxIterations: 0, posteriors: true });
  const expected = enumeratedMarginals(c, reference);
  const names = posteriors.map((p) => p.node).sort();
  const wanted = [...expected.keys()].sort();
  if (names.join() !== wanted.join()) throw new Error(`posteriors of ${names}, not of ${wanted}`);
  for (const { node, probabilities } of posteriors) {
    expected.get(node)?.forEach((p, i) => {
      const found = probabilities[i] as number;
      if (!(Math.abs(p - found) <= 1e-10)) throw new Error(`posterior of ${node} at ${i}: ${found}, by enumeration ${p}`);
    });
  }
}

test("likelihoods and posteriors of random models are those of enumeration", async () => {
  const compared = await forRandomCases({ runs: 300, seed: 1 }, async (c) => {
    const reference = new Reference(c.model, c.table);
    await checkScore(c, reference);
    await checkPosteriors(c, reference);
    return true;
  });
  expect(compared).toBeGreaterThanOrEqual(300);
}, 120_000);

test("a group's log-likelihood stands on its first row, also where nothing is unknown", async () => {
  const model = parse(`model Groups
plate g by g {
  observed z : {a, b} ~ Categorical([0.25, 0.75])
  plate r weighted by n { observed x : {u, v} ~ Categorical([0.5, 0.5]) }
}`);
  const data = { g: [1, 2, 1], z: ["a", "b", "a"], x: ["u", "v", "v"], n: [3, 1, 2] };
  const { rows } = await score(model, data);
  expect(rows[0]?.logLik).toBeCloseTo(Math.log(0.25) + 5 * Math.log(0.5), 12);
  expect(rows[1]?.logLik).toBeCloseTo(Math.log(0.75) + Math.log(0.5), 12);
  expect(rows[2]?.logLik).toBeNull();
});
