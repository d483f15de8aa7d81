import { describeDiagnostic } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DiscreteNetwork,
  type Network,
  networkFormats,
  networkOfModel,
  tryModelOfNetwork,
  tryReadNetwork,
  tryWriteNetwork,
} from "../src/index.ts";
import { randomNetwork } from "./support/random-network.ts";

function written(network: Network, format: string): string {
  const result = tryWriteNetwork(network, { format });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => describeDiagnostic(d).message).join("\n"));
  return result.value;
}

function read(text: string, format: string): Network {
  const result = tryReadNetwork(text, { format });
  if (!result.ok) throw new Error(`${result.diagnostics.map((d) => describeDiagnostic(d).message).join("\n")}\n${text}`);
  return result.value;
}

/** What UAI keeps of a network. */
function numbered(network: DiscreteNetwork): DiscreteNetwork {
  const place = new Map(network.variables.map(({ name }, at) => [name, `x${at}`]));
  const renamed = (name: string): string => place.get(name) as string;
  return {
    ...network,
    name: "",
    comments: [],
    properties: [],
    variables: network.variables.map((variable) => ({
      ...variable,
      name: renamed(variable.name),
      states: variable.states.map((_, state) => String(state)),
      parents: variable.parents.map(renamed),
      properties: [],
      tableProperties: [],
    })),
  };
}

describe("random networks", () => {
  const named = networkFormats.filter(({ nameless }) => !nameless).map(({ name }) => name);

  test.for(named)("come back from %s as they were", (format) => {
    fc.assert(
      fc.property(randomNetwork(1), (network) => {
        const text = written(network, format);
        expect(read(text, format)).toEqual(network);
        expect(written(read(text, format), format)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("go through all formats with names unchanged", () => {
    fc.assert(
      fc.property(randomNetwork(1), fc.shuffledSubarray(named, { minLength: named.length }), (network, order) => {
        expect(order.reduce<Network>((before, format) => read(written(before, format), format), network)).toEqual(network);
      }),
    );
  });

  test("come back from UAI with numbers for names", () => {
    fc.assert(
      fc.property(randomNetwork(1), (network) => {
        const again = read(written(network, "uai"), "uai");
        expect(again).toEqual(numbered(network));
        expect(read(written(again, "uai"), "uai")).toEqual(again);
      }),
    );
  });

  test("come back from a model and its parameters, unless the language has no such states", () => {
    let models = 0;
    fc.assert(
      fc.property(randomNetwork(2), (network) => {
        const made = tryModelOfNetwork(network);
        if (!made.ok) {
          expect(made.diagnostics.map(({ code }) => code)).toEqual(made.diagnostics.map(() => "network-no-model"));
          return;
        }
        models += 1;
        const { model, fit } = made.value;
        expect(String(model)).toBe(model.source.text);
        const bare = network.variables.map((variable) => ({ ...variable, properties: [], tableProperties: [] }));
        expect(networkOfModel(model, { params: fit })).toEqual({ ...network, name: model.name, properties: [], variables: bare });
      }),
      { numRuns: 300 },
    );
    expect(models).toBeGreaterThan(200);
  });
});
