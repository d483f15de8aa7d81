import { cleanComments, type Draft, namedNowhere as named } from "./draft.ts";
import type { DiscreteNetwork } from "./network.ts";

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** A network as a draft without places, to be checked like one that was read. */
export function draftOfNetwork(network: DiscreteNetwork): Draft {
  const { name, comments, properties, variables } = network;
  return {
    format: "network",
    source: null,
    name,
    comments: cleanComments(comments),
    properties,
    variables: variables.map((variable) => ({
      name: named(variable.name),
      states: variable.states.map(named),
      declared: null,
      properties: variable.properties,
    })),
    tables: variables.map(({ name: child, parents, table, tableProperties }) => ({
      child: named(child),
      parents: parents.map(named),
      content: {
        kind: "flat",
        numbers: { values: [...table], starts: zeros(table.length), ends: zeros(table.length) },
        childSlowest: false,
      },
      properties: tableProperties,
    })),
  };
}
