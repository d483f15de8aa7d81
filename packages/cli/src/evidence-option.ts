import { type EvidenceValue, type Model, tryReadEvidence } from "./driver.ts";
import { parseJson } from "./parse-json.ts";
import { readText } from "./read-inputs.ts";
import { optionTexts, type Request } from "./request.ts";
import { mistake, unwrap, wrongUsage } from "./usage.ts";

/** What is said of one node, by name; a name may come again. */
export type EvidencePair = readonly [name: string, value: EvidenceValue];

/** Splits at commas outside quotes and, before the `=`, outside brackets; a quote doubled inside quotes stands for itself. */
function splitPairs(text: string): readonly string[] | null {
  const parts: string[] = [""];
  let quoted = false;
  let depth = 0;
  let named = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (!quoted && !named && c === "[") depth += 1;
    if (!quoted && !named && c === "]") depth -= 1;
    if (!quoted && depth <= 0 && c === "=") named = true;
    if (!quoted && depth <= 0 && c === ",") {
      parts.push("");
      named = false;
      depth = 0;
    } else parts[parts.length - 1] += c;
  }
  return quoted ? null : parts.filter((part) => part.trim() !== "");
}

/** A text without the quotes around it or a part of it. */
function unquoted(text: string): string {
  return text.trim().replace(/"((?:[^"]|"")*)"/g, (_, inside: string) => inside.replaceAll('""', '"'));
}

/** The place of the first `=` outside quotes, or −1. */
function equalsAt(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] === "=" && !quoted) return at;
  }
  return -1;
}

/** Name and text of every pair; throws wrong usage where one has no `=`, no name, or an open quote. */
function pairsOf(text: string, option: string, expected: string): readonly (readonly [string, string])[] {
  const parts = splitPairs(text);
  const pairs = (parts ?? [text]).map((part): readonly [string, string] => {
    const at = equalsAt(part);
    return [unquoted(part.slice(0, Math.max(0, at))), unquoted(part.slice(at + 1))];
  });
  if (parts === null || pairs.some(([name], i) => name === "" || equalsAt((parts[i] as string) ?? "") < 0)) {
    throw wrongUsage("bad-option-value", { option, value: text, expected });
  }
  return pairs;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isEvidenceValue(value: unknown): value is EvidenceValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === "number" || item === null);
  if (isRecord(value)) return Object.values(value).every((item) => typeof item === "number");
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

async function readCase(request: Request, path: string): Promise<readonly EvidencePair[]> {
  const text = await readText(path, "the case", request.io);
  const shown = path === "-" ? "<stdin>" : path;
  const result = parseJson(text);
  if ("problem" in result) {
    const { problem } = result;
    const says = `expected ${problem.expected}, found ${problem.found}`;
    throw mistake("not-evidence", { path: shown, name: null, problem: says }, { source: { name: shown, text }, span: problem });
  }
  const { value } = result;
  if (!isRecord(value)) throw mistake("not-evidence", { path: shown, name: null, problem: null });
  return Object.entries(value).map(([name, item]): EvidencePair => {
    if (!isEvidenceValue(item)) throw mistake("not-evidence", { path: shown, name, problem: null });
    return [name, item];
  });
}

const hardForm = "NAME=LABEL pairs with commas between, such as rain=yes,grass=wet, or @case.json";
const softForm = "NAME=LIKELIHOODS, one number for each state, such as rain=0.7:0.3";

function softPairs(text: string): readonly EvidencePair[] {
  return pairsOf(text, "--soft", softForm).map(([name, value]): EvidencePair => {
    const weights = value.split(":").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    if (weights.some(Number.isNaN)) throw wrongUsage("bad-option-value", { option: "--soft", value: text, expected: softForm });
    return [name, { likelihoods: weights }];
  });
}

/** The files that `--evidence @FILE` names. */
export const evidenceFiles = (request: Request): readonly string[] =>
  optionTexts(request, "evidence").flatMap((text) => (text.startsWith("@") ? [text.slice(1)] : []));

/** Evidence as it was read, of which some may number the model's nodes. */
export type ReadEvidence = readonly (EvidencePair | NumberedCase)[];

/** A file of UAI evidence. */
interface NumberedCase {
  readonly name: string;
  readonly text: string;
}

/** The evidence with the names of the model's nodes. */
export const namedEvidence = (model: Model, evidence: ReadEvidence): readonly EvidencePair[] =>
  evidence.flatMap((item): readonly EvidencePair[] => ("text" in item ? unwrap(tryReadEvidence(item, model)) : [item]));

async function readFile(request: Request, path: string): Promise<ReadEvidence> {
  if (!/\.evid$/i.test(path)) return readCase(request, path);
  return [{ name: path, text: await readText(path, "the case", request.io) }];
}

/** The evidence of `--evidence` and `--soft`; null where neither was given. */
export async function readEvidence(request: Request): Promise<ReadEvidence | null> {
  const hard = optionTexts(request, "evidence");
  const soft = optionTexts(request, "soft");
  if (hard.length === 0 && soft.length === 0) return null;
  const pairs: (EvidencePair | NumberedCase)[] = [];
  for (const text of hard) {
    pairs.push(...(text.startsWith("@") ? await readFile(request, text.slice(1)) : pairsOf(text, "--evidence", hardForm)));
  }
  return [...pairs, ...soft.flatMap(softPairs)];
}
