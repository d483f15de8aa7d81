import type { Body } from "@platewise/graph";
import { describe, expect, it } from "vitest";
import { createMarginals } from "../src/marginals.ts";
import { parseNetworkDump } from "../src/network-dump.ts";
import { networkTables, networkText } from "../src/tasks/network-model.ts";

const dump = `3
2 3 2
0
0.25 0.75
1 0
0.1 0.2 0.7 0.3 0.3 0.4
2 1 0
0 1 .5 .5 1 0 .2 .8 .9 .1 .6 .4
`;

describe("networks of plain numbers", () => {
  it("become models with a table for each node", () => {
    const network = parseNetworkDump(dump);
    expect(network.parents).toEqual([[], [0], [1, 0]]);
    expect(networkText("Net", network)).toBe(`model Net
plate row {
  observed x0 : {0, 1} ~ Table()
  observed x1 : {0, 1, 2} ~ Table(x0)
  observed x2 : {0, 1} ~ Table(x1, x0)
}
`);
    expect(networkTables(network)).toEqual({
      x0: [0.25, 0.75],
      x1: [
        [0.1, 0.2, 0.7],
        [0.3, 0.3, 0.4],
      ],
      x2: [
        [
          [0, 1],
          [0.5, 0.5],
        ],
        [
          [1, 0],
          [0.2, 0.8],
        ],
        [
          [0.9, 0.1],
          [0.6, 0.4],
        ],
      ],
    });
  });

  it("that are cut or too long are refused", () => {
    expect(() => parseNetworkDump(dump.slice(0, -4))).toThrow("ends before");
    expect(() => parseNetworkDump(`${dump} 1`)).toThrow("goes on after its 3 tables");
  });
});

describe("marginals", () => {
  const body = (axisIds: readonly number[], axisSizes: readonly number[]): Body =>
    ({ axisIds, axisSizes, states: axisSizes.reduce((a, b) => a * b, 1) }) as unknown as Body;

  it("sum the other axes out, in every pass anew", () => {
    const { byVariable, onPosterior } = createMarginals();
    const pair = body([7, 8], [2, 3]);
    const table = Float64Array.of(0.1, 9, 0.2, 9, 0.3, 9, 0.05, 9, 0.15, 9, 0.2, 9);
    onPosterior(pair, 0, 1, table, 2);
    onPosterior(pair, 0, 1, table, 2);
    expect([...(byVariable.get(7) ?? [])].map((p) => p.toFixed(12))).toEqual(["0.600000000000", "0.400000000000"]);
    expect([...(byVariable.get(8) ?? [])].map((p) => p.toFixed(12))).toEqual(["0.150000000000", "0.350000000000", "0.500000000000"]);
  });

  it("leave out the axes that another clique reports", () => {
    const { byVariable, onPosterior } = createMarginals();
    onPosterior(body([-1, 3], [2, 2]), 0, 1, Float64Array.of(0.1, 0.2, 0.3, 0.4), 1);
    expect([...byVariable.keys()]).toEqual([3]);
  });

  it("take a variable from the first table that has it", () => {
    const { byVariable, onPosterior } = createMarginals();
    onPosterior(body([1], [2]), 0, 1, Float64Array.of(0.25, 0.75), 1);
    onPosterior(body([1, 2], [2, 1]), 0, 1, Float64Array.of(0.5, 0.5), 1);
    expect(byVariable.get(1)).toEqual(Float64Array.of(0.25, 0.75));
    expect(byVariable.get(2)).toEqual(Float64Array.of(1));
  });
});
