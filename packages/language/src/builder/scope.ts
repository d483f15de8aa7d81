import type { Expr, NodeStatement, ParamStatement, Statement, Target } from "../syntax/program.ts";
import { type ColumnLike, columnPattern, fromClause } from "./columns.ts";
import { type LoopIndices, type LoopSizes, loopsOf } from "./functions.ts";
import { type LabelSet, labelSet, type SizeLike, sizeExpr, type TypeOf } from "./types.ts";
import {
  type Composite,
  composite,
  type Declared,
  declared,
  exprOf,
  type IndexLike,
  indexExpr,
  type Law,
  labelLiteral,
  type NumbersLike,
  nameExpr,
  nameOf,
  nowhere,
  type ScalarLike,
  type Shape,
  type Value,
  value,
} from "./value.ts";

/** A node of the model: a value, and by `at` an element of it. */
export interface Node<S extends Shape> extends Composite<S, S extends "vector" | "simplex" ? "scalar" : S> {
  readonly target: Target;
}

/** What a parameter's prior may be. */
export type PriorOf<S extends Shape> = S extends "simplex"
  ? Law<"simplex">
  : S extends "spread"
    ? Law<"spread"> | Law<"scalar">
    : Law<"scalar"> | Law<"vector">;

/** The numbers of one element; a covariance of one variance, or of variances alone, is written so. */
type NumbersOf<S extends Shape> = S extends "scalar" | "state"
  ? number
  : S extends "vector" | "simplex"
    ? readonly number[]
    : S extends "matrix"
      ? readonly (readonly number[])[]
      : readonly number[] | readonly (readonly number[])[];

/** A list for each index, outermost first, of what stands in one element. */
type ListsOf<T, I extends readonly unknown[]> = I extends readonly [unknown, ...infer R] ? readonly ListsOf<T, R>[] : T;

/** Numbers for a whole parameter: of all elements, of one that all are like, or one number that fills it. */
type NumbersFor<S extends Shape, I extends readonly unknown[]> = number extends I["length"]
  ? NumbersLike
  : number | NumbersOf<S> | ListsOf<NumbersOf<S>, I>;

/** What is said of a parameter besides its type: a prior, and numbers that fix it (`value`) or only start it (`init`). */
export type ParamOptions<S extends Shape, I extends readonly unknown[] = readonly []> = { readonly prior?: PriorOf<S> } & (
  | { readonly value?: NumbersFor<S, I> | Value<Shape>; readonly init?: never }
  | { readonly init?: NumbersFor<S, I> | Value<Shape>; readonly value?: never }
);

/** What is said of a node besides its law. */
export interface NodeOptions<S extends Shape = Shape> {
  readonly type?: TypeOf<S>;
  readonly from?: ColumnLike | readonly ColumnLike[];
  /** Indices of plates that the node's name carries, as in `z[a]`. */
  readonly index?: readonly IndexLike[];
}

/** What a plate repeats over; without any of it, the rows of the table. */
export interface PlateOptions {
  readonly by?: ColumnLike;
  readonly in?: SizeLike;
  readonly weightedBy?: ColumnLike;
}

/** What stands inside a plate: its body, told the plate's index. */
export type PlateBody<R> = (plate: Scope, index: Value<"scalar">) => R;

/** A new name, or a node that has another law already (a chain's first step). */
export type NodeName<S extends Shape> = string | Node<S>;

