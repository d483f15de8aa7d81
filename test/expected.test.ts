import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { differences } from "./expected/check-case.ts";
import { passedByChecker } from "./expected/collection-checker.ts";
import { type Covered, covered } from "./expected/covered.ts";
import { runCase } from "./expected/run-case.ts";
import { isQuery, runQuery } from "./expected/run-query.ts";
import { type Results, readCollection, readOwnCases, type TrustedCase } from "./expected/trusted-case.ts";

// The first fit loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A folder with the whole collection, its data and its checker may stand in for the project's own copies. */
const folder = process.env.PLATEWISE_EXPECTED;
const { total, cases } = folder ? readCollection(folder) : readOwnCases();
const dataFolder = folder ?? join(import.meta.dirname, "expected", "data");
const checker = join(dataFolder, "check.mjs");
const fitted = cases.filter((trusted) => covered[trusted.id] || isQuery(trusted));

const runs = new Map<string, Promise<Results>>();

function resultsOf(trusted: TrustedCase): Promise<Results> {
  const run = (): Promise<Results> =>
    isQuery(trusted) ? runQuery(trusted, dataFolder) : runCase(trusted, covered[trusted.id] as Covered, dataFolder);
  const results = runs.get(trusted.id) ?? run();
  runs.set(trusted.id, results);
  return results;
}

async function allResults(): Promise<Readonly<Record<string, Results>>> {
  const entries: [string, Results][] = [];
  for (const trusted of fitted) entries.push([trusted.id, await resultsOf(trusted).catch(() => ({}))]);
  return Object.fromEntries(entries);
}

describe("results of trusted software", () => {
  it.each(fitted)("$id: $title", async (trusted) => {
    expect(differences(trusted, await resultsOf(trusted))).toEqual([]);
  });

  const margins = fitted.filter((trusted) => trusted.margins);
  it.each(["newton", "ipf", "gis"].flatMap((method) => margins.map((trusted) => ({ method, id: trusted.id, trusted }))))(
    "$id by $method",
    async ({ method, trusted }) => {
      const how = covered[trusted.id] as Covered;
      expect(differences(trusted, await runCase(trusted, { ...how, options: ["--method", method] }, dataFolder))).toEqual([]);
    },
  );

  it("are told from numbers that are off, and from missing ones", () => {
    const bumped = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_, x: unknown) => (typeof x === "number" ? x * 1.3 + 1 : x));
    for (const trusted of fitted) {
      expect(differences(trusted, trusted.expected)).toEqual([]);
      for (const field of Object.keys(trusted.expected) as (keyof Results)[]) {
        if (trusted.expected[field] === null) continue;
        const off = { ...trusted.expected, [field]: bumped(trusted.expected[field]) };
        expect(differences(trusted, off).length, `${trusted.id} ${field}`).toBeGreaterThan(0);
        expect(differences(trusted, { ...trusted.expected, [field]: undefined }).length, `${trusted.id} ${field}`).toBeGreaterThan(0);
      }
    }
  });

  it("are there for every model and every option of the table", () => {
    const ids = fitted.filter((trusted) => !isQuery(trusted)).map(({ id }) => id);
    expect(ids.sort()).toEqual(Object.keys(covered).sort());
    expect(fitted.filter(isQuery).length).toBe(14);
  });

  it(`are reached in ${fitted.length} of ${total} cases`, async () => {
    const results = await allResults();
    const own = fitted.filter((trusted) => differences(trusted, results[trusted.id] ?? {}).length === 0).map(({ id }) => id);
    const passed = existsSync(checker) ? passedByChecker(checker, results, process.env.PLATEWISE_RESULTS) : own;
    console.log(`${passed.length} of ${total} cases pass`);
    expect(passed).toEqual(own);
    expect(own.length).toBe(fitted.length);
  });
});
