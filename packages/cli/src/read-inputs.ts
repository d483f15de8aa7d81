import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import {
  type DataTable,
  type Diagnostic,
  type FitResult,
  findFormat,
  fromStream,
  type Model,
  type ParamInput,
  readDataFile,
  tryParse,
} from "./driver.ts";
import type { Io } from "./io.ts";
import { constantValues } from "./option-values.ts";
import { parseJson } from "./parse-json.ts";
import { optionNames, optionText, type Request } from "./request.ts";
import { mistake, unwrap, wrongUsage } from "./usage.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "there is no permission to read it",
};

/** Why a file operation failed, in plain words. */
export function reasonOf(error: unknown, words: Readonly<Record<string, string>> = reasons): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}

/** What messages call a file. */
export const nameOf = (path: string): string => (path === "-" ? "<stdin>" : path);

/** The text of a file, or of standard input for `-`. `what` names it in messages: `the model`. */
export async function readText(path: string, what: string, io: Io): Promise<string> {
  if (path === "-") return readStream(io.stdin);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw mistake("file-unreadable", { what, path, reason: reasonOf(error), others: modelsNear(path) });
  }
}

async function readStream(stream: Io["stdin"]): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stream) text += typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Model files in the folder where one was looked for. */
function modelsNear(path: string): string[] {
  if (!path.endsWith(".pgm")) return [];
  try {
    return readdirSync(dirname(path))
      .filter((name) => name.endsWith(".pgm"))
      .slice(0, 5);
  } catch {
    return [];
  }
}

/** The model that the command names, checked, with the constants of `--set`. */
export async function readModel(request: Request, findings: Diagnostic[]): Promise<Model> {
  const path = request.args[0] ?? "";
  const constants = constantValues(request);
  const source = { name: nameOf(path), text: await readText(path, "the model", request.io) };
  const model = tryParse(source, { constants });
  if (!model.ok) refuseNetwork(path);
  return unwrap(model, findings);
}

/** A file that is no model, but by its name one of the networks of other programs, is to be converted. */
function refuseNetwork(path: string): void {
  const format = findFormat(extname(path).slice(1));
  if (!format.ok) return;
  const { title } = format.value;
  throw mistake("network-as-model", { path, format: title, output: path.replace(/\.[^.]*$/, ".pgm") });
}

/** The bytes of a table's file, or of standard input for `-`. */
export async function readBytes(path: string, io: Io): Promise<Uint8Array> {
  if (path === "-") return new TextEncoder().encode(await readStream(io.stdin));
  try {
    return readFileSync(path);
  } catch (error) {
    throw mistake("file-unreadable", { what: "the data", path, reason: reasonOf(error), others: [] });
  }
}

/** The table of `--data`. */
export async function readData(request: Request, path: string, findings: Diagnostic[]): Promise<DataTable> {
  const missing = optionNames(request, "missing");
  const read = path === "-" ? fromStream(request.io.stdin, { name: nameOf(path), missing }) : readDataFile(path, { missing });
  return unwrap(await read, findings);
}

/** Refuses a call in which two files are standard input. */
export function refuseTwoStreams(files: Readonly<Record<string, string | undefined>>): void {
  const [first, second] = Object.keys(files).filter((name) => files[name] === "-");
  if (first && second) throw wrongUsage("standard-input-twice", { first, second });
}

/** The parameters in a fit.json, or in a bare object by name; undefined where the option was not given. */
export async function readParams(request: Request, option: "init" | "params"): Promise<ParamInput | FitResult | undefined> {
  const path = optionText(request, option);
  if (path === undefined) return undefined;
  const value = readJson(await readText(path, "the file of parameters", request.io), nameOf(path));
  const schema = isRecord(value) ? value.schema : undefined;
  if (!isRecord(value)) throw mistake("not-parameters", { path: nameOf(path), found: found(value) });
  if (typeof schema !== "string") return value as ParamInput;
  if (!schema.startsWith("platewise/fit@") || !isRecord(value.params)) {
    throw mistake("not-parameters", { path: nameOf(path), found: `a document of the kind ${schema}` });
  }
  return {
    schema: "platewise/fit@1",
    params: value.params,
    ...(isTypes(value.types) ? { types: value.types } : {}),
    ...(isScales(value.logScale) ? { logScale: value.logScale } : {}),
  } as unknown as FitResult;
}

/** Label sets by the names of their types, as a fit keeps those that came from the data. */
function isTypes(value: unknown): boolean {
  const isLabels = (labels: unknown): boolean => Array.isArray(labels) && labels.every((label) => typeof label === "string");
  return isRecord(value) && Object.values(value).every(isLabels);
}

/** What was taken off the tables of a Markov network, by their names. */
const isScales = (value: unknown): boolean => isRecord(value) && Object.values(value).every((scale) => typeof scale === "number");

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function found(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value === null ? "null" : `a ${typeof value}`;
}

function readJson(text: string, path: string): unknown {
  const result = parseJson(text);
  if ("value" in result) return result.value;
  const { problem } = result;
  const says = `expected ${problem.expected}, found ${problem.found}`;
  throw mistake("not-json", { path, problem: says }, { source: { name: path, text }, span: problem });
}
