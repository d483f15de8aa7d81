import type { DiscreteNetwork, NetworkVariable } from "./network.ts";

/** The states of the parents for each row of a variable's table, the last parent fastest. */
export function rowStates(network: DiscreteNetwork, { parents }: NetworkVariable): readonly (readonly string[])[] {
  const sets = parents.map((parent) => network.variables.find(({ name }) => name === parent)?.states ?? []);
  return sets.reduce<readonly (readonly string[])[]>((rows, states) => rows.flatMap((row) => states.map((state) => [...row, state])), [[]]);
}
