import fc from "fast-check";
import { type Model, orThrow, parse, tryCheckData } from "../../src/index.ts";
import { drawFrom } from "./network-draw.ts";
import { caseSeeds, runsOf } from "./network-runs.ts";
import type { Nested } from "./undirected-evaluate.ts";
import { randomUndirected, type UndirectedKind } from "./undirected-random.ts";
import { describeUndirected, printable, printUndirected, type UndirectedCase, type UndirectedSpec, valuesOf } from "./undirected-spec.ts";
import { nest, type ParamPlace, paramPlaces, type TextTable, type Unit, unrollNetwork } from "./undirected-unroll.ts";

/** A case with its model, its parameters as one vector, and what the enumeration works on. */
export interface UndirectedRun extends UndirectedCase {
  readonly model: Model;
  readonly places: readonly ParamPlace[];
  readonly theta: Float64Array;
  readonly units: readonly Unit[];
  readonly params: ReturnType<typeof valuesOf>;
  readonly csv: string;
}

const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as CSV text; its first column counts the rows, so that no line is empty. */
export function csvOf({ rows, columns }: TextTable): string {
  const names = Object.keys(columns);
  const lines = Array.from({ length: rows }, (_, row) => [`${row}`, ...names.map((name) => quoted(columns[name]?.[row] ?? ""))].join(","));
  return `${[["line", ...names.map(quoted)].join(","), ...lines].join("\n")}\n`;
}

/** All numbers in nested lists. */
export const numbersIn = (value: unknown): readonly number[] => (Array.isArray(value) ? value.flatMap(numbersIn) : [value as number]);

const parsed = new WeakMap<UndirectedSpec, Model>();

function modelOf(spec: UndirectedSpec): Model {
  const known = parsed.get(spec) ?? parse(printUndirected(spec));
  parsed.set(spec, known);
  return known;
}

/** Parses a case and writes it out. */
export function openCase(c: UndirectedCase): UndirectedRun {
  const model = modelOf(c.spec);
  const places = paramPlaces(model.template);
  const values = new Map(c.spec.params.map(({ name, value }) => [name, value]));
  const theta = Float64Array.from(places.flatMap(({ name }) => numbersIn(values.get(name))));
  return { ...c, model, places, theta, units: unrollNetwork(model.template, c.table), params: valuesOf(c.spec), csv: csvOf(c.table) };
}

/** Weight of the top-level rows; the steps of a top-level chain count. */
export const rowsOf = ({ spec, table, units }: UndirectedRun): number =>
  spec.levels[0]?.open === "chain t" ? table.rows : units.reduce((n, { weight }) => n + weight, 0);

/** A network written by hand, with its table and its parameters. */
export interface WrittenCase {
  readonly text: string;
  readonly table: TextTable;
  readonly params: Readonly<Record<string, Nested>>;
}

/** Parses a network written by hand and writes it out. */
export function openWritten({ text, table, params }: WrittenCase): Pick<UndirectedRun, "model" | "places" | "theta" | "units" | "csv"> {
  const model = parse(text);
  const csv = csvOf(table);
  // Label sets that only the data know are filled in.
  const { model: template } = orThrow(tryCheckData(model, csv));
  const places = paramPlaces(template);
  const theta = Float64Array.from(places.flatMap(({ name }) => numbersIn(params[name])));
  return { model, places, theta, units: unrollNetwork(template, table), csv };
}

/** 1 where a parameter is not fixed. */
export const freeOf = ({ spec, places }: UndirectedRun): Uint8Array =>
  Uint8Array.from(
    places.flatMap(({ name, count }) => new Array<number>(count).fill(spec.params.find((p) => p.name === name)?.fixed ? 0 : 1)),
  );

/** Parameters by name from a vector. */
export const namedParams = (places: readonly ParamPlace[], theta: Float64Array) =>
  Object.fromEntries(places.map(({ name, offset, count, shape }) => [name, nest([...theta.subarray(offset, offset + count)], shape)]));

type Check = (run: UndirectedRun) => Promise<boolean>;

function withoutRow(table: TextTable, row: number): TextTable {
  const cut = (column: readonly (string | null)[]) => column.filter((_, i) => i !== row);
  return { rows: table.rows - 1, columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, cut(column)])) };
}

/** Cases that are smaller in one respect. */
function* smaller(c: UndirectedCase): Generator<UndirectedCase> {
  const { spec, table } = c;
  if (c.elimination !== null) yield { ...c, elimination: null };
  for (let f = 0; f < spec.factors.length && spec.factors.length > 1; f++)
    yield { ...c, spec: printable({ ...spec, factors: spec.factors.filter((_, i) => i !== f) }) };
  for (let row = table.rows - 1; row >= 0 && table.rows > 1; row--) yield { ...c, table: withoutRow(table, row) };
  if (spec.weighted) yield { ...c, spec: { ...spec, weighted: false } };
  for (const node of spec.nodes) {
    const nodes = spec.nodes.filter((n) => n !== node);
    if (!spec.factors.some(({ text }) => new RegExp(`\\b${node.name}\\b`).test(text)) && nodes.some(({ role }) => role !== "given"))
      yield { ...c, spec: { ...spec, nodes } };
  }
}

async function failureOf(c: UndirectedCase, check: Check): Promise<Error | null> {
  try {
    await check(openCase(c));
    return null;
  } catch (error) {
    return error as Error;
  }
}

const kindOf = (error: Error): string => error.message.split(/\s+/).slice(0, 2).join(" ");

async function smallestFailing(c: UndirectedCase, check: Check, error: Error): Promise<Error> {
  for (const next of smaller(c)) {
    const failure = await failureOf(next, check);
    if (failure && kindOf(failure) === kindOf(error)) return smallestFailing(next, check, failure);
  }
  return new Error(`${error.message}\n${describeUndirected(c)}`, { cause: error });
}

/**
 * Runs a check over random networks and returns the share of those that it could compare (it returns false where there was
 * nothing to compare). A failure shows the smallest case that still fails.
 */
export async function forRandomUndirected(
  { runs, kind }: { readonly runs: number; readonly kind: UndirectedKind },
  check: Check,
): Promise<number> {
  let [seen, compared] = [0, 0];
  const property = fc.asyncProperty(caseSeeds, async (seed) => {
    const draw = drawFrom(seed);
    let c = randomUndirected(draw, kind);
    while (c.spec.factors.length === 0) c = randomUndirected(draw, kind);
    seen += 1;
    const failure = await failureOf(c, async (run) => {
      if (await check(run)) compared += 1;
      return true;
    });
    if (failure) throw await smallestFailing(c, check, failure);
  });
  await fc.assert(property, { numRuns: runsOf(runs), endOnFailure: true });
  return compared / seen;
}

/** Networks of all shapes. */
export const anyKind: UndirectedKind = {
  shapes: ["flat", "flat", "grouped", "deep", "chain", "chains"],
  empty: 15,
  latent: 20,
  given: 25,
  holes: 10,
  fixed: 12,
  priors: 20,
  rows: [1, 6],
  weights: true,
  constants: true,
  tables: false,
};

/** Fails where two numbers differ by more than a part of the larger one, or of 1. */
export function mustAgree(what: string, found: number | null | undefined, expected: number, tolerance = 1e-10): void {
  const number = found ?? Number.NEGATIVE_INFINITY;
  if (number === expected || Math.abs(number - expected) <= tolerance * Math.max(1, Math.abs(number), Math.abs(expected))) return;
  throw new Error(`${what} is ${found}, by enumeration ${expected}`);
}
