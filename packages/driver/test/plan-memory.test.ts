import { evaluateProblem, plainParameters, withConstants } from "@platewise/learning";
import { describe, expect, test } from "vitest";
import { type FitOptions, type Model, orThrow, parse } from "../src/index.ts";
import { runInspect } from "../src/stages/inspect.ts";
import { prepare } from "../src/stages/prepare.ts";
import { chainColumns, printChain } from "./support/chain-spec.ts";
import { forRandomChains } from "./support/for-random-chains.ts";
import { reachableBytes } from "./support/kernel-memory.ts";
import { forRandomNetworks, modelOfNetwork } from "./support/network-runs.ts";
import { networkColumns, networkOptions } from "./support/network-text.ts";

type Columns = Parameters<typeof prepare>[1];

/** What the plan names over what one pass has allocated; null where the plan refuses the model. */
function namedOverAllocated(model: Model, data: Columns, options: FitOptions = {}): number | null {
  const prepared = prepare(model, data, { ...options, method: "em" });
  if (!prepared.ok) return null;
  const { plan, problem } = prepared.value;
  const theta = withConstants(plan, plainParameters(problem));
  evaluateProblem(problem, theta, { accumulate: true, hard: false });
  return plan.summary.cost.bytes / reachableBytes(problem.kernel);
}

/** A square of nodes, each with the ones above and to the left as parents. */
function grid(side: number, states: number): { nodes: readonly string[]; model: Model } {
  const places = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side] as const);
  const lines = places.map(([r, c]) => {
    const parents = [...(r > 0 ? [`n${r - 1}_${c}`] : []), ...(c > 0 ? [`n${r}_${c - 1}`] : [])];
    return `  observed n${r}_${c} : {${Array.from({ length: states }, (_, k) => k).join(", ")}} ~ Table(${parents.join(", ")})`;
  });
  return { nodes: places.map(([r, c]) => `n${r}_${c}`), model: parse(["model Grid", "plate row {", ...lines, "}"].join("\n")) };
}

describe("a plan names at least the memory of its joint tables, cliques, messages and chains", () => {
  test.each(["flat", "plated"] as const)("in %s networks", async (shape) => {
    const kind = { shape, numeric: true, priors: false, latents: true };
    const share = await forRandomNetworks({ runs: 100, kind }, async (c) => {
      const ratio = namedOverAllocated(modelOfNetwork(c), networkColumns(c), networkOptions(c));
      if (ratio !== null && ratio < 1) throw new Error(`names ${ratio} of what it allocates`);
      return ratio !== null;
    });
    expect(share).toBeGreaterThan(0.5);
  });

  test("in chains", async () => {
    const share = await forRandomChains({ runs: 150, seed: 61 }, async (c) => {
      const ratio = namedOverAllocated(parse(printChain(c)), chainColumns(c));
      if (ratio !== null && ratio < 1) throw new Error(`names ${ratio} of what it allocates`);
      return ratio !== null;
    });
    expect(share).toBeGreaterThan(0.5);
  });

  test.each([
    [4, 3],
    [5, 4],
    [8, 3],
    [12, 2],
  ])("and in a grid of %i × %i states not much more", (side, states) => {
    const { nodes, model } = grid(side, states);
    const prepared = orThrow(prepare(model, Object.fromEntries(nodes.map((node) => [node, [null]])), { method: "em", keepBarren: true }));
    const ratio = prepared.plan.summary.cost.bytes / reachableBytes(prepared.problem.kernel);
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThan(1.3);
  });
});

test("a plan beyond any memory is named without taking it", async () => {
  const model = parse(`model Appliances
param start[12] : simplex(4)
param move[12, 4] : simplex(4)
chain t {
  plate a in 12 {
    initial on[a] ~ Categorical(start[a])
    latent  on[a] ~ Categorical(move[a, prev on[a]])
  }
  observed power : {low, high} ~ Table(on[0])
}`);
  const options = { data: { power: ["low", "high"] }, budget: 1e15 };
  expect(orThrow(await runInspect(model, { ...options, stage: "plan" })).text).toMatch(/\d PB of tables; budget 1000000000000000 states/);
  await expect(runInspect(model, { ...options, stage: "kernel" })).rejects.toThrow(RangeError);
});
