import { failure, type Outcome, success } from "@platewise/core";
import { checkDraft } from "../formats/check-draft.ts";
import { checkFactors } from "../formats/check-factors.ts";
import { draftOfNetwork } from "../formats/draft-of-network.ts";
import { draftOfFactors } from "../formats/factor-draft.ts";
import { findFormat, networkFormats } from "../formats/formats.ts";
import type { NetworkParams } from "../formats/model-numbers.ts";
import { modelOfNetwork as makeModel } from "../formats/model-of-network.ts";
import type { Network } from "../formats/network.ts";
import type { NetworkFormat } from "../formats/network-format.ts";
import type { NetworkModel } from "../formats/network-model.ts";
import { networkOfModel as makeNetwork } from "../formats/network-of-model.ts";
import { type EvidenceEntry, readUaiEvidence } from "../formats/uai-evidence.ts";
import { type Model, orThrow, type SourceInput } from "./model.ts";

/**
 * In which format a network is read or written: by name (`bif`, `xmlbif`, `uai`, `net`, `fg`) or an ending of files; left out, the
 * ending of the source's name says it. `formats` replaces the list in which it is looked for.
 */
export interface NetworkOptions {
  readonly format?: string;
  readonly formats?: readonly NetworkFormat[];
}

/** Reads a network from the text of a file; all that is wrong with it is returned, with places. */
export function tryReadNetwork(input: SourceInput, options: NetworkOptions = {}): Outcome<Network> {
  const source = typeof input === "string" ? { name: "<network>", text: input } : input;
  const { format = source.name.split(".").at(-1) ?? "", formats = networkFormats } = options;
  const found = findFormat(format, formats);
  return found.ok ? found.value.read(source) : found;
}

/** Reads a network from the text of a file; throws `DiagnosticsError` with everything that is wrong. */
export const readNetwork = (input: SourceInput, options: NetworkOptions = {}): Network => orThrow(tryReadNetwork(input, options));

/** The text of a file for a network; refuses a network that is not whole, and what the format can't hold. */
export function tryWriteNetwork(network: Network, options: NetworkOptions & { readonly format: string }): Outcome<string> {
  const found = findFormat(options.format, options.formats ?? networkFormats);
  if (!found.ok) return found;
  const checked: Outcome<Network> =
    network.kind === "undirected" ? checkFactors(draftOfFactors(network)) : checkDraft(draftOfNetwork(network));
  if (!checked.ok) return checked;
  const written = found.value.write(checked.value);
  const diagnostics = [...checked.diagnostics, ...written.diagnostics];
  return written.ok ? success(written.value, diagnostics) : failure(diagnostics);
}

/** The text of a file for a network; throws `DiagnosticsError` where it can't be written. */
export const writeNetwork = (network: Network, options: NetworkOptions & { readonly format: string }): string =>
  orThrow(tryWriteNetwork(network, options));

/**
 * A network as a model of observed nodes, with its numbers as parameters: a Bayesian network with tables, a Markov network with factors,
 * whose log-potentials are −Infinity for zeros. `name` replaces the network's.
 */
export const tryModelOfNetwork = (network: Network, options: { readonly name?: string } = {}): Outcome<NetworkModel> =>
  makeModel(network, options);

/** A network as a model; throws `DiagnosticsError` where the language has no such nodes. */
export const modelOfNetwork = (network: Network, options: { readonly name?: string } = {}): NetworkModel =>
  orThrow(makeModel(network, options));

/** A model of discrete nodes as a network at given parameters: a `network` as a Markov network, a model in one plate as a Bayesian one. */
export const tryNetworkOfModel = (model: Model, options: { readonly params?: NetworkParams } = {}): Outcome<Network> =>
  makeNetwork(model, options);

/** A model as a network; throws `DiagnosticsError` where it is none. */
export const networkOfModel = (model: Model, options: { readonly params?: NetworkParams } = {}): Network =>
  orThrow(makeNetwork(model, options));

/** Reads the evidence of a UAI file (`.evid`) on a model's nodes, which the file numbers in their order; all that is wrong has a place. */
export function tryReadEvidence(input: SourceInput, model: Model): Outcome<readonly EvidenceEntry[]> {
  const source = typeof input === "string" ? { name: "<evidence>", text: input } : input;
  return readUaiEvidence(source, model.template);
}
