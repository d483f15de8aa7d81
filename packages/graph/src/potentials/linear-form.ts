import { type Expression, InternalError, sigmoid } from "@platewise/core";
import type { ParameterLayout } from "../structure/parameter-layout.ts";

/**
 * A number that differs from row to row: a function of given numbers. `key` is the same for the same function; `columns` are the
 * ids of the variables that it reads.
 */
export interface Basis {
  readonly key: string;
  readonly columns: readonly number[];
  readonly at: (read: (variable: number) => number) => number;
}

/** One product of a form: coefficient · basis · parameter; `cell` −1 stands for no parameter, a null basis for 1. */
export interface Term {
  readonly cell: number;
  readonly basis: Basis | null;
  readonly coefficient: number;
}

/** A number that is linear in the parameters: the sum of its terms. */
export type Form = readonly Term[];

type Indices = (name: string) => number | undefined;
type NodeMeaning = { readonly state: number; readonly number: number } | { readonly id: number };

/** What names stand for while a form is made. */
export interface FormEnvironment {
  readonly layout: ParameterLayout;
  readonly index: Indices;
  /** A node's state with its number in arithmetic, or the id of a given number; its own indices may hold those of sums around it. */
  readonly node: (e: Expression & { readonly op: "node" }, index: Indices) => NodeMeaning;
}

/** Why an expression is not linear in the parameters: caught where the form was asked for. */
class NotLinear extends Error {}

type Tree = { readonly form: Form } | readonly Tree[];

const isForm = (tree: Tree): tree is { readonly form: Form } => !Array.isArray(tree);
const constant = (value: number): Tree => ({ form: value === 0 ? [] : [{ cell: -1, basis: null, coefficient: value }] });
const keyOf = ({ cell, basis }: Term): string => `${cell} ${basis?.key ?? ""}`;

function formOf(tree: Tree): Form {
  if (isForm(tree)) return tree.form;
  throw new NotLinear("a list where one number is needed");
}

const listOf = (tree: Tree): readonly Tree[] => {
  if (isForm(tree)) throw new NotLinear("one number where a list is needed");
  return tree;
};

/** The number that a form is, where it has no parameter and no given number. */
const knownNumber = (form: Form): number | null =>
  form.length === 0 ? 0 : form.length === 1 && form[0]?.cell === -1 && form[0].basis === null ? form[0].coefficient : null;

function sumOf(forms: readonly Form[]): Form {
  const terms = new Map<string, Term>();
  for (const term of forms.flat()) {
    const key = keyOf(term);
    terms.set(key, { ...term, coefficient: (terms.get(key)?.coefficient ?? 0) + term.coefficient });
  }
  return [...terms.values()].filter(({ coefficient }) => coefficient !== 0);
}

const scaled = (form: Form, by: number): Form => form.map((term) => ({ ...term, coefficient: term.coefficient * by }));

function productBasis(a: Basis | null, b: Basis | null): Basis | null {
  if (!a || !b) return a ?? b;
  const [first, second] = a.key <= b.key ? [a, b] : [b, a];
  const columns = [...new Set([...first.columns, ...second.columns])];
  return { key: `${first.key}*${second.key}`, columns, at: (read) => first.at(read) * second.at(read) };
}

function productOf(a: Form, b: Form): Form {
  const terms = a.flatMap((x) =>
    b.map((y): Term => {
      if (x.cell >= 0 && y.cell >= 0) throw new NotLinear("a product of two parameters");
      return { cell: Math.max(x.cell, y.cell), basis: productBasis(x.basis, y.basis), coefficient: x.coefficient * y.coefficient };
    }),
  );
  return sumOf([terms]);
}

