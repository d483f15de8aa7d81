import type { Expression, Law, Span } from "@platewise/core";
import type { Checker } from "./context.ts";
import { report } from "./context.ts";
import type { CheckedNode } from "./nodes.ts";
import { childrenOf } from "./substitute.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** The nodes that expressions mention, each name once: those of this step, those of any step; and whether they look one step back. */
export interface Mentions {
  readonly within: readonly string[];
  readonly nodes: readonly string[];
  readonly back: boolean;
}

/** The nodes that expressions mention. */
export function mentionsOf(values: readonly Expression[]): Mentions {
  const found = referencesIn(values, "node");
  const nodes = namesOf(found);
  const back = found.some((expr) => expr.previous);
  return { within: back ? namesOf(found.filter((expr) => !expr.previous)) : nodes, nodes, back };
}

/** The parameters that expressions mention, each name once. */
export function paramsOf(values: readonly Expression[]): readonly string[] {
  return namesOf(referencesIn(values, "param"));
}

type Reference<Op> = Extract<Expression, { readonly op: Op }>;

/** Every mention of a node or a parameter; large parts that are shared are looked at once. */
function referencesIn<Op extends "node" | "param">(values: readonly Expression[], op: Op): readonly Reference<Op>[] {
  const found: Reference<Op>[] = [];
  let seen: Set<Expression> | null = null;
  const waiting = [...values];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    if (expr.op === op) found.push(expr as Reference<Op>);
    const children = childrenOf(expr);
    if (children.length === 0 || seen?.has(expr)) continue;
    if (!isSmall(children)) seen = (seen ?? new Set()).add(expr);
    for (const child of children) waiting.push(child);
  }
  return found;
}

/** Parts that cost no more to look at again than to remember. */
function isSmall(parts: readonly Expression[]): boolean {
  return parts.length < 8 && parts.every((part) => childrenOf(part).length === 0);
}

function namesOf(references: readonly { readonly name: string }[]): readonly string[] {
  const names = references.map(({ name }) => name);
  return names.length < 8 && names.every((name, at) => names.indexOf(name) === at) ? names : [...new Set(names)];
}

/** The values of the arguments of laws. */
export function valuesOf(laws: readonly Law[]): readonly Expression[] {
  const values: Expression[] = [];
  for (const law of laws) for (const arg of law.args) values.push(arg.value);
  return values;
}

/** Reports every circle of nodes that depend on one another within a step, once each. */
export function checkCycles(checker: Checker, nodes: readonly CheckedNode[]): void {
  const graph = new Map(nodes.map(({ symbol, mentions }) => [symbol.name.text, mentions.within] as const));
  reportCycles(checker, graph, { spanOf: (name) => checker.symbols.get(name)?.name.span, what: "node" });
}

/** What stands in a circle, and where a name is declared. */
interface Circles {
  readonly spanOf: (name: string) => Span | undefined;
  readonly what: "node" | "param";
}

/** Reports circles among names: the depth-first search finds an edge back to a name that is still open. */
export function reportCycles(checker: Checker, graph: Graph, { spanOf, what }: Circles): void {
  const state = new Map<string, "open" | "done">();
  for (const root of graph.keys()) {
    if (state.has(root)) continue;
    const path: { name: string; next: number }[] = [{ name: root, next: 0 }];
    state.set(root, "open");
    while (path.length > 0) step(checker, graph, { path, state, spanOf, what });
  }
}

interface Search extends Circles {
  readonly path: { name: string; next: number }[];
  readonly state: Map<string, "open" | "done">;
}

function step(checker: Checker, graph: Graph, { path, state, spanOf, what }: Search): void {
  const top = path[path.length - 1];
  if (top === undefined) return;
  const parent = graph.get(top.name)?.[top.next++];
  if (parent === undefined) {
    state.set(top.name, "done");
    path.pop();
  } else if (!state.has(parent) && graph.has(parent)) {
    state.set(parent, "open");
    path.push({ name: parent, next: 0 });
  } else if (state.get(parent) === "open") {
    const names = path.slice(path.findIndex(({ name }) => name === parent)).map(({ name }) => name);
    const span = spanOf(parent);
    if (span) report(checker, "dependency-cycle", { names: [...names, parent], what }, span);
  }
}
