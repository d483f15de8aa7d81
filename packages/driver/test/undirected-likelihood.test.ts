import { expect, test } from "vitest";
import { score } from "../src/index.ts";
import { likelihoodOf } from "./support/undirected-enumeration.ts";
import { anyKind, forRandomUndirected, mustAgree, rowsOf, type UndirectedRun } from "./support/undirected-runs.ts";

async function checkScore(run: UndirectedRun): Promise<boolean> {
  const { model, csv, params, units, theta, elimination } = run;
  const { logLik, logZ, byUnit } = likelihoodOf(units, theta);
  const rows = rowsOf(run);
  if (!Number.isFinite(logZ) || rows === 0) return false;
  const found = await score(model, csv, { params: params as never, ...(elimination ? { elimination } : {}) });
  mustAgree("the log-likelihood", found.logLik, logLik);
  mustAgree("log Z", found.logZ, logZ / rows);
  units.forEach(({ row }, u) => mustAgree(`the log-likelihood of row ${row}`, found.rows[row]?.logLik, byUnit[u] as number));
  return true;
}

test("scores of random networks are those of enumeration", async () => {
  expect(await forRandomUndirected({ runs: 300, kind: anyKind }, checkScore)).toBeGreaterThan(0.5);
}, 300_000);