/** A function of forms without parameters: a number where all are known, else one basis of its own. */
function applied(name: string, fn: (...args: number[]) => number, forms: readonly Form[]): Form {
  if (forms.some((form) => form.some(({ cell }) => cell >= 0))) throw new NotLinear(`\`${name}\` of a parameter`);
  const numbers = forms.map(knownNumber);
  if (numbers.every((n) => n !== null)) return formOf(constant(fn(...(numbers as number[]))));
  const columns = [...new Set(forms.flatMap((form) => form.flatMap(({ basis }) => basis?.columns ?? [])))];
  const texts = forms.map((form) => form.map(({ basis, coefficient }) => `${coefficient}·${basis?.key ?? "1"}`).join("+"));
  const numberAt = (form: Form, read: (v: number) => number): number =>
    form.reduce((sum, { basis, coefficient }) => sum + coefficient * (basis ? basis.at(read) : 1), 0);
  const basis = {
    key: `${name}(${texts.join(",")})`,
    columns,
    at: (read: (v: number) => number) => fn(...forms.map((f) => numberAt(f, read))),
  };
  return [{ cell: -1, basis, coefficient: 1 }];
}

function broadcast(fn: (a: Form, b: Form) => Form, a: Tree, b: Tree): Tree {
  if (isForm(a) && isForm(b)) return { form: fn(a.form, b.form) };
  if (isForm(a)) return (b as readonly Tree[]).map((item) => broadcast(fn, a, item));
  if (isForm(b)) return a.map((item) => broadcast(fn, item, b));
  return a.map((item, i) => broadcast(fn, item, b[i] as Tree));
}

const mapTree = (fn: (form: Form) => Form, a: Tree): Tree => (isForm(a) ? { form: fn(a.form) } : a.map((item) => mapTree(fn, item)));

const unary: Readonly<Record<string, (a: number) => number>> = { exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, sigmoid };

const binary: Readonly<Record<string, (a: Form, b: Form) => Form>> = {
  "+": (a, b) => sumOf([a, b]),
  "-": (a, b) => sumOf([a, scaled(b, -1)]),
  "*": productOf,
  "/": (a, b) => {
    const by = knownNumber(b);
    return by === null
      ? productOf(
          a,
          applied("1/", (x) => 1 / x, [b]),
        )
      : scaled(a, 1 / by);
  },
  "^": (a, b) => applied("^", (x, y) => x ** y, [a, b]),
  "%": (a, b) => applied("%", (x, y) => x - y * Math.floor(x / y), [a, b]),
  "==": (a, b) => applied("==", (x, y) => (x === y ? 1 : 0), [a, b]),
  "!=": (a, b) => applied("!=", (x, y) => (x === y ? 0 : 1), [a, b]),
};

function indexNumber(e: Expression, env: FormEnvironment): number {
  if (e.op === "node") {
    const node = env.node(e, env.index);
    if ("state" in node) return node.state;
    throw new NotLinear(`an index that is the number \`${e.name}\``);
  }
  const n = knownNumber(formOf(treeOf(e, env)));
  if (n === null) throw new NotLinear("an index that is not a known number");
  return n;
}

function paramTree(e: Expression & { readonly op: "param" }, env: FormEnvironment): Tree {
  const entry = env.layout.byName.get(e.name);
  if (!entry) throw new InternalError(`${e.name} has no place`);
  const { domain } = entry.decl;
  const inner = domain.kind === "vector" ? [domain.size] : domain.kind === "matrix" ? [domain.rows, domain.columns] : [];
  const indices = e.indices.map((index) => indexNumber(index, env));
  let at = 0;
  const sizes = [...entry.dimensions, ...inner];
  sizes.slice(0, indices.length).forEach((size, axis) => {
    at = at * size + (indices[axis] as number);
  });
  const tree = (offset: number, rest: readonly number[]): Tree => {
    const [size, ...others] = rest;
    if (size === undefined) return { form: [{ cell: entry.offset + offset, basis: null, coefficient: 1 }] };
    return Array.from({ length: size }, (_, i) => tree(offset * size + i, others));
  };
  return tree(at, sizes.slice(indices.length));
}

