import type { Diagnostic, FitResult, IndexSet, ParamDecl, TemplateModel } from "@platewise/core";
import { diagnostic, nearestName } from "@platewise/core";
import { evaluate, flatten, type ParameterEntry, type ParameterLayout, type Value } from "@platewise/graph";
import type { GivenParameters } from "@platewise/learning";
import type { ParamInput, ParamInputValue } from "../api/options.ts";
import { checkElement, normaliseElement } from "./parameter-domains.ts";

/** Levels of a parameter's nested form: each has a size and, where they exist, labels. */
interface Level {
  readonly size: number;
  readonly labels: readonly string[] | null;
}

const levelOf = (set: IndexSet, size: number): Level => ({ size, labels: set.kind === "labels" ? set.labels : null });

/** The nesting levels of a parameter as `fit.json` writes it. */
function levelsOf({ decl, dimensions, length }: ParameterEntry): readonly Level[] {
  const outer = decl.indices.map((set, i) => levelOf(set, dimensions[i] as number));
  const { domain } = decl;
  const plain = (size: number): Level => ({ size, labels: null });
  if (domain.kind === "simplex") return [...outer, levelOf(domain.over, length)];
  if (domain.kind === "vector" || domain.kind === "diagonal") return [...outer, plain(domain.size)];
  if (domain.kind === "matrix") return [...outer, plain(domain.rows), plain(domain.columns)];
  if (domain.kind === "covariance") return [...outer, plain(domain.size), plain(domain.size)];
  return outer;
}

/** Longest element whose numbers a message repeats. */
const SHOWN = 6;

interface Reading {
  readonly entry: ParameterEntry;
  /** A weight of a network may be −∞, which JSON writes as null: it rules its configurations out. */
  readonly isWeight: boolean;
  readonly report: (d: Diagnostic) => void;
}

/** What a value is, in words: `a list`, `the number 3`, `"x"`. */
function wordFor(value: ParamInputValue): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

const isKeyed = (v: ParamInputValue): v is { readonly [label: string]: ParamInputValue } =>
  typeof v === "object" && v !== null && !Array.isArray(v);

function itemsOf(reading: Reading, value: ParamInputValue, level: Level, index: string): readonly ParamInputValue[] | null {
  const { decl } = reading.entry;
  if (isKeyed(value)) {
    const known = level.labels ?? Array.from({ length: level.size }, (_, i) => String(i));
    const wrong = Object.keys(value).find((key) => !known.includes(key)) ?? known.find((label) => !Object.hasOwn(value, label));
    if (wrong === undefined) return known.map((label) => value[label] as ParamInputValue);
    reading.report(diagnostic("init-missing-label", { param: decl.name, index, label: wrong, known }));
    return null;
  }
  if (!Array.isArray(value)) {
    reading.report(diagnostic("init-not-a-list", { param: decl.name, index, expected: level.size, found: wordFor(value) }));
    return null;
  }
  if (value.length !== level.size) {
    reading.report(diagnostic("init-wrong-length", { param: decl.name, index, expected: level.size, found: value.length }));
    return null;
  }
  return value as readonly ParamInputValue[];
}

/** Appends the numbers of a nested value to `into`; false where something was wrong (and reported). */
function flattenInput(reading: Reading, value: ParamInputValue, levels: readonly Level[], index: string, into: number[]): boolean {
  const [level, ...rest] = levels;
  if (!level) {
    const number = value === null ? -Infinity : value;
    if (typeof number === "number" && (Number.isFinite(number) || (number === -Infinity && reading.isWeight))) {
      into.push(number);
      return true;
    }
    reading.report(
      diagnostic("init-not-a-number", {
        param: reading.entry.decl.name,
        index,
        found: wordFor(value),
      }),
    );
    return false;
  }
  const items = itemsOf(reading, value, level, index);
  if (items === null) return false;
  return items.every((item, i) => flattenInput(reading, item, rest, `${index}[${i}]`, into));
}

/** The indices of element `e` as they are written: `[1][0]`. */
function elementIndex({ dimensions }: ParameterEntry, e: number): string {
  let rest = e;
  const indices = dimensions.toReversed().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return `[${at}]`;
  });
  return indices.reverse().join("");
}

/** A diagonal or spherical spread may also be written as the D×D matrix that it stands for. */
function isMatrixForm({ decl }: ParameterEntry, value: ParamInputValue): boolean {
  const { kind } = decl.domain;
  let depth = 0;
  for (let v: ParamInputValue | undefined = value; Array.isArray(v); v = v[0] as ParamInputValue | undefined) depth += 1;
  return (kind === "diagonal" || kind === "spherical") && depth === decl.indices.length + 2;
}