/** Where declarations are made: the model itself, or the inside of a plate. Each adds a statement, in order. */
export interface Scope {
  constant(name: string, value: number): Value<"scalar">;
  constant(name: string, value: readonly number[]): Composite<"vector", "scalar">;
  constant(name: string, value: readonly (readonly number[])[]): Composite<"matrix", "vector">;
  /** A set of labels; without a list, the labels are those of the data. */
  type(name: string, labels?: readonly (string | number)[]): LabelSet;
  param<S extends Shape>(name: string, type: TypeOf<S>, options?: ParamOptions<S>): Declared<S, readonly []>;
  param<S extends Shape, const I extends readonly SizeLike[]>(
    name: string,
    type: TypeOf<S>,
    indices: I,
    options?: ParamOptions<S, I>,
  ): Declared<S, I>;
  /** Several parameters in one statement. */
  params<S extends Shape, const N extends readonly string[]>(
    names: N,
    type: TypeOf<S>,
    options?: ParamOptions<S>,
  ): { readonly [K in keyof N]: Declared<S, readonly []> };
  /** A node that is in the data; with a type in place of a law, a node of a network. */
  observed<S extends Shape>(name: NodeName<NoInfer<S>>, law: Law<S> | TypeOf<S>, options?: NodeOptions<NoInfer<S>>): Node<S>;
  latent<S extends Shape>(name: NodeName<NoInfer<S>>, law: Law<S> | TypeOf<S>, options?: NodeOptions<NoInfer<S>>): Node<S>;
  /** The first step of a node of a chain. */
  initial<S extends Shape>(name: NodeName<NoInfer<S>>, law: Law<S>, options?: NodeOptions<NoInfer<S>>): Node<S>;
  given<S extends Shape>(name: string, type: TypeOf<S>, options?: NodeOptions): Node<S>;
  /** Several inputs in one statement. */
  givens<S extends Shape, const N extends readonly string[]>(names: N, type: TypeOf<S>): { readonly [K in keyof N]: Node<S> };
  /** A name for an expression. */
  let<S extends Shape>(name: string, value: Value<S>, index?: readonly IndexLike[]): Node<S>;
  plate<R>(name: string, body: PlateBody<R>): R;
  plate<R>(name: string, options: PlateOptions, body: PlateBody<R>): R;
  /** An ordered plate. */
  chain<R>(name: string, body: PlateBody<R>): R;
  chain<R>(name: string, options: PlateOptions, body: PlateBody<R>): R;
  /** In a network: a term of the log-potential, once or for each combination of indices. */
  factor(value: ScalarLike): void;
  factor<L extends LoopSizes>(sizes: L, value: (indices: LoopIndices<L>) => ScalarLike): void;
}

const span = nowhere;

function node<S extends Shape>(target: Target): Node<S> {
  const base = nameExpr(target.name.text);
  const expr: Expr = target.indices.length === 0 ? base : { kind: "index", operand: base, indices: target.indices, span };
  return Object.freeze({ expr, target, at: (...indices: IndexLike[]) => composite<never, never>(indexExpr(base, indices)) });
}

function targetOf(name: string, indices: readonly Expr[] = []): Target {
  return { name: nameOf(name), indices, span };
}

function optional(given: NumbersLike | Value<Shape> | Law<Shape> | undefined): Expr | null {
  return given === undefined ? null : exprOf(given);
}

function paramStatement(targets: readonly Target[], type: TypeOf<Shape>, options: ParamOptions<Shape>): ParamStatement {
  const { prior, value: fixed, init } = options;
  return { kind: "param", targets, type: type.type, prior: optional(prior), fixed: optional(fixed), init: optional(init), span };
}

interface NodeParts {
  readonly role: NodeStatement["role"];
  readonly targets: readonly Target[];
  readonly law: Law<Shape> | null;
  readonly options: NodeOptions;
}

function nodeStatement({ role, targets, law, options }: NodeParts): NodeStatement {
  const from = options.from === undefined ? null : fromClause(options.from);
  return { kind: "node", role, targets, type: options.type?.type ?? null, law: law?.law ?? null, from, span };
}