function nodeTree(e: Expression & { readonly op: "node" }, env: FormEnvironment): Tree {
  const node = env.node(e, env.index);
  if ("state" in node) return constant(node.number);
  const basis = { key: `#${node.id}`, columns: [node.id], at: (read: (v: number) => number) => read(node.id) };
  return { form: [{ cell: -1, basis, coefficient: 1 }] };
}

/** Functions that make or read lists; undefined for the others. */
function listFunction(fn: string, args: readonly Tree[]): Tree | undefined {
  const size = (): number => knownNumber(formOf(args[0] as Tree)) as number;
  const repeat = (value: number): Tree => Array.from({ length: size() }, () => constant(value));
  if (fn === "zeros") return repeat(0);
  if (fn === "uniform") return repeat(1 / size());
  if (fn === "eye") return Array.from({ length: size() }, (_, i) => Array.from({ length: size() }, (_u, j) => constant(i === j ? 1 : 0)));
  if (fn === "dot") {
    const [a, b] = [listOf(args[0] as Tree), listOf(args[1] as Tree)];
    return { form: sumOf(a.map((item, i) => productOf(formOf(item), formOf(b[i] as Tree)))) };
  }
  return undefined;
}

/** An element of a list; a node selects by its state. */
function elementTree({ args }: Expression & { readonly op: "call" }, env: FormEnvironment): Tree {
  const [list, ...indices] = args;
  const element = (tree: Tree, index: Expression): Tree => {
    const found = listOf(tree)[indexNumber(index, env)];
    if (!found) throw new NotLinear("an index beyond the end of a list");
    return found;
  };
  return indices.reduce(element, treeOf(list as Expression, env));
}

function callTree(e: Expression & { readonly op: "call" }, env: FormEnvironment): Tree {
  if (e.fn === "index") return elementTree(e, env);
  const againstLabel = e.args.some((arg) => arg.op === "label");
  const args = e.args.map((arg) => (againstLabel && arg.op === "node" ? constant(indexNumber(arg, env)) : treeOf(arg, env)));
  const list = listFunction(e.fn, args);
  if (list !== undefined) return list;
  if (e.fn === "negate") return mapTree((form) => scaled(form, -1), args[0] as Tree);
  const one = unary[e.fn];
  if (one && args.length === 1) return mapTree((form) => applied(e.fn, one, [form]), args[0] as Tree);
  const two = binary[e.fn];
  if (!two) throw new NotLinear(`the function \`${e.fn}\``);
  return broadcast(two, args[0] as Tree, args[1] as Tree);
}

function sumTree(e: Expression & { readonly op: "sum" }, env: FormEnvironment): Tree {
  const size = e.over.kind === "states" ? e.over.size : (e.over.labels?.length ?? 0);
  let total = constant(0);
  for (let i = 0; i < size; i++) {
    const inner = { ...env, index: (name: string) => (name === e.index ? i : env.index(name)) };
    total = broadcast((a, b) => sumOf([a, b]), total, treeOf(e.body, inner));
  }
  return total;
}

function treeOf(e: Expression, env: FormEnvironment): Tree {
  switch (e.op) {
    case "number":
      return constant(e.value);
    case "label":
      return constant(e.state ?? 0);
    case "index":
      return constant(env.index(e.name) ?? 0);
    case "node":
      return nodeTree(e, env);
    case "param":
      return paramTree(e, env);
    case "array":
      return e.items.map((item) => treeOf(item, env));
    case "call":
      return callTree(e, env);
    case "sum":
      return sumTree(e, env);
  }
}

/** The form of an expression where every node has a state or is a given number; a text where it isn't linear in the parameters. */
export function linearForm(e: Expression, env: FormEnvironment): Form | string {
  try {
    return formOf(treeOf(e, env));
  } catch (error) {
    if (error instanceof NotLinear) return error.message;
    throw error;
  }
}
