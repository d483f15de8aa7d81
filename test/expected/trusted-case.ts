import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers nested in lists or records, the layout of a case's parameters; null is not compared. */
export type Numbers = number | string | null | readonly Numbers[] | { readonly [name: string]: Numbers };

/** Parameters by name. */
export type Params = Readonly<Record<string, Numbers>>;

/** Nodes of a network in file order, with states and parents. */
export type Structure = Readonly<Record<string, { readonly states: readonly string[]; readonly parents: readonly string[] }>>;

/** The fields that are compared. `trace[t]` is the log-likelihood after t iterations, `objectiveTrace` what the algorithm improves. */
export interface Results {
  readonly logLik?: number | null;
  readonly params?: Params;
  readonly objective?: number;
  readonly trace?: readonly number[];
  readonly objectiveTrace?: readonly number[];
  /** Parameters after the number of iterations that is the key. */
  readonly paramsAfter?: Readonly<Record<string, Params>>;
  readonly values?: Params;
}

/** How far a number may be off: `|got − want| ≤ abs + rel·|want|`. */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** One trusted result: where it starts and what trusted software found. */
export interface TrustedCase {
  readonly id: string;
  readonly title: string;
  readonly init?: Params;
  readonly structure?: Structure;
  /** How the trusted run ended: at a change of the objective below a limit, after so many iterations. */
  readonly convergence?: { readonly stopWhenDeltaObjectiveBelow?: number; readonly iterationsUsed?: number };
  readonly expected: Results;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
}

/** The cases on file and how many there are in the whole collection. */
export interface TrustedCases {
  readonly total: number;
  readonly cases: readonly TrustedCase[];
}

interface CollectionCase extends TrustedCase {
  readonly model: { readonly structure?: Structure };
}

/** The project's own copies of the cases. */
export const readOwnCases = (): TrustedCases =>
  JSON.parse(readFileSync(join(import.meta.dirname, "data", "trusted.golden.json"), "utf8")) as TrustedCases;

/** The cases of a folder that holds the whole collection, its `expected.json` and its data. */
export function readCollection(folder: string): TrustedCases {
  const { cases } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as { readonly cases: readonly CollectionCase[] };
  return { total: cases.length, cases: cases.map((c) => (c.model.structure ? { ...c, structure: c.model.structure } : c)) };
}
