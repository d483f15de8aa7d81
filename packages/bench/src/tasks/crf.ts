import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { corpusCsv, makeTaggingCorpus, tags } from "../tagging-corpus.ts";
import type { LoglinearTask } from "./task.ts";

/** The weight of the penalty: λ · |w|² is taken off the log-likelihood. */
export const PENALTY = 1;
/** Iterations of L-BFGS: enough for both programs to come within 1e-6 of the optimum. */
export const ITERATIONS = 150;

const attributes = ["word", "suffix", "shape", "before", "after"];

const typeOf = (attribute: string): string => attribute.charAt(0).toUpperCase() + attribute.slice(1);

/** A linear-chain CRF: a weight for each pair of tags in turn, and for each attribute of a token with each tag, seen together or not. */
export function crfText(): string {
  const types = attributes.map((a) => `type ${typeOf(a)}`);
  const params = attributes.map((a) => `param by${typeOf(a)}[${typeOf(a)}, Tag] : real`);
  const given = attributes.map((a) => `    given ${a} : ${typeOf(a)}`);
  const factors = attributes.map((a) => `    factor by${typeOf(a)}[${a}, tag]`);
  return `network Tagger
type Tag = {${tags.join(", ")}}
${types.join("\n")}
param move[Tag, Tag] : real
${params.join("\n")}
plate line by sentence {
  chain t {
${given.join("\n")}
    observed tag : Tag
    factor move[prev tag, tag]
${factors.join("\n")}
  }
}
`;
}

/** Writes the corpus where it is not there yet. */
export function ensureCorpus(path: string): void {
  if (!existsSync(path)) writeFileSync(path, corpusCsv(makeTaggingCorpus(1)));
}

/** A linear-chain CRF that tags 50,000 tokens: 268,000 weights, L-BFGS; the objective is the log-likelihood less the penalty. */
export const crf: LoglinearTask = {
  kind: "loglinear",
  name: "crf",
  data: "crf.csv",
  text: crfText(),
  options: { method: "gradient", maxIterations: ITERATIONS, tolerance: 0, l2: 2 * PENALTY },
  repetitions: 1,
  counts: "iterations",
  timesCompile: true,
  agreement: 1e-6,
  prepare: ensureCorpus,
  table: (path) => readFileSync(path, "utf8"),
  objective: ({ objective }) => objective,
};