/** The methods that declare nodes. */
function nodeMethods(add: (statement: Statement) => void): Pick<Scope, "observed" | "latent" | "initial" | "given" | "givens" | "let"> {
  const declare =
    (role: NodeStatement["role"]) =>
    <S extends Shape>(name: NodeName<S>, law: Law<S> | TypeOf<S>, options: NodeOptions = {}): Node<S> => {
      const target = typeof name === "string" ? targetOf(name, options.index?.map(exprOf)) : name.target;
      if ("law" in law) add(nodeStatement({ role, targets: [target], law, options }));
      else add(nodeStatement({ role, targets: [target], law: null, options: { ...options, type: law } }));
      return node<S>(target);
    };
  return {
    observed: declare("observed"),
    latent: declare("latent"),
    initial: declare("initial"),
    given: declare("given"),
    givens: (names, type) => {
      const targets = names.map((name) => targetOf(name));
      add(nodeStatement({ role: "given", targets, law: null, options: { type } }));
      return targets.map(node<never>) as never;
    },
    let: <S extends Shape>(name: string, given: Value<S>, index: readonly IndexLike[] = []) => {
      const target = targetOf(name, index.map(exprOf));
      add({ kind: "let", target, value: given.expr, span });
      return node<S>(target);
    },
  };
}

/** The methods that declare what all plates share. */
function parameterMethods(add: (statement: Statement) => void): Pick<Scope, "constant" | "type" | "param" | "params"> {
  return {
    constant: (name: string, given: NumbersLike) => {
      add({ kind: "const", name: nameOf(name), value: exprOf(given), span });
      return composite<never, never>(nameExpr(name));
    },
    type: (name, labels) => {
      add({ kind: "type", name: nameOf(name), labels: labels?.map(labelLiteral) ?? null, span });
      return labelSet(name);
    },
    param: <S extends Shape>(
      name: string,
      type: TypeOf<S>,
      second: readonly SizeLike[] | ParamOptions<S> = [],
      third: ParamOptions<S> = {},
    ) => {
      const indices = Array.isArray(second) ? (second as readonly SizeLike[]) : [];
      const options = Array.isArray(second) ? third : (second as ParamOptions<S>);
      add(paramStatement([targetOf(name, indices.map(sizeExpr))], type, options as ParamOptions<Shape>));
      return declared<S, never>(name, indices.length > 0);
    },
    params: (names, type, options = {}) => {
      add(
        paramStatement(
          names.map((name) => targetOf(name)),
          type,
          options as ParamOptions<Shape>,
        ),
      );
      return names.map((name) => declared(name, false)) as never;
    },
  };
}

/** The methods that open plates. */
function plateMethods(add: (statement: Statement) => void): Pick<Scope, "plate" | "chain"> {
  const open =
    (word: "plate" | "chain") =>
    <R>(name: string, second: PlateOptions | PlateBody<R>, third?: PlateBody<R>): R => {
      const [options, inside] = typeof second === "function" ? [{}, second] : [second, third!];
      const body: Statement[] = [];
      const result = inside(createScope(body), value(nameExpr(name)));
      const { by, in: over, weightedBy } = options as PlateOptions;
      add({
        kind: "plate",
        word,
        name: nameOf(name),
        by: by === undefined ? null : columnPattern(by),
        over: over === undefined ? null : sizeExpr(over),
        weightedBy: weightedBy === undefined ? null : columnPattern(weightedBy),
        body,
        span,
      });
      return result;
    };
  return { plate: open("plate"), chain: open("chain") };
}

/** A scope that appends to `statements`. */
export function createScope(statements: Statement[]): Scope {
  const add = (statement: Statement): void => {
    statements.push(statement);
  };
  const factor = (first: ScalarLike | LoopSizes, body?: (indices: LoopIndices<LoopSizes>) => ScalarLike): void => {
    if (body === undefined) {
      add({ kind: "factor", value: exprOf(first as ScalarLike), loops: [], span });
      return;
    }
    const { loops, indices } = loopsOf(first as LoopSizes);
    add({ kind: "factor", value: exprOf(body(indices)), loops, span });
  };
  return { ...parameterMethods(add), ...nodeMethods(add), ...plateMethods(add), factor: factor as Scope["factor"] } as Scope;
}
