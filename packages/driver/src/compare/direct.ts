import type { BoundData, Outcome, TemplateModel } from "@platewise/core";
import { diagnostic, failure, InternalError, isDiscrete, success } from "@platewise/core";
import { plateChain } from "@platewise/graph";
import {
  columnPattern,
  type Expr,
  format,
  isNameText,
  type NodeStatement,
  type PlateStatement,
  type Program,
  reservedAs,
  type Statement,
} from "@platewise/language";
import { type Model, tryParse } from "../api/model.ts";
import { legalNames } from "../formats/legal-names.ts";
import { typeOfDomain, withoutUnused } from "./moralise.ts";
import { chainAround, type RowStructure, type RowVariable, rowStructure } from "./row-structure.ts";
import { type DirectedFamily, directedFamilies } from "./theory-of-network.ts";

const span = { start: 0, end: 0 };
const named = (text: string) => ({ text, span });

const rule = {
  isLegal: (text: string) => isNameText(text) && reservedAs(text) === null,
  clean: (text: string) => text.replace(/\]/g, "").replace(/[[,]/g, "_"),
};

/** What the variables of a network are called in its directed form, by place. */
export const directNames = ({ variables }: RowStructure): readonly string[] =>
  legalNames(
    variables.map(({ key }) => key),
    rule,
  );

/**
 * A directed form of a network of one row: a table for every variable that is not given, over its neighbours before it in a perfect
 * elimination order turned round. Nodes of fixed plates become nodes of their own, `s[0,1]` for instance `s_0_1`. Where the network's
 * graph is not chordal it is triangulated, and the model is larger.
 */
export function direct(model: Model, data: BoundData): Outcome<Model> {
  const template = data.model;
  const reason = refuse(template);
  if (reason !== null) return failure([diagnostic("compare-no-directed", { reason })]);
  const structure = rowStructure(template);
  const names = directNames(structure);
  const families = new Map(directedFamilies(structure).map((family) => [family.child, family]));
  const body = structure.variables.map((variable, place) =>
    nodeStatement({ variable, place, column: columnOf(data, variable) }, names, families),
  );
  const plate = rowPlate(model.program.statements) as PlateStatement;
  const types = model.program.statements.filter(({ kind }) => kind === "type");
  const statements = withoutUnused([...types, { ...plate, body }]);
  const program: Program = { kind: "model", name: named(model.name), statements, comments: [], span };
  const made = tryParse({ name: `${model.name}.pgm`, text: format(program) });
  if (!made.ok)
    throw new InternalError(`the directed form of a network is refused: ${made.diagnostics.map(({ code }) => code).join(", ")}`);
  return success(made.value);
}

/** Why a network has no directed form that can be written, or null. */
function refuse({ nodes, plates, ...template }: TemplateModel): string | null {
  const numeric = nodes.find(({ domain }) => !isDiscrete(domain));
  if (numeric) return `\`${numeric.name}\` is a number`;
  const whole = { nodes, plates, ...template };
  const chain = nodes.flatMap(({ plate }) => chainAround(whole, plate) ?? [])[0];
  if (chain) return `\`${chain.name}\` is a chain, in which a table for each step has no counterpart of its own`;
  const isApart = nodes.some(({ plate }) => !plateChain(plates, plate).includes(plates[0]?.id ?? -1));
  const reading = plates.filter(({ kind }) => kind !== "fixed");
  return reading.length > 1 || isApart ? "its nodes do not stand in one plate that reads rows" : null;
}

const rowPlate = (statements: readonly Statement[]): PlateStatement | undefined =>
  statements.find((statement): statement is PlateStatement => statement.kind === "plate");

/** The column of a variable, or null where it has none. */
function columnOf({ nodes }: BoundData, { node, key }: RowVariable): string | null {
  const bound = nodes.find(
    ({ name, indices }) => name === node.name && (indices.length > 0 ? `${name}[${indices.join(",")}]` : name) === key,
  );
  return bound?.columns[0] ?? null;
}

interface Place {
  readonly variable: RowVariable;
  readonly place: number;
  readonly column: string | null;
}

function nodeStatement(
  { variable: { node }, place, column }: Place,
  names: readonly string[],
  families: ReadonlyMap<number, DirectedFamily>,
): NodeStatement {
  const name = names[place] as string;
  const family = families.get(place);
  const args = (family?.parents ?? []).map((parent) => {
    const value: Expr = { kind: "name", name: names[parent] as string, span };
    return { name: null, value, span };
  });
  return {
    kind: "node",
    role: node.role,
    targets: [{ name: named(name), indices: [], span }],
    type: typeOfDomain(node.domain),
    law: family ? { kind: "call", name: named("Table"), args, span } : null,
    from: column === null || column === name ? null : { columns: [columnPattern(column)], list: false, span },
    span,
  };
}
