import type { Expression, FactorDecl, FitResult, Law, NodeDecl, ParamAxis, TemplateModel } from "@platewise/core";

type Axes = FitResult["axes"];

/** A parameter where a model reads it; `child` is the node whose law has it as the argument called `argument`. */
interface Use {
  readonly param: string;
  readonly indices: readonly Expression[];
  readonly child: NodeDecl | null;
  readonly argument: string;
}

/**
 * The axes of a result's parameters, named by how the model uses them: an index by the node that selects (`kind` for
 * `mean[kind]`), the states of a simplex by the node that is drawn from it, the components of a vector by the columns that
 * the node reads. An axis whose uses disagree keeps its name. Integer states get the labels of the nodes that all agree on them.
 */
export function nameAxes(axes: Axes, template: TemplateModel): Axes {
  const laws = template.nodes.flatMap((node) => [...lawUses(node, node.law), ...lawUses(node, node.initial)]);
  const uses = [...laws, ...template.factors.flatMap(factorUses)];
  const named = ([name, own]: [string, readonly ParamAxis[]]): [string, readonly ParamAxis[]] => {
    const decl = template.params.find((param) => param.name === name);
    const mine = uses.filter((use) => use.param === name);
    if (!decl || mine.length === 0) return [name, own];
    const outer = own.slice(0, decl.indices.length).map((axis, at) => {
      const selectors = mine.map((use) => use.indices[at]);
      const nodes = selectors.map((index) => template.nodes.find((node) => index?.op === "node" && node.name === index.name) ?? null);
      return withLabels(rename(axis, agreed(selectors.map(selector))), nodes);
    });
    const inner = own.slice(decl.indices.length);
    if (decl.domain.kind === "simplex") {
      const drawn = mine.map(({ child, argument }) => (argument === "p" ? child : null));
      const drawnName = agreed(drawn.map((node) => node?.name ?? null));
      return [name, [...outer, ...inner.map((axis) => withLabels(rename(axis, drawnName), drawn))]];
    }
    return [name, [...outer, ...inner.map((axis) => withColumns(axis, mine))]];
  };
  return Object.fromEntries(Object.entries(axes).map(named));
}

/** What one element of each parameter is, by name. */
export function domainsOf(template: TemplateModel): NonNullable<FitResult["domains"]> {
  return Object.fromEntries(template.params.map((param) => [param.name, param.domain.kind]));
}

const rename = (axis: ParamAxis, name: string | null): ParamAxis => (name === null ? axis : { ...axis, name });

/** The one name that all uses give, or null. */
function agreed(names: readonly (string | null)[]): string | null {
  const [first = null] = names;
  return names.every((name) => name === first) ? first : null;
}

function selector(index: Expression | undefined): string | null {
  if (index?.op === "index") return index.name;
  if (index?.op !== "node") return null;
  return index.previous ? `prev ${index.name}` : index.name;
}

/** The axis with the labels that all of these nodes have for its states, where it has none of its own. */
function withLabels(axis: ParamAxis, nodes: readonly (NodeDecl | null)[]): ParamAxis {
  const sets = nodes.map((node) => (node?.domain.kind === "labels" ? node.domain.labels : null));
  const [first] = sets;
  const common = agreed(sets.map((labels) => labels && JSON.stringify(labels)));
  return axis.labels === null && common !== null && first?.length === axis.size ? { ...axis, labels: first } : axis;
}

const componentArguments = ["mean", "covariance"];

function withColumns(axis: ParamAxis, uses: readonly Use[]): ParamAxis {
  const columns = uses.map(({ child, argument }) => (componentArguments.includes(argument) ? columnsOf(child) : null));
  const name = agreed(columns.map((names) => names?.join("\n") ?? null));
  const [first] = columns;
  return name !== null && first?.length === axis.size ? { ...axis, columns: first } : axis;
}

function columnsOf(node: NodeDecl | null): readonly string[] | null {
  return node?.domain.kind === "vector" && node.columns?.kind === "names" ? node.columns.names : null;
}

/** Every use of a parameter in a factor of a network. */
function factorUses(factor: FactorDecl): Use[] {
  if (factor.kind === "table") return [{ param: factor.param, indices: factor.args, child: null, argument: "" }];
  return paramsIn(factor.value).map(({ name, indices }) => ({ param: name, indices, child: null, argument: "" }));
}

/** Every use of a parameter in a law: directly as an argument, or somewhere inside one. */
function lawUses(child: NodeDecl, law: Law | null): Use[] {
  return (law?.args ?? []).flatMap(({ name, value }) => {
    const direct = value.op === "param" ? value : null;
    return paramsIn(value).map((found) => ({
      param: found.name,
      indices: found.indices,
      child: found === direct ? child : null,
      argument: name,
    }));
  });
}

type ParamExpression = Extract<Expression, { op: "param" }>;

function paramsIn(expression: Expression): ParamExpression[] {
  switch (expression.op) {
    case "param":
      return [expression, ...expression.indices.flatMap(paramsIn)];
    case "node":
      return expression.indices.flatMap(paramsIn);
    case "call":
      return expression.args.flatMap(paramsIn);
    case "array":
      return expression.items.flatMap(paramsIn);
    case "sum":
      return paramsIn(expression.body);
    default:
      return [];
  }
}
