import { describeDiagnostic, missingCode, type NodeDomain, stateCount } from "@platewise/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bindData } from "../src/binding/index.ts";
import { fromRows } from "../src/sources/index.ts";
import { labels, model, node, plate, typed } from "./binding-fixtures.ts";

const domains = fc.constantFrom<NodeDomain[]>(
  { kind: "real" },
  { kind: "positive" },
  { kind: "count" },
  { kind: "boolean" },
  { kind: "states", size: 2 },
  labels("a", "b", "1"),
  typed("Word"),
);
const columnNames = fc.constantFrom("a", "b", "c", "d");
const wild = fc.oneof(
  fc.constantFrom(null, "", "a", "b", "1", "1.0", "NaN", "NA", 0, 1, 2, -1, 0.5, Number.POSITIVE_INFINITY, true),
  fc.string({ maxLength: 3 }),
);
const tame = fc.constantFrom<fc.Arbitrary<string | number | boolean | null>[]>(
  fc.constantFrom(0, 1),
  fc.constantFrom(1, 1, 1, null),
  fc.constantFrom("1", "1.0", null),
);
const someRows = fc
  .oneof({ weight: 1, arbitrary: fc.constant(wild) }, { weight: 2, arbitrary: tame })
  .chain((cell) => fc.array(fc.record({ a: cell, b: cell, c: cell, d: cell }), { minLength: 1, maxLength: 8 }));
const byColumn = fc.option(columnNames, { freq: 1 });
const plates = fc
  .tuple(byColumn, byColumn, byColumn, fc.constantFrom("rows", "chain" as const))
  .map(([outer, inner, weights, kind]) => [
    plate(0, "outer", outer === null ? {} : { kind: "groups", by: outer }),
    plate(1, "inner", { parent: 0, kind, by: kind === "chain" ? inner : null, weightedBy: weights }),
  ]);
const nodes = fc.uniqueArray(
  fc
    .record({
      name: columnNames,
      domain: domains,
      plate: fc.constantFrom(null, 0, 1),
      role: fc.constantFrom("observed", "latent", "given" as const),
    })
    .map(({ name, ...rest }) => node(name, { ...rest, columns: { kind: "names", names: [name] } })),
  { minLength: 1, maxLength: 4, selector: ({ name }) => name },
);
const options = fc.record(
  { rows: fc.constantFrom("all", "complete" as const), latent: fc.array(columnNames, { maxLength: 1 }), weights: columnNames },
  { requiredKeys: [] },
);

test("any table and any model give sound bindings or findings, never an exception", () => {
  let succeeded = 0;
  fc.assert(
    fc.property(plates, nodes, someRows, options, (plateDecls, nodeDecls, rows, choices) => {
      const table = fromRows(rows);
      if (!table.ok) return;
      const template = model(plateDecls, nodeDecls, { types: [{ name: "Word", labels: null, span: { start: 0, end: 0 } }] });
      const outcome = bindData(template, table.value, choices);
      for (const d of outcome.diagnostics) expect(describeDiagnostic(d).message).not.toBe("");
      expect(outcome.ok).toBe(!outcome.diagnostics.some((d) => d.severity === "error"));
      if (!outcome.ok) return;
      succeeded += 1;
      for (const { name, values, missing } of outcome.value.nodes) {
        const states = stateCount(outcome.value.model.nodes.find((decl) => decl.name === name)!.domain) ?? 0;
        if (values.kind === "codes") {
          const empty = missingCode(values.codes);
          expect(values.codes.every((code) => code === empty || (code >= 0 && code < states))).toBe(true);
          expect(values.codes.filter((code) => code === empty)).toHaveLength(missing);
        } else if (values.kind === "numbers") {
          expect(values.components[0]!.every((value) => Number.isNaN(value) || Number.isFinite(value))).toBe(true);
          expect(values.components[0]!.filter(Number.isNaN)).toHaveLength(missing);
        }
      }
    }),
    { numRuns: 3000 },
  );
  expect(succeeded).toBeGreaterThan(100);
});
