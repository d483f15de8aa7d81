import type { Expression, Law, Span } from "@platewise/core";
import type { Checker } from "./context.ts";
import { report } from "./context.ts";
import type { CheckedNode } from "./nodes.ts";
import { childrenOf } from "./substitute.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** What expressions mention, each name once: nodes of this step, nodes of any step, params; and whether they look one step back. */
export interface Mentions {
  readonly within: readonly string[];
  readonly nodes: readonly string[];
  readonly params: readonly string[];
  readonly back: boolean;
}

/** What expressions mention; parts that are shared are looked at once. */
export function mentionsOf(values: readonly Expression[]): Mentions {
  const [within, nodes, params, seen] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<Expression>()];
  let back = false;
  const waiting = [...values];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    if (expr.op === "param") params.add(expr.name);
    if (expr.op === "node") {
      nodes.add(expr.name);
      back ||= expr.previous;
      if (!expr.previous) within.add(expr.name);
    }
    const children = childrenOf(expr);
    if (children.length === 0 || seen.has(expr)) continue;
    seen.add(expr);
    waiting.push(...children);
  }
  return { within: [...within], nodes: [...nodes], params: [...params], back };
}

/** The values of the arguments of laws. */
export function valuesOf(laws: readonly Law[]): readonly Expression[] {
  return laws.flatMap((law) => law.args.map((arg) => arg.value));
}

/** Reports every circle of nodes that depend on one another within a step, once each. */
export function checkCycles(checker: Checker, nodes: readonly CheckedNode[]): void {
  const graph = new Map(nodes.map(({ symbol, mentions }) => [symbol.name.text, mentions.within] as const));
  const spans = new Map(nodes.map(({ symbol }) => [symbol.name.text, symbol.name.span] as const));
  reportCycles(checker, graph, { spans, what: "node" });
}

/** Reports circles among names: the depth-first search finds an edge back to a name that is still open. */
export function reportCycles(
  checker: Checker,
  graph: Graph,
  { spans, what }: { readonly spans: ReadonlyMap<string, Span>; readonly what: "node" | "param" },
): void {
  const state = new Map<string, "open" | "done">();
  for (const root of graph.keys()) {
    if (state.has(root)) continue;
    const path: { name: string; next: number }[] = [{ name: root, next: 0 }];
    state.set(root, "open");
    while (path.length > 0) step(checker, graph, { path, state, spans, what });
  }
}

interface Search {
  readonly path: { name: string; next: number }[];
  readonly state: Map<string, "open" | "done">;
  readonly spans: ReadonlyMap<string, Span>;
  readonly what: "node" | "param";
}

function step(checker: Checker, graph: Graph, { path, state, spans, what }: Search): void {
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
    const span = spans.get(parent);
    if (span) report(checker, "dependency-cycle", { names: [...names, parent], what }, span);
  }
}
