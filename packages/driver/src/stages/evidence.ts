import type { Diagnostic, NodeDecl, TemplateModel } from "@platewise/core";
import { diagnostic, isDiscrete, nearestName, stateCount } from "@platewise/core";
import type { Evidence, EvidenceValue } from "../api/inference.ts";
import { stateReader } from "../binding/label-match.ts";
import { numberCheck } from "../binding/read-numbers.ts";
import { parseDecimal } from "../sources/csv/decimal.ts";
import { findMember, type Member, memberKey } from "./evidence-member.ts";

/** Likelihoods of the states of one member, in their order. */
export interface SoftEvidence {
  readonly member: Member;
  readonly weights: readonly number[];
}

/** What a case says: a state or numbers (NaN is not known) by member, and likelihoods. */
export interface CaseEvidence {
  readonly cells: ReadonlyMap<string, readonly number[]>;
  readonly soft: readonly SoftEvidence[];
}

interface Reading {
  readonly model: TemplateModel;
  readonly cells: Map<string, number[]>;
  /** How the value of a cell was written, for the message of a second one. */
  readonly written: Map<string, string>;
  readonly soft: Map<string, SoftEvidence>;
  readonly found: Diagnostic[];
}

/** The labels of a discrete node, in the order of its states. */
export function statesOf({ domain }: NodeDecl): readonly string[] {
  if (domain.kind === "labels") return domain.labels ?? [];
  return Array.from({ length: stateCount(domain) ?? 0 }, (_, i) => String(i));
}

function wordFor(value: EvidenceValue): string {
  return typeof value === "string" ? `\`${value}\`` : JSON.stringify(value);
}

const placeOf = ({ model }: Reading, { node }: Member) => ({ text: { source: model.source, span: node.span } });

/** Stores the numbers of a cell; a number that was there already must be the same. */
function storeCell(reading: Reading, member: Member, numbers: readonly number[], text: string): void {
  const key = memberKey(member.node, member.indices);
  const known = reading.cells.get(key);
  const clash = known?.some((x, i) => !Number.isNaN(x) && !Number.isNaN(numbers[i]) && x !== numbers[i]);
  if (clash) {
    const details = { node: key, first: reading.written.get(key) ?? "", second: text };
    reading.found.push(diagnostic("evidence-twice", details, placeOf(reading, member)));
    return;
  }
  reading.cells.set(
    key,
    numbers.map((x, i) => (Number.isNaN(x) ? (known?.[i] ?? x) : x)),
  );
  reading.written.set(key, text);
}

function readState(reading: Reading, member: Member, value: string | number | boolean): void {
  const { node } = member;
  const text = String(value);
  const state = stateReader(node.domain)?.byText(text) ?? -1;
  if (state >= 0) {
    storeCell(reading, member, [state], text);
    return;
  }
  const states = statesOf(node);
  const details = { node: memberKey(node, member.indices), found: text, states, near: nearestName(text, states) };
  reading.found.push(diagnostic("evidence-label", details, placeOf(reading, member)));
}

const components = ({ domain }: NodeDecl): number =>
  domain.kind === "vector" ? domain.size : domain.kind === "simplex" ? (stateCount(domain.over) ?? 1) : 1;

function readNumber(node: NodeDecl, value: EvidenceValue): number | null {
  const number = typeof value === "string" ? parseDecimal(value) : typeof value === "number" ? value : null;
  return number !== null && Number.isFinite(number) && numberCheck(node.domain).accepts(number) ? number : null;
}

