import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers nested in lists or records, the layout of a case's parameters; null is not compared. */
export type Numbers = number | string | null | readonly Numbers[] | { readonly [name: string]: Numbers };

/** Parameters by name. */
export type Params = Readonly<Record<string, Numbers>>;

/** Nodes of a network in file order, with states and parents. */
export type Structure = Readonly<Record<string, { readonly states: readonly string[]; readonly parents: readonly string[] }>>;

/** The levels of the factors of a contingency table, in order. */
export type Levels = Readonly<Record<string, readonly string[]>>;

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
  /** Of a contingency table: what it is classified by. */
  readonly levels?: Levels;
  /** Of a log-linear model: the margins that it keeps. */
  readonly margins?: readonly (readonly string[])[];
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

/** The collection says of what a model is made where the own copies say it at the top. */
interface CollectionCase extends TrustedCase {
  readonly model: Pick<TrustedCase, "structure" | "margins">;
  readonly data: Pick<TrustedCase, "levels"> | string;
}

function fromCollection(trusted: CollectionCase): TrustedCase {
  const { model, data } = trusted;
  const levels = typeof data === "string" ? undefined : data.levels;
  const parts = { structure: model.structure, margins: model.margins, levels };
  return { ...trusted, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) };
}

/** The project's own copies of the cases. */
export const readOwnCases = (): TrustedCases =>
  JSON.parse(readFileSync(join(import.meta.dirname, "data", "trusted.golden.json"), "utf8")) as TrustedCases;

/** The cases of a folder that holds the whole collection, its `expected.json` and its data. */
export function readCollection(folder: string): TrustedCases {
  const { cases } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as { readonly cases: readonly CollectionCase[] };
  return { total: cases.length, cases: cases.map(fromCollection) };
}