function readMatrixForm(reading: Reading, value: ParamInputValue): readonly number[] | null {
  const { entry } = reading;
  const { decl, dimensions } = entry;
  const size = decl.domain.kind === "diagonal" || decl.domain.kind === "spherical" ? decl.domain.size : 1;
  const full: number[] = [];
  const outer = decl.indices.map((set, i) => levelOf(set, dimensions[i] as number));
  const square = { size, labels: null };
  if (!flattenInput(reading, value, [...outer, square, square], "", full)) return null;
  const out: number[] = [];
  for (let e = 0; e < entry.count; e++) {
    const at = (i: number, j: number): number => full[(e * size + i) * size + j] as number;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const spherical = decl.domain.kind === "spherical" && i === j && at(i, i) !== at(0, 0);
        if ((i !== j && at(i, j) !== 0) || spherical) {
          const needs = `a ${decl.domain.kind} matrix`;
          reading.report(diagnostic("init-outside-domain", { param: decl.name, index: elementIndex(entry, e), needs, found: null }));
          return null;
        }
      }
    }
    if (decl.domain.kind === "spherical") out.push(at(0, 0));
    else for (let i = 0; i < size; i++) out.push(at(i, i));
  }
  return out;
}

/** The numbers of one parameter's value, row-major; null where it is wrong (and reported). */
function readValue(reading: Reading, value: ParamInputValue): readonly number[] | null {
  const { entry, report } = reading;
  const numbers: number[] = [];
  const isMatrix = isMatrixForm(entry, value);
  const read = isMatrix ? readMatrixForm(reading, value) : flattenInput(reading, value, levelsOf(entry), "", numbers) ? numbers : null;
  if (!read) return null;
  for (let e = 0; e < entry.count; e++) {
    const element = read.slice(e * entry.length, (e + 1) * entry.length);
    const needs = checkElement(entry.decl.domain, element);
    if (needs) {
      const found = element.length <= SHOWN ? element.join(", ") : null;
      report(diagnostic("init-outside-domain", { param: entry.decl.name, index: elementIndex(entry, e), needs, found }));
      return null;
    }
  }
  return Array.from({ length: entry.count }, (_, e) =>
    normaliseElement(entry.decl.domain, read.slice(e * entry.length, (e + 1) * entry.length)),
  ).flat();
}

/** A constant expression of the model (`= value`, `init value`) as numbers for the whole parameter; a scalar fills it. */
function constantNumbers(layout: ParameterLayout, decl: ParamDecl, which: "fixed" | "init"): readonly number[] | null {
  const expression = decl[which];
  if (!expression) return null;
  const result = evaluate(expression, { layout, index: () => undefined, node: () => undefined });
  const entry = layout.byName.get(decl.name) as ParameterEntry;
  if (result.kind !== "value") return null;
  const numbers = flatten(result.value as Value);
  const total = entry.count * entry.length;
  if (numbers.length === total) return normalised(entry, numbers);
  return normalised(
    entry,
    Array.from({ length: total }, (_, i) => numbers[i % numbers.length] as number),
  );
}

const normalised = (entry: ParameterEntry, numbers: readonly number[]): readonly number[] =>
  Array.from({ length: entry.count }, (_, e) =>
    normaliseElement(entry.decl.domain, numbers.slice(e * entry.length, (e + 1) * entry.length)),
  ).flat();

/** Where the values of a parameter come from, the strongest first: fixed in the model, given by the user, started in the model. */
export function readParameters(
  template: TemplateModel,
  layout: ParameterLayout,
  input: ParamInput | FitResult | undefined,
): { readonly given: GivenParameters; readonly fromUser: ReadonlySet<string>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const params = paramsOf(input);
  const known = template.params.map((p) => p.name);
  const reportAt =
    ({ span }: ParamDecl) =>
    (d: Diagnostic): void => {
      diagnostics.push({ ...d, text: { source: template.source, span } });
    };
  for (const name of Object.keys(params)) {
    if (!known.includes(name)) diagnostics.push(diagnostic("init-unknown-parameter", { name, known, near: nearestName(name, known) }));
  }
  const values = new Float64Array(layout.size);
  const given = new Uint8Array(layout.size);
  const fromUser = new Set<string>();
  for (const entry of layout.entries) {
    const { decl } = entry;
    const fixed = constantNumbers(layout, decl, "fixed");
    const reading = { entry, isWeight: template.kind === "network", report: reportAt(decl) };
    const asked = Object.hasOwn(params, decl.name) ? readValue(reading, params[decl.name] as ParamInputValue) : null;
    if (fixed && asked && fixed.some((x, i) => Math.abs(x - (asked[i] as number)) > 1e-9 * Math.max(1, Math.abs(x)))) {
      reportAt(decl)(diagnostic("init-changes-fixed", { param: decl.name }));
    }
    const chosen = fixed ?? asked ?? constantNumbers(layout, decl, "init");
    if (asked) fromUser.add(decl.name);
    if (!chosen) continue;
    values.set(chosen, entry.offset);
    given.fill(1, entry.offset, entry.offset + chosen.length);
  }
  return { given: { values, given }, fromUser, diagnostics };
}

function paramsOf(input: ParamInput | FitResult | undefined): ParamInput {
  if (!input) return {};
  const whole = input as Partial<FitResult>;
  return whole.schema === "platewise/fit@1" && typeof whole.params === "object" ? (whole.params as ParamInput) : (input as ParamInput);
}

/** Label sets of a whole fit, so that new data is read with the labels that it was learned with. */
export function typesOf(params: ParamInput | FitResult | undefined): {
  readonly initialTypes?: Readonly<Record<string, readonly string[]>>;
} {
  const types = (params as Partial<FitResult> | undefined)?.schema === "platewise/fit@1" ? (params as FitResult).types : undefined;
  return types ? { initialTypes: types } : {};
}