function readNumbers(reading: Reading, member: Member, value: EvidenceValue): void {
  const { node, component } = member;
  const length = components(node);
  const list = Array.isArray(value) && component === null ? (value as readonly (number | null)[]) : [value];
  const numbers = list.map((item) => (item === null ? Number.NaN : readNumber(node, item)));
  const one = component === null ? length : 1;
  if (numbers.length !== one || numbers.includes(null)) {
    const { expected } = numberCheck(node.domain);
    const wanted = one === 1 ? expected : `a list of ${one} numbers`;
    const details = { node: memberKey(node, member.indices), found: wordFor(value), expected: wanted };
    reading.found.push(diagnostic("evidence-number", details, placeOf(reading, member)));
    return;
  }
  const read = numbers as readonly number[];
  const all = component === null ? read : Array.from({ length }, (_, i) => (i === component ? (read[0] as number) : Number.NaN));
  storeCell(reading, member, all, String(Array.isArray(value) ? value.join(", ") : value));
}

/** The list of likelihoods that a value is, or has; null where it is no list. */
function listIn(value: EvidenceValue): readonly number[] | null {
  const list = typeof value === "object" && value !== null && "likelihoods" in value ? value.likelihoods : value;
  return Array.isArray(list) ? (list as readonly number[]) : null;
}

/** Likelihoods in the order of the states: a list as it is, an object by its labels (absent ones are 0). Null where it is neither. */
function likelihoods(node: NodeDecl, value: EvidenceValue): readonly number[] | null {
  const states = statesOf(node);
  const list = listIn(value);
  if (list) return list;
  const weights: number[] = states.map(() => 0);
  const reader = stateReader(node.domain);
  for (const [label, weight] of Object.entries(value as Readonly<Record<string, number>>)) {
    const state = reader?.byText(label) ?? -1;
    if (state < 0) return null;
    weights[state] = weight;
  }
  return weights;
}

const softText = (value: EvidenceValue): string => {
  const list = listIn(value);
  return list ? `\`${list.join(":")}\`` : JSON.stringify(value);
};

function readSoft(reading: Reading, member: Member, value: EvidenceValue): void {
  const { node, indices } = member;
  const key = memberKey(node, indices);
  const place = placeOf(reading, member);
  if (!isDiscrete(node.domain) || node.role === "given") {
    reading.found.push(diagnostic("soft-not-discrete", { node: key, given: node.role === "given" }, place));
    return;
  }
  const states = statesOf(node);
  const weights = likelihoods(node, value);
  const fine = weights?.length === states.length && weights.every((w) => Number.isFinite(w) && w >= 0) && weights.some((w) => w > 0);
  const known = reading.soft.get(key);
  if (!fine) reading.found.push(diagnostic("soft-evidence", { node: key, found: softText(value), states }, place));
  else if (known?.weights.some((w, i) => w !== weights[i])) {
    const details = { node: key, first: known.weights.join(":"), second: weights.join(":") };
    reading.found.push(diagnostic("evidence-twice", details, place));
  } else reading.soft.set(key, { member, weights });
}

function readOne(reading: Reading, name: string, value: EvidenceValue): void {
  if (value === null) return;
  const member = findMember(reading.model, name);
  if ("code" in member) {
    reading.found.push(member);
    return;
  }
  const { node } = member;
  const isSoft = typeof value === "object" && (!Array.isArray(value) || isDiscrete(node.domain));
  if (isSoft) readSoft(reading, member, value);
  else if (node.role === "latent") reading.found.push(diagnostic("evidence-on-latent", { node: node.name }, placeOf(reading, member)));
  else if (isDiscrete(node.domain)) readState(reading, member, value as string | number | boolean);
  else readNumbers(reading, member, value);
}

/** Reads the evidence of a case against a model whose label sets are known; all mistakes go to `found`. */
export function readEvidence(model: TemplateModel, evidence: Evidence, found: Diagnostic[]): CaseEvidence {
  const reading: Reading = { model, cells: new Map(), written: new Map(), soft: new Map(), found };
  const pairs = Array.isArray(evidence) ? (evidence as readonly (readonly [string, EvidenceValue])[]) : Object.entries(evidence);
  for (const [name, value] of pairs) readOne(reading, name, value);
  return { cells: reading.cells, soft: [...reading.soft.values()] };
}
