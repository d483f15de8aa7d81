import type { Expression, IndexSet, TemplateModel } from "@platewise/core";
import { labelReader } from "./label-match.ts";

/** A model whose sets are filled, and the sets that running indices go through. */
export interface FillScope {
  readonly model: TemplateModel;
  readonly indices: ReadonlyMap<string, IndexSet>;
  readonly fillSet: (set: IndexSet) => IndexSet;
  /** Called for a label that is not in the set with which it is compared. */
  readonly unknownLabel: (label: string, set: IndexSet & { readonly kind: "labels" }) => void;
}

/** The expression with the sets of its sums, and the states of its labels, filled in. */
export function fillExpression(expression: Expression, scope: FillScope, expected: IndexSet | null = null): Expression {
  switch (expression.op) {
    case "label":
      return fillLabel(expression, scope, expected);
    case "array":
      return { ...expression, items: expression.items.map((item) => fillExpression(item, scope)) };
    case "param": {
      const sets = paramSets(scope.model, expression.name);
      return { ...expression, indices: expression.indices.map((index, i) => fillExpression(index, scope, sets[i] ?? null)) };
    }
    case "node":
      return { ...expression, indices: expression.indices.map((index) => fillExpression(index, scope)) };
    case "call":
      return fillCall(expression, scope);
    case "sum": {
      const over = scope.fillSet(expression.over);
      const inner = { ...scope, indices: new Map([...scope.indices, [expression.index, over]]) };
      return { ...expression, over, body: fillExpression(expression.body, inner) };
    }
    default:
      return expression;
  }
}

type Label = Expression & { readonly op: "label" };
type Call = Expression & { readonly op: "call" };

function fillLabel(expression: Label, scope: FillScope, expected: IndexSet | null): Expression {
  if (expression.state !== null || expected?.kind !== "labels" || expected.labels === null) return expression;
  const state = labelReader(expected.labels).byText(expression.label);
  if (state < 0) scope.unknownLabel(expression.label, expected);
  return state < 0 ? expression : { ...expression, state };
}

/** In a comparison a label belongs to the set of the other side; in `index` to that of the parameter. */
function fillCall(expression: Call, scope: FillScope): Expression {
  const compares = expression.fn === "==" || expression.fn === "!=";
  const [first] = expression.args;
  const sets = expression.fn === "index" && first?.op === "param" ? paramSets(scope.model, first.name).slice(first.indices.length) : [];
  const args = expression.args.map((arg, i) => {
    const other = expression.args[1 - i];
    const expected = compares && other !== undefined ? setOf(other, scope) : (sets[i - 1] ?? null);
    return fillExpression(arg, scope, expected);
  });
  return { ...expression, args };
}

function paramSets(model: TemplateModel, name: string): readonly IndexSet[] {
  const param = model.params.find((candidate) => candidate.name === name);
  if (param === undefined) return [];
  return param.domain.kind === "simplex" ? [...param.indices, param.domain.over] : param.indices;
}

function setOf(expression: Expression, scope: FillScope): IndexSet | null {
  if (expression.op === "index") return scope.indices.get(expression.name) ?? null;
  if (expression.op !== "node") return null;
  const domain = scope.model.nodes.find((node) => node.name === expression.name)?.domain;
  return domain?.kind === "labels" || domain?.kind === "states" ? domain : null;
}
