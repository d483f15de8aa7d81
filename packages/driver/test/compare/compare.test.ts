import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/api/compare.ts";
import { orThrow } from "../../src/api/model.ts";
import { fitForms } from "../../src/compare/fit-forms.ts";
import { makeForms } from "../../src/compare/forms.ts";
import { findJoints } from "../../src/compare/joints.ts";
import { observedRows } from "../../src/compare/observed-variables.ts";
import { toDataTable } from "../../src/sources/index.ts";
import { dagModel, networkModel, randomDags, randomRows } from "./random-forms.ts";

const runs = Number(process.env.COMPARES ?? 25);
const timeout = 2_000 * runs;

describe("compare", () => {
  test(
    "random models: what theory says holds, and the divergence is the gain per row",
    async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(randomDags, async (dag) => {
          const rows = randomRows(dag, 60, 0);
          const { theory, assertions, directed, undirected, divergence, families, moments } = await compare(dagModel(dag), rows);
          seen.add(theory.contains);
          if (theory.contains === "neither") expect(divergence?.totalVariation).toBeLessThan(1e-6);
          const checked = assertions.map(({ what }) => what);
          expect(checked).toContain(theory.contains === "neither" ? "same-log-likelihood" : "larger-fits-better");
          expect(checked).toContain("moments-match");
          expect(checked).toContain("only-own-rows-move");
          // The maximum of a log-linear family is the projection of the data: Csiszár, Annals of Probability 3 (1975).
          const gain = (undirected.fit.logLik - directed.fit.logLik) / rows.length;
          expect(divergence?.fromUndirected).toBeCloseTo(gain, 7);
          for (const { directed: gap } of moments.filter(({ variables }) => variables.length === 1)) expect(gap).toBeLessThan(0.2);
          expect(families).toHaveLength(dag.sizes.length);
        }),
        { numRuns: runs },
      );
      expect([...seen].sort()).toEqual(["neither", "undirected"]);
    },
    timeout,
  );

  test(
    "random models with empty cells: EM and the gradient end at one maximum from one start",
    async () => {
      let same = 0;
      await fc.assert(
        fc.asyncProperty(randomDags, async (dag) => {
          const { theory, assertions, directed, undirected, missingCells } = await compare(dagModel(dag), randomRows(dag, 60, 0.1));
          fc.pre(missingCells > 0);
          same += theory.contains === "neither" && directed.fit.method === "em" ? 1 : 0;
          expect(assertions.map(({ what }) => what)).toContain(
            theory.contains === "neither" ? "same-log-likelihood" : "larger-fits-better",
          );
          expect(undirected.fit.logLik).toBeGreaterThan(directed.fit.logLik - 1e-6 * Math.abs(directed.fit.logLik));
        }),
        { numRuns: runs },
      );
      expect(same).toBeGreaterThan(0);
    },
    timeout,
  );

  test(
    "random networks beside a directed form",
    async () => {
      const seen = new Set<string>();
      const scopesOf = (n: number) =>
        fc.array(fc.subarray([...Array(n).keys()], { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 7 });
      const cases = randomDags.chain((dag) => fc.tuple(fc.constant(dag), scopesOf(dag.sizes.length)));
      await fc.assert(
        fc.asyncProperty(cases, async ([dag, scopes]) => {
          const network = networkModel(dag, [...scopes, ...dag.sizes.map((_, v) => [v])]);
          const { theory, assertions, directed, undirected, divergence } = await compare(network, randomRows(dag, 60, 0));
          seen.add(theory.contains);
          if (theory.contains === "neither") expect(divergence?.totalVariation).toBeLessThan(1e-6);
          expect(assertions.map(({ what }) => what)).toContain(
            theory.contains === "neither" ? "same-log-likelihood" : "larger-fits-better",
          );
          expect(directed.fit.freeParameters).toBeGreaterThanOrEqual(undirected.fit.freeParameters);
          expect(divergence?.how).toBe("enumerated");
        }),
        { numRuns: runs },
      );
      expect([...seen].sort()).toEqual(["directed", "neither"]);
    },
    timeout,
  );

  test(
    "divergences by marginals are those of all joint states",
    async () => {
      await fc.assert(
        fc.asyncProperty(randomDags, async (dag) => {
          const table = orThrow(toDataTable(randomRows(dag, 60, 0) as never));
          const forms = orThrow(makeForms(dagModel(dag), table, {}));
          const fitted = orThrow(await fitForms(forms, {}, false));
          const request = { forms, fitted, observed: observedRows(forms.data, table), scopes: [["x0", "x1"]], options: {} };
          const [all, some] = [orThrow(findJoints(request)), orThrow(findJoints({ ...request, mostStates: 1 }))];
          expect([all.divergence?.how, some.divergence?.how]).toEqual(["enumerated", "marginals"]);
          expect(some.divergence?.fromDirected).toBeCloseTo(all.divergence?.fromDirected as number, 9);
          expect(some.divergence?.fromUndirected).toBeCloseTo(all.divergence?.fromUndirected as number, 9);
          for (const side of ["directed", "undirected"] as const) {
            const [a, b] = [all.sides?.[side], some.sides?.[side]].map((one) => [one?.model(["x0", "x1"]), one?.seen(["x0", "x1"])]);
            b?.forEach((table, k) => table?.forEach((x, i) => expect(x).toBeCloseTo(a?.[k]?.[i] as number, 9)));
          }
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});
