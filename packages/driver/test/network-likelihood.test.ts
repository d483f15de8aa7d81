import { describe, expect, test } from "vitest";
import { Enumeration } from "./support/network-enumeration.ts";
import { enumeratedMarginals, mustAgree, orNull } from "./support/network-posteriors.ts";
import { fitNetwork, forRandomNetworks, mustBeClose, scoreNetwork } from "./support/network-runs.ts";
import type { NetworkCase } from "./support/network-spec.ts";

/** What stands on each row: the sum over the top-level instances that begin there; null where none does. */
function expectedRows(c: NetworkCase, all: Enumeration): readonly (number | null)[] {
  const rows = new Array<number | null>(c.table.rows).fill(null);
  for (const instance of all.instances) {
    const row = instance.rows[0] as number;
    rows[row] = (rows[row] ?? 0) + all.logEvidence(instance);
  }
  return rows;
}

async function checkScore(c: NetworkCase, all: Enumeration): Promise<void> {
  const { logLik, rows } = await scoreNetwork(c);
  mustAgree("total log-likelihood", logLik, orNull(all.total()));
  // A node outside all plates makes the whole table one instance: rows have no value of their own.
  if (all.instances.some((instance) => instance.plate === null)) return;
  expectedRows(c, all).forEach((expected, row) => {
    mustAgree(`log-likelihood of row ${row}`, rows[row]?.logLik ?? null, expected === null ? null : orNull(expected));
  });
}

async function checkPosteriors(c: NetworkCase, all: Enumeration): Promise<void> {
  const { posteriors } = await fitNetwork(c, { method: "em", maxIterations: 0, posteriors: true });
  const expected = enumeratedMarginals(c, all);
  const [names, wanted] = [posteriors.map((p) => p.node).sort(), [...expected.keys()].sort()];
  if (names.join() !== wanted.join()) throw new Error(`posteriors of ${names}, not of ${wanted}`);
  for (const { node, probabilities } of posteriors) {
    expected.get(node)?.forEach((p, i) => {
      mustBeClose(`posterior of ${node} at ${i}`, probabilities[i] as number, p);
    });
  }
}

/** Total, rows and posteriors; impossible data has no posterior to compare. */
async function check(c: NetworkCase): Promise<boolean> {
  const all = new Enumeration(c);
  await checkScore(c, all);
  const possible = all.instances.every((i) => all.logEvidence(i) > Number.NEGATIVE_INFINITY);
  if (possible) await checkPosteriors(c, all);
  return possible;
}

const ALL = { numeric: true, priors: false, latents: true } as const;

describe("log-likelihoods of rows and posteriors of unknown cells are those of enumeration", () => {
  test("in networks of one plate", async () => {
    expect(await forRandomNetworks({ runs: 400, kind: { shape: "flat", ...ALL } }, check)).toBeGreaterThan(0.6);
  }, 300_000);

  test("in nested, grouped and sibling plates", async () => {
    expect(await forRandomNetworks({ runs: 300, kind: { shape: "plated", ...ALL } }, check)).toBeGreaterThan(0.6);
  }, 300_000);
});
