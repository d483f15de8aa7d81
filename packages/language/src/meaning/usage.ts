import type { FactorDecl } from "@platewise/core";
import { type Checker, report } from "./context.ts";
import { mentionsOf } from "./dependencies.ts";
import type { CheckedNode } from "./nodes.ts";
import { symbolKind } from "./symbols.ts";

/** Warns of what is declared and never used, and of latent nodes on which nothing observed depends. */
export function warnUnused(checker: Checker, nodes: readonly CheckedNode[], factors: readonly FactorDecl[]): void {
  for (const symbol of checker.symbols.values()) {
    if (symbol.kind === "node" || checker.used.has(symbol)) continue;
    const { text, span } = symbol.name;
    if (symbol.kind === "param") report(checker, "unused-param", { name: text }, span, { severity: "warning" });
    else report(checker, "unused-name", { name: text, kind: symbolKind(symbol) }, span, { severity: "warning" });
  }
  const useful = checker.network ? inFactors(factors) : aboveObserved(nodes);
  for (const { symbol } of nodes) {
    const { text, span } = symbol.name;
    if (symbol.statement?.role === "latent" && !useful.has(text))
      report(checker, "unused-latent", { name: text }, span, { severity: "warning" });
  }
}

function aboveObserved(nodes: readonly CheckedNode[]): ReadonlySet<string> {
  const parents = new Map(nodes.map((node) => [node.symbol.name.text, node.mentions.nodes] as const));
  const waiting = nodes.filter(({ symbol }) => symbol.statement?.role === "observed").map(({ symbol }) => symbol.name.text);
  const reached = new Set(waiting);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const parent of parents.get(name) ?? []) {
      if (reached.has(parent)) continue;
      reached.add(parent);
      waiting.push(parent);
    }
  }
  return reached;
}

function inFactors(factors: readonly FactorDecl[]): ReadonlySet<string> {
  return new Set(mentionsOf(factors.flatMap((factor) => (factor.kind === "table" ? factor.args : [factor.value]))).nodes);
}
