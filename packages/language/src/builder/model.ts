import { type Diagnostic, diagnostic, type Source } from "@platewise/core";
import { freeze } from "immer";
import { format } from "../syntax/format.ts";
import { parseRecovering } from "../syntax/parse.ts";
import type { Program, Statement } from "../syntax/program.ts";
import { createScope, type Scope } from "./scope.ts";
import { setConstants } from "./set-constants.ts";
import { type NumbersLike, nameOf, nowhere } from "./value.ts";

/** A model made in TypeScript: an immutable value, printed, with places in the printed text. */
export interface BuiltModel {
  readonly program: Program;
  readonly source: Source;
  /** The model as a `.pgm` file. */
  readonly text: string;
  /** What is wrong with its names, as a text would be told; empty for a model that can be written down. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same model with other constants. A name that is no constant of the model is reported in `diagnostics`. */
  readonly with: (constants: Readonly<Record<string, NumbersLike>>) => BuiltModel;
}

/** Builds a directed model: `body` declares its parts in order. */
export function model(name: string, body: (model: Scope) => void): BuiltModel {
  return build("model", name, body);
}

/** Builds an undirected, log-linear model. */
export function network(name: string, body: (network: Scope) => void): BuiltModel {
  return build("network", name, body);
}

function build(kind: Program["kind"], name: string, body: (scope: Scope) => void): BuiltModel {
  const statements: Statement[] = [];
  body(createScope(statements));
  return print({ kind, name: nameOf(name), statements, comments: [], span: nowhere }, []);
}

/** Prints a program and reads it back, so that its spans are places in the printed text. */
function print(made: Program, earlier: readonly Diagnostic[]): BuiltModel {
  const text = format(made);
  const source: Source = { name: `${made.name.text}.pgm`, text };
  const read = parseRecovering(source);
  const program = read.program ?? made;
  const diagnostics = [...earlier, ...read.diagnostics];
  return freeze({ program, source, text, diagnostics, with: (constants) => withConstants(program, constants) }, true);
}

function withConstants(program: Program, constants: Readonly<Record<string, NumbersLike>>): BuiltModel {
  const names = new Set(program.statements.filter((statement) => statement.kind === "const").map((statement) => statement.name.text));
  const unknown = Object.keys(constants).filter((name) => !names.has(name));
  return print(
    setConstants(program, constants),
    unknown.map((name) => diagnostic("no-such-constant", { name, model: program.name.text, constants: [...names] })),
  );
}
