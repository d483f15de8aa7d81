import type { FitResult, ParamValue } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Model, orThrow, parse } from "../../src/api/model.ts";
import type { ParamInput } from "../../src/api/options.ts";
import { fitForm, potentialsAt, tablesAt } from "../../src/compare/fit-forms.ts";
import { type Forms, makeForms } from "../../src/compare/forms.ts";
import { jointTable } from "../../src/compare/joint-table.ts";
import { type ObservedRows, observedRows } from "../../src/compare/observed-variables.ts";
import { toDataTable } from "../../src/sources/index.ts";
import { runScore } from "../../src/stages/score.ts";
import { dagModel, networkModel, randomDags, randomRows } from "./random-forms.ts";

const asFit = (params: ParamInput | null): FitResult => ({ schema: "platewise/fit@1", params, types: {} }) as unknown as FitResult;

const formsOf = (model: Model, rows: readonly object[]): Forms => orThrow(makeForms(model, orThrow(toDataTable(rows as never)), {}));

function joint(forms: Forms, model: Model, fit: FitResult): Float64Array {
  const rows = observedRows(forms.data, forms.table) as ObservedRows;
  return orThrow(jointTable({ model, fit, data: forms.data, rows, options: {} }));
}

/** Random tables: where EM would start. */
const start = async (forms: Forms, seed: number): Promise<FitResult> =>
  orThrow(await fitForm(forms, forms.directed, { maxIterations: 0, seed, latent: [] }, undefined)).fit;

const flat = (value: ParamValue): readonly number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

function expectSame(a: Float64Array, b: Float64Array): void {
  expect(a.length).toBe(b.length);
  a.forEach((x, i) => expect(x).toBeCloseTo(b[i] as number, 12));
}

describe("the same joint in both forms", () => {
  test("tables become log-potentials, and come back where the two forms are the same", async () => {
    let back = 0;
    await fc.assert(
      fc.asyncProperty(randomDags, async (dag) => {
        const forms = formsOf(dagModel(dag), randomRows(dag, 5, 0.2));
        const tables = await start(forms, dag.seed);
        const potentials = asFit(potentialsAt(forms, tables, {}));
        expectSame(joint(forms, forms.directed, tables), joint(forms, forms.undirected, potentials));
        if (forms.theory.contains !== "neither") return;
        back += 1;
        const again = tablesAt(forms, potentials, {}) as Readonly<Record<string, ParamValue>>;
        for (const [name, value] of Object.entries(tables.params)) {
          flat(again[name] as ParamValue).forEach((x, i) => expect(x).toBeCloseTo(flat(value)[i] as number, 10));
        }
      }),
      { numRuns: 40 },
    );
    expect(back).toBeGreaterThan(3);
  }, 60_000);

  test("of a decomposable network too, whose directed form has other names", async () => {
    const dag = { sizes: [2, 3, 2], parents: [[], [], []], seed: 3 };
    const forms = formsOf(
      networkModel(dag, [
        [0, 1],
        [1, 2],
      ]),
      randomRows(dag, 5, 0.2),
    );
    const tables = await start(forms, 3);
    expectSame(joint(forms, forms.directed, tables), joint(forms, forms.undirected, asFit(potentialsAt(forms, tables, {}))));
  });

  test("with a table that leaves share, and one that a plate's members have of their own", async () => {
    const model = parse(`model Tied
param p[2, 2] : simplex(3)
plate row {
  observed c : {n, y} ~ Table()
  plate j in 3 { observed x : {n, y} ~ Table(c) from "x{j}" }
  plate i in 2 { observed y : {l, m, h} ~ Categorical(p[i, c]) from "y{i}" }
}
`);
    const rows = [{ c: "n", x0: "n", x1: null, x2: "y", y0: "l", y1: "h" }];
    const forms = formsOf(model, rows);
    expect(forms.theory.contains).toBe("neither");
    const tables = await start(forms, 1);
    expectSame(joint(forms, forms.directed, tables), joint(forms, forms.undirected, asFit(potentialsAt(forms, tables, {}))));
  });

  test("in nested plates, where an inner plate repeats its table as often as the data says", async () => {
    const model = parse(`model Nested
plate g by g {
  latent w : {p, q} ~ Table()
  plate r {
    observed z : {a, b, c} ~ Table(w)
    observed y : {u, v} ~ Table(z)
  }
}
`);
    const rows = [0, 0, 1, 2, 2, 2].map((g, i) => ({ g, z: "abcab"[i % 5], y: i % 2 === 0 ? "u" : "v" }));
    const forms = formsOf(model, rows);
    const tables = await start(forms, 2);
    const scores = [
      runScore(forms.directed, forms.table, { params: tables }),
      runScore(forms.undirected, forms.table, { params: asFit(potentialsAt(forms, tables, {})) }),
    ];
    const [a, b] = scores.map((score) => orThrow(score).logLik as number);
    expect(b).toBeCloseTo(a as number, 10);
  });
});
