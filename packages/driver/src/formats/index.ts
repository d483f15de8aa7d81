export { findFormat, networkFormats } from "./formats.ts";
export type { NetworkParams } from "./model-numbers.ts";
export type { DiscreteNetwork, FactorNetwork, Network, NetworkFactor, NetworkVariable } from "./network.ts";
export type { NetworkFormat } from "./network-format.ts";
export type { NetworkFit, NetworkModel } from "./network-model.ts";
export type { EvidenceEntry } from "./uai-evidence.ts";
