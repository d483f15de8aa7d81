import type { Expression, Law, NodeDecl, TemplateModel } from "@platewise/core";
import { indexSetSize } from "@platewise/core";
import { fixedPlates } from "./row-structure.ts";
import type { Reason } from "./theory.ts";

interface NodeLaw {
  readonly node: NodeDecl;
  readonly law: Law;
}

const lawsOf = ({ nodes }: TemplateModel): readonly NodeLaw[] =>
  nodes.flatMap((node) => [node.law, node.initial].flatMap((law) => (law ? [{ node, law }] : [])));

/** The parameters that an expression names. */
export function paramsIn(e: Expression): readonly string[] {
  if (e.op === "param") return [e.name, ...e.indices.flatMap(paramsIn)];
  if (e.op === "array") return e.items.flatMap(paramsIn);
  if (e.op === "call") return e.args.flatMap(paramsIn);
  return e.op === "sum" ? paramsIn(e.body) : [];
}

/** How a law is less than a table with a free row for every configuration of its parents; null where it is one. */
function limitOf({ params }: TemplateModel, { law }: NodeLaw): "fixed" | "prior" | "formula" | null {
  const named = law.args.flatMap(({ value }) => paramsIn(value)).map((name) => params.find((param) => param.name === name));
  if (named.every((param) => !param || param.fixed !== null)) return "fixed";
  if (named.some((param) => param && param.prior !== null)) return "prior";
  const [only, second] = law.args;
  const isTable = !second && only?.value.op === "param" && only.value.indices.every(({ op }) => op !== "call" && op !== "sum");
  return isTable ? null : "formula";
}

/** All in which the laws of a model are less than tables of their own. */
export function lawLimits(template: TemplateModel): readonly Reason[] {
  const laws = lawsOf(template);
  const limited = (["fixed", "prior", "formula"] as const).flatMap((how): readonly Reason[] => {
    const nodes = new Set(laws.filter((one) => limitOf(template, one) === how).map(({ node }) => node.name));
    return nodes.size > 0 ? [{ kind: "limited-law", nodes: [...nodes], how }] : [];
  });
  const shared = template.params.flatMap(({ name: param }): readonly Reason[] => {
    const users = laws.filter(({ law }) => law.args.some(({ value }) => paramsIn(value).includes(param)));
    return users.length > 1 ? [{ kind: "shared-parameter", param, nodes: [...new Set(users.map(({ node }) => node.name))] }] : [];
  });
  return [...limited, ...shared];
}

/** How many laws of one row, instances in fixed plates counted singly, have a parameter in their arguments; by its name. */
export function parameterUses(template: TemplateModel): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { node, law } of lawsOf(template)) {
    const instances = fixedPlates(template, node.plate).reduce((n, { over }) => n * ((over && indexSetSize(over)) ?? 1), 1);
    for (const name of new Set(law.args.flatMap(({ value }) => paramsIn(value)))) uses.set(name, (uses.get(name) ?? 0) + instances);
  }
  return uses;
}
