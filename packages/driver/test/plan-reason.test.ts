import { expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";

/** The reason for EM on a row of nodes, each the parent of the next; all but the last are empty in one row of the table. */
async function reasonFor(unknowns: number): Promise<string> {
  const nodes = Array.from({ length: unknowns + 1 }, (_, i) => `n${i}`);
  const lines = nodes.map((node, i) => `  observed ${node} : {no, yes} ~ Table(${nodes[i - 1] ?? ""})`);
  const columns = nodes.map((node, i) => [node, nodes.map((_, row) => (row === i && i < unknowns ? null : row % 2 ? "no" : "yes"))]);
  const model = parse(["model Line", "plate row {", ...lines, "}"].join("\n"));
  return (await fit(model, Object.fromEntries(columns), { maxIterations: 1 })).plan.reason;
}

const named = (count: number): string => Array.from({ length: count }, (_, i) => `n${i} (2 states, in some rows)`).join(", ");

test("the reason for EM names six unknowns and counts the others", async () => {
  expect(await reasonFor(2)).toBe(`${named(2)} unknown, with an exact posterior at this cost`);
  expect(await reasonFor(6)).toBe(`${named(6)} unknown, with an exact posterior at this cost`);
  expect(await reasonFor(7)).toBe(`${named(6)} and 1 more unknown, with an exact posterior at this cost`);
  expect(await reasonFor(12)).toBe(`${named(6)} and 6 more unknown, with an exact posterior at this cost`);
});
