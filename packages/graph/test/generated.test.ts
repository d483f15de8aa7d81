import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { productPath, productSource, stateCounts } from "../../../.ci/kernels.mjs";

it.each(stateCounts)("the walks of %d states are what the generator writes", (states: number) => {
  expect(readFileSync(productPath(states), "utf8")).toBe(productSource(states));
});
