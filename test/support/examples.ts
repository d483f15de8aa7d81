import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** One fit that an example shows: files of its folder, and what else is typed. */
export interface ExampleFit {
  readonly model: string;
  readonly data: string;
  readonly options: readonly string[];
  readonly init?: string;
}

/** One question that an example asks with `pgm infer`: a model of its folder, data if the question is about rows, and what else is typed. */
export interface ExampleQuery {
  readonly model: string;
  readonly data?: string;
  readonly options: readonly string[];
}

/** A folder of `examples`, with the fits and queries of its `example.json` by name. */
export interface Example {
  readonly name: string;
  /** The folder's path in the repository. */
  readonly folder: string;
  readonly models: readonly string[];
  readonly fits: readonly (ExampleFit & { readonly name: string })[];
  readonly queries: readonly (ExampleQuery & { readonly name: string })[];
}

function readExample(name: string): Example {
  const folder = `examples/${name}`;
  const { fits = {}, queries = {} } = JSON.parse(readFileSync(join(root, folder, "example.json"), "utf8")) as {
    readonly fits?: Readonly<Record<string, ExampleFit>>;
    readonly queries?: Readonly<Record<string, ExampleQuery>>;
  };
  const named = <T>(record: Readonly<Record<string, T>>) => Object.entries(record).map(([own, how]) => ({ name: own, ...how }));
  const models = readdirSync(join(root, folder)).filter((file) => file.endsWith(".pgm"));
  return { name, folder, models, fits: named(fits), queries: named(queries) };
}

/** Every example, by the name of its folder. */
export const examples: readonly Example[] = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
  .map(({ name }) => readExample(name));

/** The words after `pgm` that do an example's fit from the top of the repository. */
export function fitWords({ folder }: Example, { model, data, options, init }: ExampleFit): readonly string[] {
  const start = init === undefined ? [] : ["--init", `${folder}/${init}`];
  return ["fit", `${folder}/${model}`, "--data", `${folder}/${data}`, ...start, ...options];
}

/** The words after `pgm` that ask an example's question from the top of the repository. */
export function queryWords({ folder }: Example, { model, data, options }: ExampleQuery): readonly string[] {
  return ["infer", `${folder}/${model}`, ...(data === undefined ? [] : ["--data", `${folder}/${data}`]), ...options];
}

/** Words as they are typed in a shell. */
export const typed = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
