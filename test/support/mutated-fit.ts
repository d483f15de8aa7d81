import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type Random } from "@platewise/core";
import type { DiagnosticJson, FitResult } from "platewise";
import { dataSentences } from "../../packages/core/src/diagnostics/sentences/data.ts";
import { meaningSentences } from "../../packages/core/src/diagnostics/sentences/meaning.ts";
import { syntaxSentences } from "../../packages/core/src/diagnostics/sentences/syntax.ts";
import type { Example } from "./examples.ts";
import { mutate, pick } from "./mutation.ts";
import { byteMutations, tableMutations } from "./mutations-of-tables.ts";
import { modelMutations } from "./mutations-of-text.ts";
import { type PgmCall, runPgm } from "./run-pgm.ts";
import { root } from "./workspace.ts";

/** Which file of an example is spoilt. */
export type Spoilt = "model" | "data" | "init";

/** A fit of an example with one file spoilt: the same `number` spoils it in the same way on every machine. */
export interface MutatedFit {
  readonly example: Example;
  readonly spoilt: Spoilt;
  readonly number: number;
}

const SEED = 20080531;

/** The name of a mutated fit, by which it is found again. */
export const nameOf = ({ example, spoilt, number }: MutatedFit): string => `${example.name} ${spoilt} ${number}`;

function spoil(bytes: Uint8Array, spoilt: Spoilt, random: Random): Uint8Array {
  if (random.next() < 0.1) return mutate(bytes, byteMutations, random);
  const mutations = spoilt === "data" ? tableMutations : modelMutations;
  return new TextEncoder().encode(mutate(new TextDecoder().decode(bytes), mutations, random));
}

/** Options of an example without those that make it long; `--max-iter` stands in their place. */
function shortOptions(options: readonly string[]): readonly string[] {
  const long = ["--max-iter", "--tol", "--restarts"];
  return [...options.filter((word, i) => !long.includes(word) && !long.includes(options[i - 1] ?? "")), "--max-iter", "4"];
}

function streamOf({ example, spoilt, number }: MutatedFit): Random {
  const letters = [...example.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
  return createRandom(SEED).fork(letters).fork(spoilt.length).fork(number);
}

/** Writes the spoilt file of a mutated fit into a folder, and gives the words after `pgm` that fit it. */
export function writeMutatedFit(fit: MutatedFit, folder: string): readonly string[] {
  const random = streamOf(fit);
  const fits = fit.spoilt === "init" ? fit.example.fits.filter(({ init }) => init !== undefined) : fit.example.fits;
  const { model, data, init, options } = pick(fits, random);
  const place = (kind: Spoilt, file: string): string => {
    const sound = join(root, fit.example.folder, file);
    if (kind !== fit.spoilt) return sound;
    const path = join(folder, { model: "model.pgm", data: "data.csv", init: "init.json" }[kind]);
    writeFileSync(path, spoil(new Uint8Array(readFileSync(sound)), kind, random));
    return path;
  };
  const start = init === undefined ? [] : ["--init", place("init", init)];
  return ["fit", place("model", model), "--data", place("data", data), ...start, ...shortOptions(options)];
}

/** Where a number is not finite, as a path into the value; null where all are. */
export function findNotFinite(value: unknown, path: string): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : path;
  if (value === null || typeof value !== "object") return path;
  for (const [key, item] of Object.entries(value)) {
    const found = findNotFinite(item, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** A value with 0 in the place of null. */
const withoutNulls = <T>(value: T): T => JSON.parse(JSON.stringify(value), (_, x: unknown) => x ?? 0) as T;

const nulls = (value: unknown): number => JSON.stringify(value).split("null").length - 1;

/** Methods without an objective that can be written down. */
const withoutObjective = new Set(["cd", "pcd"]);

/** Methods that need no likelihood: it is null where exact sums cost too much. */
const withoutLikelihood = new Set(["cd", "pcd", "pseudo", "composite", "loopy", "mean-field"]);

function faultOfFit(path: string): string | null {
  if (!existsSync(path)) return "status 0, but nothing was written";
  const fit = JSON.parse(readFileSync(path, "utf8")) as FitResult;
  const { params, objective, logLik, trace, aic, bic, method, network, stopReason } = fit;
  if (/\bNaN\b|undefined/.test(stopReason)) return `status 0, but it says: ${stopReason}`;
  const infinite = network?.atMinusInfinity.length ?? 0;
  if (nulls(params) !== infinite) return `status 0, but ${nulls(params)} weights are null and ${infinite} at minus infinity`;
  const ascent = withoutObjective.has(method) ? {} : { objective, trace };
  const isUnknown = withoutLikelihood.has(method) && nulls([logLik, aic, bic]) === 3;
  const likelihood = isUnknown ? {} : { logLik, aic, bic };
  const at = findNotFinite({ params: withoutNulls(params), ...ascent, ...likelihood }, "fit");
  return at === null ? null : `status 0, but ${at} is no finite number`;
}

/** Options are no part of a file, so what is said about them has no place in one. */
const withoutPlace = new Set(["unknown-latent", "weights-without-plate", "unknown-override"]);

function faultOfFinding(finding: DiagnosticJson): string | null {
  const { code, message, line, column, data } = finding;
  // What stands in backquotes may be the author's own words.
  const own = message.replaceAll(/`[^`]*`/g, "");
  if (message.length < 10 || /undefined|\[object/.test(message) || /\bNaN\b.*NaN/.test(own)) return `${code} says: ${message}`;
  const ofText = Object.hasOwn(syntaxSentences, code) || Object.hasOwn(meaningSentences, code);
  if (withoutPlace.has(code)) return null;
  if (ofText && !(line !== undefined && line > 0 && column !== undefined && column > 0)) return `${code} has no place in the model`;
  const ofData = Object.hasOwn(dataSentences, code);
  return ofData && data === undefined && line === undefined ? `${code} has no place in the model or the data` : null;
}

function faultOfFindings({ stdout, stderr }: PgmCall): string | null {
  if (stdout !== "") return "status 1, but something stands on standard output";
  const findings = JSON.parse(stderr) as readonly DiagnosticJson[];
  if (!findings.some(({ severity }) => severity === "error")) return "status 1, but no error is said";
  return findings.map(faultOfFinding).find((fault) => fault !== null) ?? null;
}

/** What is wrong with how `pgm fit` takes a spoilt file: null where it fits, or says what is wrong with the file. */
export async function faultOf(words: readonly string[], folder: string): Promise<string | null> {
  const out = join(folder, "fit.json");
  rmSync(out, { force: true });
  const call = await runPgm([...words, "--out", out, "--json"]);
  if (call.status === 0) return faultOfFit(out);
  return call.status === 1 ? faultOfFindings(call) : `status ${call.status}: ${call.stderr}`;
}
