import type { Outcome, Source } from "@platewise/core";
import type { Network } from "./network.ts";

/** A way to write networks in text files. What it reads, it writes so that reading again gives the same network. */
export interface NetworkFormat {
  /** The word for options, in lower case: `bif`. */
  readonly name: string;
  /** What messages call it. */
  readonly title: string;
  /** Endings of files, in lower case and without the dot; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Set where the format holds numbers only, so that a network has no name there. */
  readonly nameless?: true;
  /** Reads a file: a network that is whole and normalised, or what is wrong with the file, with places. */
  read(source: Source): Outcome<Network>;
  /** The text of a file for a network that is whole; refuses what the format can't hold, and warns of what it leaves out. */
  write(network: Network): Outcome<string>;
}
