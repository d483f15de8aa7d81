import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { chainPath, chainSource, chainStates } from "../../../.ci/chains.mjs";

it.each(chainStates)("the recursions of %d states are what the generator writes", (states: number) => {
  expect(readFileSync(chainPath(states), "utf8")).toBe(chainSource(states));
});
