import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { dimensions, kernelPath, kernelSource, mixturePath, mixtureSource, stateCounts } from "../../../.ci/kernels.mjs";

it.each(dimensions)("the written-out loops of dimension %d are what the generator writes", (d: number) => {
  expect(readFileSync(kernelPath(d), "utf8")).toBe(kernelSource(d));
});

it.each(stateCounts)("the mixture of %d normals is what the generator writes", (states: number) => {
  expect(readFileSync(mixturePath(states), "utf8")).toBe(mixtureSource(states));
});
