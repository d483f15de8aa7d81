import { type Diagnostic, diagnostic, failure, type Outcome, success } from "@platewise/core";
import type { DiscreteNetwork, Network } from "./network.ts";
import type { NetworkFormat } from "./network-format.ts";

/** The `write` of a format that holds directed networks only, and all of them. */
export const directedOnly =
  (format: string, write: (network: DiscreteNetwork) => string): NetworkFormat["write"] =>
  (network) =>
    network.kind === "directed" ? success(write(network)) : failure([undirected(`${format} holds conditional tables only`)]);

/** Says that a Markov network stands where it can't. */
export const undirected = (what: string): Diagnostic => diagnostic("network-undirected", { what }) as Diagnostic;

/** A text with a warning of what the format left out, if there is any. */
export function withLosses(format: string, text: string, what: readonly string[]): Outcome<string> {
  if (what.length === 0) return success(text);
  return success(text, [diagnostic("network-loses", { format, what }, { severity: "warning" }) as Diagnostic]);
}

/** What is kept by a format that holds numbers only; `nameOf` is what the variable at a place will be called. */
export interface Kept {
  readonly nameOf: (at: number) => string;
  readonly comments: boolean;
  readonly directions: boolean;
}

/** What a format that holds numbers only leaves out of a network, in words. */
export function lossWords(network: Network, { nameOf, comments, directions }: Kept): readonly string[] {
  const namesAreNumbers = network.variables.every(
    ({ name, states }, at) => name === nameOf(at) && states.every((state, k) => state === String(k)),
  );
  const directed = network.kind === "directed" ? network : null;
  const own = directed?.variables.flatMap(({ properties, tableProperties }) => [...properties, ...tableProperties]) ?? [];
  return [
    ...(namesAreNumbers && network.name === "" ? [] : ["names"]),
    ...(network.comments.length > 0 && !comments ? ["comments"] : []),
    ...((directed?.properties.length ?? 0) + own.length > 0 ? ["properties"] : []),
    ...(directed !== null && !directions ? ["directions"] : []),
  ];
}

/** Refuses the first character of a name that a format can't hold. */
export function refuseCharacters(format: string, names: Iterable<string>, bad: RegExp): readonly Diagnostic[] {
  for (const name of names) {
    const found = bad.exec(name)?.[0];
    if (found === undefined) continue;
    const character = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    return [diagnostic("network-unwritable", { format, name, character }) as Diagnostic];
  }
  return [];
}

/** Every name, state, property and comment of a directed network. */
export const textsOf = (network: Network): readonly string[] =>
  network.kind === "undirected"
    ? []
    : [
        network.name,
        ...network.comments,
        ...network.properties,
        ...network.variables.flatMap(({ name, states, properties, tableProperties }) => [
          name,
          ...states,
          ...properties,
          ...tableProperties,
        ]),
      ];
